import { elementBytes, tensorBytes } from '../../ir/tensor.js';
import type { ConcatenationPrepared } from '../../operators/movement/concatenation.js';
import { c, cIdentifier, type CCode, type Identifier } from '../../text/sinks.js';
import type { OutputSite } from '../c/elementwise-loops.js';
import { plus, times } from '../c/expressions.js';
import type { Kernel, KernelSite } from '../kernel.js';
import { copyCost } from './copy.js';

/** One input's block in the output. */
export interface ConcatenationBlock {
  /** C name of the input. */
  readonly input: Identifier;
  /** C expression: where the block at place i starts in the input. */
  readonly source: CCode;
  readonly bytes: number;
  /** C expression: where the block starts. */
  readonly target: CCode;
}

export interface ConcatenationJoinView {
  readonly blocks: readonly ConcatenationBlock[];
}

export interface ConcatenationInterleaveView extends ConcatenationJoinView {
  readonly outer: number;
  /** Elements of one block of every input. */
  readonly stride: number;
}

/** Along the outermost dimension: each input is copied as a whole. */
export const concatenationJoin: Kernel<OutputSite, ConcatenationPrepared, ConcatenationJoinView> = {
  name: 'join',
  template: 'kernels/portable/concatenation-join.c.hbs',
  includes: ['string.h'],
  accepts: ({ prepared: { outer } }) => outer === 1 || `the axis has ${outer} places before it: inputs interleave`,
  cost: ({ site, prepared }) => copyCost(109, tensorBytes(site.outputs.output), prepared.blocks.length),
  view: (at) => ({ blocks: blocksOf(at) }),
};

/** Along an inner dimension: a block of each input in turn. */
export const concatenationInterleave: Kernel<OutputSite, ConcatenationPrepared, ConcatenationInterleaveView> = {
  name: 'interleave',
  template: 'kernels/portable/concatenation-interleave.c.hbs',
  includes: ['string.h'],
  accepts: () => true,
  cost: ({ site, prepared: { outer, blocks } }) =>
    copyCost(86, tensorBytes(site.outputs.output), outer * blocks.length),
  view(at) {
    const { outer, blocks } = at.prepared;
    return { outer, stride: blocks.reduce((sum, elements) => sum + elements, 0), blocks: blocksOf(at) };
  },
};

function blocksOf({ site, prepared: { blocks } }: KernelSite<OutputSite, ConcatenationPrepared>): ConcatenationBlock[] {
  const bytesEach = elementBytes(site.outputs.output.dtype);
  let start = 0;
  return blocks.map((elements, index) => {
    const block = {
      input: cIdentifier(`in${index}`),
      source: c`in${index} + i${times(elements)}`,
      bytes: elements * bytesEach,
      target: c`out${plus(start)}`,
    };
    start += elements;
    return block;
  });
}
