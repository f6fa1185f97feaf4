import type { Origin } from '../diagnostics/origin.js';
import type { Graph, Node } from './graph.js';
import type { Tensor, TensorId } from './tensor.js';

export interface GraphParts {
  readonly name: string;
  readonly tensors: Iterable<Tensor>;
  readonly nodes: readonly Node[];
  readonly inputs: readonly TensorId[];
  readonly outputs: readonly TensorId[];
  readonly origin: Origin;
}

/** Freezes a graph. It is not checked here: `verifyGraph` does that. */
export function buildGraph(parts: GraphParts): Graph {
  const tensors = new Map<TensorId, Tensor>();
  for (const tensor of parts.tensors)
    tensors.set(tensor.id, Object.freeze({ ...tensor, shape: Object.freeze([...tensor.shape]) }));
  return Object.freeze({
    name: parts.name,
    tensors,
    nodes: Object.freeze(parts.nodes.map(freezeNode)),
    inputs: Object.freeze([...parts.inputs]),
    outputs: Object.freeze([...parts.outputs]),
    origin: parts.origin,
  });
}

function freezeNode(node: Node): Node {
  return Object.freeze({ ...node, inputs: Object.freeze([...node.inputs]), outputs: Object.freeze([...node.outputs]) });
}
