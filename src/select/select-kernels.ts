import type { Graph, Node } from '../ir/graph.js';
import { kernelsOf } from '../kernels/registry.js';
import type { PreparedGraph, PreparedNode } from '../operators/prepare-graph.js';
import type { Target } from '../targets/target.js';
import type { OtherKernel, RefusedKernel, Selected, Selection } from './selection.js';

/**
 * Selects a kernel for every node, before anything is planned: the first in the order of the registry, best first,
 * that accepts it. Costs are estimates; they are told, and do not decide.
 */
export function selectKernels(graph: Graph, prepared: PreparedGraph, target: Target): Selection {
  return new Map(graph.nodes.map((node) => [node.id, selectKernel(node, prepared.of(node), target)]));
}

function selectKernel(node: Node, { arithmetic, site, prepared }: PreparedNode, target: Target): Selected {
  const at = { site, prepared, target };
  const refused: RefusedKernel[] = [];
  const accepting: OtherKernel[] = [];
  for (const kernel of kernelsOf(arithmetic)) {
    const accepted = kernel.accepts(at);
    if (accepted === true) accepting.push({ kernel: kernel.name, cost: kernel.cost(at) });
    else refused.push({ kernel: kernel.name, reason: accepted });
  }
  const [taken, ...others] = accepting;
  if (taken === undefined) {
    const reasons = refused.map(({ kernel, reason }) => `${kernel}: ${reason}`).join('; ');
    throw new Error(`int8c bug: no kernel of ${node.op} takes this node: ${reasons}`);
  }
  return { ...taken, refused, others };
}
