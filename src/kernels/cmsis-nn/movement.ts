import { elementBytes, tensorBytes, type Tensor } from '../../ir/tensor.js';
import type { ConcatenationPrepared, ConcatenationSite } from '../../operators/movement/concatenation.js';
import type { PaddedAxis, PadPrepared } from '../../operators/movement/pad.js';
import type { Walk } from '../../operators/movement/walk.js';
import { c, cIdentifier, type CCode, type Identifier } from '../../text/sinks.js';
import { outputElements, type OutputSite } from '../c/elementwise-loops.js';
import { mergeAxes } from '../c/loops.js';
import { mergePaddedAxes } from '../portable/pad.js';
import { libraryCall } from './call.js';
import {
  countable,
  fewDimensions,
  libraryDims,
  libraryKernel,
  localConstant,
  mostDimensions,
} from './library-kernel.js';

/** Sizes in 16 bits. */
const mostSize = 65_535;

export const padLibrary = libraryKernel<OutputSite, PadPrepared>({
  name: 'pad',
  accepts: ({ prepared }) => fewDimensions(mergePaddedAxes(prepared.axes).length),
  quantities: ({ site, prepared }) => [outputElements(site), runsOf(prepared)],
  cycles: { plain: [180, 0.55, 81], dsp: [180, 0.55, 81], mve: [118, 0.18, 25] },
  layer({ prepared }) {
    const axes = mergePaddedAxes(prepared.axes);
    const padding = (side: 'before' | 'after') => {
      const missing = new Array<number>(mostDimensions - axes.length).fill(0);
      return libraryDims([...missing, ...axes.map((axis) => axis[side])]);
    };
    const call = libraryCall('arm_pad_s8', {
      input: c`in`,
      output: c`out`,
      value: prepared.value,
      input_dims: libraryDims(axes.map(({ size }) => size)),
      before: padding('before'),
      after: padding('after'),
    });
    return { calls: [call] };
  },
});

/** Rows of the innermost dimension that has padding. */
function runsOf({ axes }: PadPrepared): number {
  const merged: readonly PaddedAxis[] = mergePaddedAxes(axes);
  return merged.slice(0, -1).reduce((runs, { size }) => runs * size, 1);
}

interface MovedSite extends OutputSite {
  readonly inputs: { readonly input: Tensor };
}

export const transposeLibrary = libraryKernel<MovedSite, Walk>({
  name: 'transpose',
  accepts({ site, prepared }, build) {
    const bytes = singleBytes(site);
    if (bytes !== true) return bytes;
    const { sizes, permutation } = transposition(prepared);
    const few = fewDimensions(sizes.length);
    if (few !== true || permutation.length !== 2) return few;
    const [, columns = 1] = sizes;
    return countable(sizes, build === 'mve' && columns > mostGathered ? mostGathered : mostSize);
  },
  quantities: ({ site }) => [outputElements(site)],
  cycles: { plain: [70, 6], dsp: [70, 6], mve: [60, 4] },
  layer({ site, prepared }) {
    const { sizes, permutation } = transposition(prepared);
    const input = bytesOf(site.inputs.input, cIdentifier('in'), c`const int8_t *`);
    const output = bytesOf(site.outputs.output, cIdentifier('out'), c`int8_t *`);
    const call = libraryCall('arm_transpose_s8', {
      input,
      output,
      input_dims: outerDims(sizes),
      output_dims: outerDims(permutation.map((axis) => sizes[axis] ?? 1)),
      params: { num_dims: sizes.length, permutations: c`permutation` },
    });
    return { calls: [call], constants: [localConstant('uint32_t', 'permutation', permutation)] };
  },
});

/** Helium gathers 8 bytes at distances of the columns, in 16 bits. */
const mostGathered = Math.floor(mostSize / 7);

/** Sizes from the first on, as the library has them here: two dimensions are `n` and `h`. */
function outerDims(sizes: readonly number[]): { n: number; h: number; w: number; c: number } {
  const [n = 1, h = 1, w = 1, channels = 1] = sizes;
  return { n, h, w, c: channels };
}

/**
 * The input's dimensions, outermost first, and which of them each dimension of the output is: the fewest, so that those
 * that stay together are one.
 */
function transposition({ axes }: Walk): { sizes: number[]; permutation: number[] } {
  const walked = mergeAxes(axes.map(({ size, stride }) => ({ size, strides: [stride] })));
  const stride = (axis: { readonly strides: readonly number[] }): number => axis.strides[0] ?? 0;
  const outward = [...walked].sort((a, b) => stride(b) - stride(a));
  if (walked.length === 0) return { sizes: [1], permutation: [0] };
  return { sizes: outward.map(({ size }) => size), permutation: walked.map((axis) => outward.indexOf(axis)) };
}

export const concatenationLibrary = libraryKernel<ConcatenationSite, ConcatenationPrepared>({
  name: 'concatenation',
  accepts({ site, prepared: { outer, blocks } }) {
    const bytes = singleBytes(site);
    return bytes === true ? countable([outer, joined(blocks)], mostSize) : bytes;
  },
  quantities: ({ site, prepared: { outer, blocks } }) => [tensorBytes(site.outputs.output), outer * blocks.length],
  cycles: { plain: [100, 0.55, 27.5], dsp: [100, 0.55, 27.5], mve: [78, 0.19, 10.5] },
  layer({ site, prepared: { outer, blocks } }) {
    let start = 0;
    const calls = blocks.map((block, index) => {
      const call = libraryCall('arm_concatenation_s8_x', {
        input: bytesOf(site.outputs.output, cIdentifier(`in${index}`), c`const int8_t *`),
        block,
        blocks: outer,
        planes: 1,
        batches: 1,
        output: bytesOf(site.outputs.output, cIdentifier('out'), c`int8_t *`),
        output_block: joined(blocks),
        start,
      });
      start += block;
      return call;
    });
    return { calls };
  },
});

function joined(blocks: readonly number[]): number {
  return blocks.reduce((sum, block) => sum + block, 0);
}

function singleBytes({ outputs }: OutputSite): true | string {
  const bytes = elementBytes(outputs.output.dtype);
  return bytes === 1 || `values of ${bytes} bytes: the library moves single ones`;
}

/** A pointer to bytes of either sign as the library wants it. */
function bytesOf({ dtype }: Tensor, pointer: Identifier, type: CCode): CCode {
  return dtype === 'int8' ? c`${pointer}` : c`(${type})${pointer}`;
}
