import type { TensorId } from '../ir/tensor.js';

/** The bytes of one tensor in the arena. Steps count from 0; inputs of the model are live before the first. */
export interface Placement {
  readonly tensor: TensorId;
  readonly offset: number;
  readonly bytes: number;
  /** Step before which the bytes are written, and last step that reads them. */
  readonly firstStep: number;
  readonly lastStep: number;
  /** The tensor whose bytes these are under another shape. */
  readonly aliasOf?: TensorId;
}

export interface MemoryPlan {
  readonly placements: ReadonlyMap<TensorId, Placement>;
  readonly peakBytes: number;
  /** No plan can be smaller: the largest sum of live bytes over all steps. */
  readonly lowerBoundBytes: number;
}

export function placementOf(plan: MemoryPlan, tensor: TensorId): Placement {
  const placement = plan.placements.get(tensor);
  if (placement === undefined) throw new Error(`int8c bug: tensor ${tensor} has no place in the arena`);
  return placement;
}
