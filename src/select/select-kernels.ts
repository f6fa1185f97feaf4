import type { Graph, Node } from '../ir/graph.js';
import { kernelsOf, libraryKernelsOf, type AnyKernel } from '../kernels/registry.js';
import type { AnyArithmetic } from '../operators/arithmetic.js';
import type { PreparedGraph, PreparedNode } from '../operators/prepare-graph.js';
import type { Target } from '../targets/target.js';
import type { KernelChoice, OtherKernel, RefusedKernel, Selected, Selection } from './selection.js';

/**
 * Selects a kernel for every node, before anything is planned, from those that `choice` lets in: the first in the order
 * of the registry, best first, that accepts it; of int8c's own and the library's together the one of fewest cycles.
 */
export function selectKernels(
  graph: Graph,
  prepared: PreparedGraph,
  target: Target,
  choice: KernelChoice = 'own',
): Selection {
  return new Map(graph.nodes.map((node) => [node.id, selectKernel(node, prepared.of(node), target, choice)]));
}

function selectKernel(
  node: Node,
  { arithmetic, site, prepared }: PreparedNode,
  target: Target,
  choice: KernelChoice,
): Selected {
  const at = { site, prepared, target };
  const refused: RefusedKernel[] = [];
  const accepting: OtherKernel[] = [];
  for (const kernel of candidates(arithmetic, choice)) {
    const accepted = kernel.accepts(at);
    if (accepted === true) {
      const { name, scratchAlignmentBytes } = kernel;
      const alignment = scratchAlignmentBytes === undefined ? {} : { scratchAlignmentBytes };
      accepting.push({ kernel: name, cost: kernel.cost(at), ...alignment });
    } else refused.push({ kernel: kernel.name, reason: accepted });
  }
  // The sort is stable: kernels that cost the same stay in their order.
  if (choice === 'auto') accepting.sort((a, b) => a.cost.cycles - b.cost.cycles);
  const [taken, ...others] = accepting;
  if (taken === undefined) {
    const reasons = refused.map(({ kernel, reason }) => `${kernel}: ${reason}`).join('; ');
    throw new Error(`int8c bug: no kernel of ${node.op} takes this node: ${reasons}`);
  }
  return { ...taken, refused, others };
}

function candidates(arithmetic: AnyArithmetic, choice: KernelChoice): readonly AnyKernel[] {
  switch (choice) {
    case 'own':
      return kernelsOf(arithmetic);
    case 'cmsis-nn':
    case 'auto':
      return [...libraryKernelsOf(arithmetic), ...kernelsOf(arithmetic)];
  }
}
