import type { Graph, Node } from '../ir/graph.js';
import type { SelectionContext } from '../kernels/kernel.js';
import { kernelsOf } from '../kernels/registry.js';
import type { PreparedGraph } from '../operators/prepare-graph.js';
import type { Target } from '../targets/target.js';
import type { Selected, Selection } from './selection.js';

/**
 * Selects a kernel for every node, before anything is planned: the first in the order of the registry, best first,
 * that accepts it. Costs are estimates; they are told, and do not decide.
 */
export function selectKernels(graph: Graph, prepared: PreparedGraph, target: Target): Selection {
  const context: SelectionContext = { ...prepared.context, target };
  return new Map(graph.nodes.map((node) => [node.id, selectKernel(node, prepared.of(node), context)]));
}

function selectKernel(node: Node, prepared: unknown, context: SelectionContext): Selected {
  const refused: { kernel: string; reason: string }[] = [];
  const accepting: { kernel: string; cost: Selected['cost'] }[] = [];
  for (const kernel of kernelsOf(node.op)) {
    const accepted = kernel.accepts(node, prepared, context);
    if (accepted === true) accepting.push({ kernel: kernel.name, cost: kernel.cost(node, prepared, context) });
    else refused.push({ kernel: kernel.name, reason: accepted });
  }
  const [taken, ...others] = accepting;
  if (taken === undefined) {
    const reasons = refused.map(({ kernel, reason }) => `${kernel}: ${reason}`).join('; ');
    throw new Error(`int8c bug: no kernel of ${node.op} takes this node: ${reasons}`);
  }
  return { ...taken, refused, others };
}
