import { tensorOf, type Node, type TensorTable } from '../ir/graph.js';
import type { DataType, TensorId } from '../ir/tensor.js';
import type { AnyArithmetic } from './arithmetic.js';
import { inputPort, portsOf, type AnyOperator, type NamedPort, type Ports } from './operator.js';
import { arithmeticsOf } from './registry.js';

/** The arithmetic of a verified node: the first whose types are those of its tensors. */
export function arithmeticOf(node: Node, tensors: TensorTable): AnyArithmetic {
  const arithmetic = findArithmetic(node, tensors);
  if (arithmetic === undefined) throw new Error(`int8c bug: ${node.op} has no arithmetic for the types of its tensors`);
  return arithmetic;
}

/** The same, or undefined where none takes these types together. */
export function findArithmetic(node: Node, tensors: TensorTable): AnyArithmetic | undefined {
  return arithmeticsOf(node.op).find((each) =>
    portsAndTensors(each.of, node).every(
      ({ port, id }) => id === null || typesAt(each, port).includes(tensorOf(tensors, id).dtype),
    ),
  );
}

export interface PortAndTensor {
  readonly port: NamedPort;
  /** Null where an input was left out. */
  readonly id: TensorId | null;
  /** `input 1`, for messages. */
  readonly place: string;
}

/** The tensors of a node beside the ports that they stand at: inputs first. */
export function portsAndTensors(operator: AnyOperator, node: Node): PortAndTensor[] {
  const outputs = portsOf(operator.outputs as Ports);
  return [
    ...node.inputs.map((id, index) => ({ port: inputPort(operator, index), id, place: `input ${index}` })),
    ...outputs.map((port, index) => ({ port, id: node.outputs[index] ?? null, place: `output ${index}` })),
  ];
}

/** What may stand at a port of an arithmetic. */
export function typesAt(arithmetic: AnyArithmetic, port: NamedPort): readonly DataType[] {
  return arithmetic.dtypes[port.name] ?? [];
}
