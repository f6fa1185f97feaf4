import type { Origin } from '../diagnostics/origin.js';
import type { FixedPoint } from '../numerics/fixed-point.js';
import type { Tensor, TensorId } from './tensor.js';

export type NodeId = number;

/**
 * One operation. `op` is the operator's slug; `A` its attributes, all compile-time. An omitted optional input is null.
 */
export interface Node<A = unknown> {
  readonly id: NodeId;
  /**
   * `op02`: its grep key in C, reports, traces and diagnostics. It is given when the graph is read, and kept for ever.
   */
  readonly key: string;
  readonly op: string;
  readonly inputs: readonly (TensorId | null)[];
  readonly outputs: readonly TensorId[];
  readonly attributes: A;
  /** Absent where all numbers follow from scales, as in files of TensorFlow Lite. */
  readonly fixedPoint?: FixedPointNumbers;
  readonly origin: Origin;
}

/** Numbers that a description gives beside or instead of scales. */
export interface FixedPointNumbers {
  /** Multipliers and shifts by the names of the operator's factors: one for all output channels, or one for each. */
  readonly factors: Readonly<Record<string, readonly FixedPoint[]>>;
  /** Inclusive bounds of the quantized output; null where they follow from the activation. */
  readonly bounds: { readonly min: number; readonly max: number } | null;
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
