import type { Origin } from '../diagnostics/origin.js';
import type { Tensor, TensorId } from './tensor.js';

/**
 * One operation. `op` is the operator's slug; `A` its attributes, all compile-time. An omitted optional input is null.
 */
export interface Node<A = unknown> {
  readonly id: number;
  readonly op: string;
  readonly inputs: readonly (TensorId | null)[];
  readonly outputs: readonly TensorId[];
  readonly attributes: A;
  readonly origin: Origin;
}

export type TensorTable = ReadonlyMap<TensorId, Tensor>;

/** A frozen dataflow graph; nodes are in an order in which they can run. */
export interface Graph {
  readonly name: string;
  readonly tensors: TensorTable;
  readonly nodes: readonly Node[];
  readonly inputs: readonly TensorId[];
  readonly outputs: readonly TensorId[];
  readonly origin: Origin;
}

export function tensorOf(tensors: TensorTable, id: TensorId): Tensor {
  const tensor = tensors.get(id);
  if (tensor === undefined) throw new Error(`int8c bug: no tensor ${id}`);
  return tensor;
}

/** Input number `index` of a node, which the verifier has found to be present. */
export function inputTensor(node: Node, tensors: TensorTable, index: number): Tensor {
  const tensor = optionalInputTensor(node, tensors, index);
  if (tensor === null) throw new Error(`int8c bug: ${node.op} has no input ${index}`);
  return tensor;
}

export function optionalInputTensor(node: Node, tensors: TensorTable, index: number): Tensor | null {
  const id = node.inputs[index];
  return id === undefined || id === null ? null : tensorOf(tensors, id);
}

export function outputTensor(node: Node, tensors: TensorTable, index = 0): Tensor {
  const id = node.outputs[index];
  if (id === undefined) throw new Error(`int8c bug: ${node.op} has no output ${index}`);
  return tensorOf(tensors, id);
}

/** `op02`: the grep key of a node in C, reports and traces. Width grows with the number of nodes. */
export function nodeKey(graph: Graph, node: Node): string {
  const digits = Math.max(2, String(Math.max(0, graph.nodes.length - 1)).length);
  return `op${String(node.id).padStart(digits, '0')}`;
}
