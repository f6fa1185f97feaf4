import type { Node } from '../../ir/graph.js';
import { elementBytes, tensorBytes } from '../../ir/tensor.js';
import type { ConcatenationAttributes } from '../../operators/attributes.js';
import type { ConcatenationPrepared } from '../../operators/movement/concatenation.js';
import { inputAndOutput } from '../../operators/tensor-access.js';
import { c, cIdentifier, type CCode, type Identifier } from '../../text/sinks.js';
import { plus, times } from '../c/expressions.js';
import type { Kernel, KernelContext } from '../kernel.js';
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
export const concatenationJoin: Kernel<ConcatenationAttributes, ConcatenationPrepared, ConcatenationJoinView> = {
  name: 'join',
  template: 'kernels/portable/concatenation-join.c.hbs',
  includes: ['string.h'],
  accepts: (_node, { outer }) => outer === 1 || `the axis has ${outer} places before it: inputs interleave`,
  cost: (node, { blocks }, context) => copyCost(109, tensorBytes(inputAndOutput(node, context).output), blocks.length),
  write: (node, prepared, context) => ({ tables: [], view: { blocks: blocksOf(node, prepared, context) } }),
};

/** Along an inner dimension: a block of each input in turn. */
export const concatenationInterleave: Kernel<
  ConcatenationAttributes,
  ConcatenationPrepared,
  ConcatenationInterleaveView
> = {
  name: 'interleave',
  template: 'kernels/portable/concatenation-interleave.c.hbs',
  includes: ['string.h'],
  accepts: () => true,
  cost(node, { outer, blocks }, context) {
    return copyCost(86, tensorBytes(inputAndOutput(node, context).output), outer * blocks.length);
  },
  write: (node, prepared, context) => ({
    tables: [],
    view: {
      outer: prepared.outer,
      stride: prepared.blocks.reduce((sum, elements) => sum + elements, 0),
      blocks: blocksOf(node, prepared, context),
    },
  }),
};

function blocksOf(node: Node, { blocks }: ConcatenationPrepared, context: KernelContext): ConcatenationBlock[] {
  const bytesEach = elementBytes(inputAndOutput(node, context).output.dtype);
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
