import { elementCount } from '../../ir/tensor.js';
import type { PaddedAxis, PadPrepared } from '../../operators/movement/pad.js';
import { c, joinCode, type CCode } from '../../text/sinks.js';
import { outputElements, type OutputSite } from '../c/elementwise-loops.js';
import { denseStrides, loopNest, type LoopNestView } from '../c/loops.js';
import { estimateCost } from '../cost.js';
import type { Kernel } from '../kernel.js';

export interface PadPortableView extends LoopNestView {
  /** False where nothing is added: a plain copy. */
  readonly padded: boolean;
  readonly value: number;
  readonly outputBytes: number;
  /** Contiguous bytes that are copied at once. */
  readonly runBytes: number;
  /** Places in output and input, as C expressions. */
  readonly target: CCode;
  readonly source: CCode;
}

/** Fills the output, then copies the input into it, in runs as long as the padding leaves them. */
export const padPortable: Kernel<OutputSite, PadPrepared, PadPortableView> = {
  name: 'portable',
  template: 'kernels/portable/pad.c.hbs',
  includes: ['string.h'],
  accepts: () => true,
  /** Bytes of the border are written once, others twice, words at a time. */
  cost: ({ site }) => estimateCost({ codeBytes: 70, work: [[outputElements(site), 1.1]] }),
  view({ prepared }) {
    const axes = mergePaddedAxes(prepared.axes);
    const sizes = axes.map(({ size }) => size);
    const outputSizes = axes.map(({ size, before, after }) => before + size + after);
    const targetStrides = denseStrides(outputSizes);
    const sourceStrides = denseStrides(sizes);
    const outer = axes
      .slice(0, -1)
      .map(({ size }, axis) => ({ size, strides: [targetStrides[axis] ?? 0, sourceStrides[axis] ?? 0] }));
    const first = axes.reduce((sum, { before }, axis) => sum + before * (targetStrides[axis] ?? 0), 0);
    const { view, positions } = loopNest(
      outer.filter(({ size }) => size > 1),
      2,
    );
    return {
      ...view,
      padded: elementCount(outputSizes) > elementCount(sizes),
      value: prepared.value,
      outputBytes: elementCount(outputSizes),
      runBytes: sizes.at(-1) ?? 1,
      target: place(c`out`, positions[0], first),
      source: place(c`in`, positions[1], 0),
    };
  },
};

/** Dimensions without padding join the one outside them: their elements move together. */
export function mergePaddedAxes(axes: readonly PaddedAxis[]): PaddedAxis[] {
  const merged: PaddedAxis[] = [];
  for (const axis of axes) {
    const outer = merged.at(-1);
    if (outer === undefined || axis.before > 0 || axis.after > 0) merged.push(axis);
    else
      merged[merged.length - 1] = {
        size: outer.size * axis.size,
        before: outer.before * axis.size,
        after: outer.after * axis.size,
      };
  }
  return merged;
}

function place(pointer: CCode, position: CCode | undefined, first: number): CCode {
  const terms = [
    pointer,
    ...(first === 0 ? [] : [c`${first}`]),
    ...(position === undefined || position === '0' ? [] : [position]),
  ];
  return joinCode(terms, ' + ');
}
