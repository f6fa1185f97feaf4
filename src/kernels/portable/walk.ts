import { elementBytes, elementCount, tensorBytes } from '../../ir/tensor.js';
import type { Walk } from '../../operators/movement/walk.js';
import { inputAndOutput } from '../../operators/tensor-access.js';
import { c, joinCode, type CCode } from '../../text/sinks.js';
import { outputElements } from '../c/elementwise-loops.js';
import { loopNest, mergeAxes, type LoopAxis, type LoopNestView } from '../c/loops.js';
import { estimateCost } from '../cost.js';
import type { Kernel } from '../kernel.js';
import { copyCost } from './copy.js';

export interface WalkElementsView extends LoopNestView {
  /** C expression: the element of the input. */
  readonly source: CCode;
}

export interface WalkBlocksView extends LoopNestView {
  /** C expression: where the block starts in the input. */
  readonly source: CCode;
  /** Neighbours that stay neighbours. */
  readonly blockElements: number;
  readonly blockBytes: number;
}

/** Neighbours stay neighbours: runs of values are copied at once. A walk that moves nothing is one run. */
export const walkBlocks: Kernel<unknown, Walk, WalkBlocksView> = {
  name: 'blocks',
  template: 'kernels/portable/walk-blocks.c.hbs',
  includes: ['string.h'],
  accepts: (_node, prepared) =>
    blockElements(walkedAxes(prepared)) > 0 || 'the last dimension moves: values are copied one by one',
  cost(node, prepared, context) {
    const { output } = inputAndOutput(node, context);
    const pieces = elementCount(output.shape) / blockElements(walkedAxes(prepared));
    return copyCost(54, tensorBytes(output), pieces);
  },
  write(node, prepared, context) {
    const axes = walkedAxes(prepared);
    const elements = blockElements(axes);
    const { view, positions } = loopNest(axes.slice(0, -1), 1);
    const blockBytes = elements * elementBytes(inputAndOutput(node, context).output.dtype);
    const source = joinCode([c`in`, ...startOf(prepared), ...(axes.length > 1 ? positions : [])], ' + ');
    return { tables: [], view: { ...view, source, blockElements: elements, blockBytes } };
  },
};

export const walkElements: Kernel<unknown, Walk, WalkElementsView> = {
  name: 'elements',
  template: 'kernels/portable/walk-elements.c.hbs',
  accepts: () => true,
  cost: (node, _prepared, context) => estimateCost({ codeBytes: 80, work: [[outputElements(node, context), 5]] }),
  write(_node, prepared) {
    const { view, positions } = loopNest(walkedAxes(prepared), 1);
    return { tables: [], view: { ...view, source: joinCode([...startOf(prepared), ...positions], ' + ') } };
  },
};

/** Where the walk begins, where that is not the first element. */
function startOf({ first }: Walk): CCode[] {
  return first === 0 ? [] : [c`${first}`];
}

/** Length of the runs that the input holds as the output wants them, or 0 where there are none. */
function blockElements(axes: readonly LoopAxis[]): number {
  const last = axes.at(-1);
  if (last === undefined) return 1;
  return last.strides[0] === 1 ? last.size : 0;
}

/** The fewest loops that write the output in order. */
function walkedAxes({ axes }: Walk): LoopAxis[] {
  return mergeAxes(axes.map(({ size, stride }) => ({ size, strides: [stride] })));
}
