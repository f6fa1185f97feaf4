import type { Origin } from '../diagnostics/origin.js';
import type { Graph, Node, NodeId } from './graph.js';
import type { Tensor, TensorId } from './tensor.js';

/** A node that may not have a key yet. */
export type NodeParts<A = unknown> = Omit<Node<A>, 'key'> & Partial<Pick<Node, 'key'>>;

export interface GraphParts {
  readonly name: string;
  readonly tensors: Iterable<Tensor>;
  readonly nodes: readonly NodeParts[];
  readonly inputs: readonly TensorId[];
  readonly outputs: readonly TensorId[];
  readonly origin: Origin;
}

/**
 * Freezes a graph, and gives a key to every node that has none: what is read gets keys, what is rewritten keeps them.
 * It is not checked here: `verifyGraph` does that.
 */
export function buildGraph(parts: GraphParts): Graph {
  const tensors = new Map<TensorId, Tensor>();
  for (const tensor of parts.tensors)
    tensors.set(tensor.id, Object.freeze({ ...tensor, shape: Object.freeze([...tensor.shape]) }));
  return Object.freeze({
    name: parts.name,
    tensors,
    nodes: Object.freeze(parts.nodes.map((node) => freezeNode(node, parts.nodes.length))),
    inputs: Object.freeze([...parts.inputs]),
    outputs: Object.freeze([...parts.outputs]),
    origin: parts.origin,
  });
}

function freezeNode(node: NodeParts, nodes: number): Node {
  const { inputs, outputs, key = nodeKey(node.id, nodes) } = node;
  return Object.freeze({ ...node, key, inputs: Object.freeze([...inputs]), outputs: Object.freeze([...outputs]) });
}

/** `op02`; as wide as the largest number among so many nodes needs, so that keys sort. */
function nodeKey(id: NodeId, nodes: number): string {
  const digits = Math.max(2, String(Math.max(0, nodes - 1)).length);
  return `op${String(id).padStart(digits, '0')}`;
}
