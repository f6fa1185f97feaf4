import type { Cost } from '../kernels/cost.js';

/** Whose kernels may be taken: int8c's own, the library's wherever one takes the node, or what costs least of both. */
export type KernelChoice = 'own' | 'cmsis-nn' | 'auto';

/** A kernel that cannot write a node, and why. */
export interface RefusedKernel {
  readonly kernel: string;
  readonly reason: string;
}

/** A kernel that could have been taken as well, and what it would cost. */
export interface OtherKernel {
  readonly kernel: string;
  readonly cost: Cost;
  /** Of its scratch, where it must be more than that of the target's tensors. */
  readonly scratchAlignmentBytes?: number;
}

/** The kernel that was taken for a node, what it costs, and what became of the operator's other kernels. */
export interface Selected extends OtherKernel {
  readonly refused: readonly RefusedKernel[];
  readonly others: readonly OtherKernel[];
}

/**
 * What was selected for each node, by its id. A view has a kernel as well, which copies: it is called only where the
 * plan cannot lay the view on its input.
 */
export type Selection = ReadonlyMap<number, Selected>;

export function selectedFor(selection: Selection, node: { readonly id: number; readonly op: string }): Selected {
  const selected = selection.get(node.id);
  if (selected === undefined) throw new Error(`int8c bug: no kernel was selected for node ${node.id}, ${node.op}`);
  return selected;
}
