import { c, type CCode } from '../../text/sinks.js';
import type { TransposeAttributes } from '../../operators/attributes.js';
import { loopNest, mergeAxes, type LoopAxis, type LoopNestView } from '../c/loops.js';
import { inputAndOutput } from '../../operators/tensor-access.js';
import type { TransposePrepared } from '../../operators/movement/transpose.js';
import type { Kernel } from '../kernel.js';
import { movedElementBytes } from './copy.js';

export interface TransposeElementsView extends LoopNestView {
  /** C expression: the element of the input. */
  readonly source: CCode;
}

export interface TransposeBlocksView extends LoopNestView {
  /** C expression: where the block starts in the input. */
  readonly source: CCode;
  /** Neighbours that stay neighbours. */
  readonly blockElements: number;
  readonly blockBytes: number;
}

/** The last dimension stays last: runs of values are copied at once. A transpose that moves nothing is one run. */
export const transposeBlocks: Kernel<TransposeAttributes, TransposePrepared, TransposeBlocksView> = {
  name: 'blocks',
  template: 'kernels/portable/transpose-blocks.c.hbs',
  includes: ['string.h'],
  accepts: (_node, prepared) => blockElements(walkedAxes(prepared)) > 0 || 'the last dimension moves: values are copied one by one',
  write(node, prepared, context) {
    const axes = walkedAxes(prepared);
    const elements = blockElements(axes);
    const { view, positions } = loopNest(axes.slice(0, -1), 1);
    const [start = c`0`] = positions;
    const blockBytes = elements * movedElementBytes(inputAndOutput(node, context).output);
    return { tables: [], view: { ...view, source: axes.length > 1 ? c`in + ${start}` : c`in`, blockElements: elements, blockBytes } };
  },
};

export const transposeElements: Kernel<TransposeAttributes, TransposePrepared, TransposeElementsView> = {
  name: 'elements',
  template: 'kernels/portable/transpose-elements.c.hbs',
  accepts: () => true,
  write(_node, prepared) {
    const { view, positions } = loopNest(walkedAxes(prepared), 1);
    return { tables: [], view: { ...view, source: positions[0] ?? c`0` } };
  },
};

/** Length of the runs that the input holds as the output wants them, or 0 where there are none. */
function blockElements(axes: readonly LoopAxis[]): number {
  const last = axes.at(-1);
  if (last === undefined) return 1;
  return last.strides[0] === 1 ? last.size : 0;
}

/** The fewest loops that write the output in order. */
function walkedAxes(prepared: TransposePrepared): LoopAxis[] {
  return mergeAxes(prepared.map(({ size, stride }) => ({ size, strides: [stride] })));
}
