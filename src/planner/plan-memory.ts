import type { Graph } from '../ir/graph.js';
import type { Step } from '../schedule/expand.js';
import type { Selection } from '../select/selection.js';
import type { Target } from '../targets/target.js';
import { findBuffers } from './buffers.js';
import { arenaMemory } from './memory-check.js';
import type { MemoryPlan } from './memory-plan.js';
import { lowerBoundBytes, peakBytes, placeBuffers } from './place.js';
import { declaredSharing, type SharingOf } from './sharing.js';

export interface PlanOptions {
  /** True lets results be written over inputs; false, unless said otherwise. */
  readonly inPlace?: boolean;
  /** What the operators declare, unless said otherwise. */
  readonly sharingOf?: SharingOf;
}

/** Finds the buffers of all that lives at run time and places them in one arena, in the target's largest memory. */
export function planMemory(
  graph: Graph,
  selection: Selection,
  steps: readonly Step[],
  target: Target,
  { inPlace = false, sharingOf = declaredSharing }: PlanOptions = {},
): MemoryPlan {
  const alignmentBytes = target.tensorAlignmentBytes;
  const memory = arenaMemory(target).name;
  const { buffers, tensors, scratch } = findBuffers(graph, selection, steps, { alignmentBytes, inPlace, sharingOf });
  const placed = placeBuffers(buffers);
  return {
    buffers: placed.map((buffer) => ({ ...buffer, memory })),
    tensors,
    scratch,
    memories: [{ memory, peakBytes: peakBytes(placed), lowerBoundBytes: lowerBoundBytes(buffers, steps.length) }],
  };
}
