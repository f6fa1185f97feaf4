import type { Graph, Node } from '../ir/graph.js';
import type { Rounding } from '../numerics/rounding.js';
import type { NodeContext } from './operator.js';
import { operatorOf } from './registry.js';

/** The derived numbers of every node: the only thing that the simulator and the emitted C have in common. */
export interface PreparedGraph {
  readonly context: NodeContext;
  of(node: Node): unknown;
}

/** Prepares all nodes of a verified graph. */
export function prepareGraph(graph: Graph, rounding: Rounding): PreparedGraph {
  const context: NodeContext = { tensors: graph.tensors, rounding };
  const prepared = new Map(graph.nodes.map((node) => [node.id, operatorOf(node).prepare(node, context) as unknown]));
  return { context, of: (node) => prepared.get(node.id) };
}
