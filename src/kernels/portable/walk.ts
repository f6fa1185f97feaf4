import { elementBytes, elementCount, tensorBytes } from '../../ir/tensor.js';
import type { Walk } from '../../operators/movement/walk.js';
import { c, joinCode, type CCode } from '../../text/sinks.js';
import { outputElements, type OutputSite } from '../c/elementwise-loops.js';
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
export const walkBlocks: Kernel<OutputSite, Walk, WalkBlocksView> = {
  name: 'blocks',
  template: 'kernels/portable/walk-blocks.c.hbs',
  includes: ['string.h'],
  accepts: ({ prepared }) =>
    blockElements(walkedAxes(prepared)) > 0 || 'the last dimension moves: values are copied one by one',
  cost({ site, prepared }) {
    const { output } = site.outputs;
    const pieces = elementCount(output.shape) / blockElements(walkedAxes(prepared));
    return copyCost(54, tensorBytes(output), pieces);
  },
  view({ site, prepared }) {
    const axes = walkedAxes(prepared);
    const elements = blockElements(axes);
    const { view, positions } = loopNest(axes.slice(0, -1), 1);
    const blockBytes = elements * elementBytes(site.outputs.output.dtype);
    const source = joinCode([c`in`, ...startOf(prepared), ...(axes.length > 1 ? positions : [])], ' + ');
    return { ...view, source, blockElements: elements, blockBytes };
  },
};

export const walkElements: Kernel<OutputSite, Walk, WalkElementsView> = {
  name: 'elements',
  template: 'kernels/portable/walk-elements.c.hbs',
  accepts: () => true,
  cost: ({ site }) => estimateCost({ codeBytes: 80, work: [[outputElements(site), 5]] }),
  view({ prepared }) {
    const { view, positions } = loopNest(walkedAxes(prepared), 1);
    return { ...view, source: joinCode([...startOf(prepared), ...positions], ' + ') };
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
