import type { DiagnosticCode } from '../diagnostics/diagnostic.js';
import type { Node, TensorTable } from '../ir/graph.js';
import type { DataType, Shape, Tensor, TensorValues } from '../ir/tensor.js';
import type { Rounding } from '../numerics/rounding.js';

/** One input or output of an operator, as the manual and the verifier know it. */
export interface Port {
  readonly name: string;
  /** What may stand here; the first is the usual one. */
  readonly dtypes: readonly DataType[];
  /** `value` flows at run time; `weights` and `bias` are constants that kernels hold in a layout of their own. */
  readonly role: 'value' | 'weights' | 'bias';
  /** Number of dimensions, where the operator fixes it. */
  readonly rank?: number;
  readonly optional?: true;
  /** The last input may repeat, as for a concatenation. */
  readonly variadic?: true;
  readonly description: string;
}

export interface NodeContext {
  readonly tensors: TensorTable;
  readonly rounding: Rounding;
}

/**
 * A rule that a node must keep: the same sentence is the rule, the error text and the line in the manual. It has one
 * code, whichever operators it holds for, and goes on where the operator's name ends.
 */
export interface Constraint<A> {
  readonly code: DiagnosticCode;
  /** What is needed, e.g. "weights must have zero point 0". */
  readonly sentence: string;
  /** The sentence of the rule's page, where `sentence` has numbers of one operator in it. */
  readonly general?: string;
  readonly why?: string;
  readonly help?: string;
  /** What was seen instead, or null when the rule is kept. Runs after ports, types and ranks were checked. */
  violated(node: Node<A>, context: NodeContext): string | null;
}

/** Inclusive bounds of an integer. */
export interface Range {
  readonly min: number;
  readonly max: number;
}

/** The 32-bit accumulator of one output channel, and what requantizing does to it. */
export interface AccumulatorRange extends Range {
  readonly channel: number;
  /** Left shift applied before the multiplication: the shifted value must fit 32 bits as well. */
  readonly leftShift: number;
}

export interface TensorValue {
  readonly shape: Shape;
  readonly values: TensorValues;
}

/** What a reference kernel runs on: one entry per port, null for an omitted input. Outputs are written. */
export interface ReferenceRun {
  readonly inputs: readonly (TensorValue | null)[];
  readonly outputs: readonly TensorValue[];
  readonly rounding: Rounding;
}

/**
 * Everything int8c knows about an operator. `A` are its attributes, `P` the numbers derived from them:
 * multipliers, shifts, padding, tables. `prepare` is all that the simulator and the emitted C have in common.
 */
export interface Operator<A, P> {
  /** The slug: folder, templates, cases and manual page are named after it. */
  readonly kind: string;
  readonly tfliteName: string;
  readonly summary: string;
  readonly formula: string;
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
  readonly constraints: readonly Constraint<A>[];
  /**
   * The shape of output 0, or a sentence saying why there is none. `declared` is what the model says: an operator
   * that only regroups elements may accept it. Attributes come unchecked from files.
   */
  inferShape(attributes: A, inputs: readonly (Tensor | null)[], declared: Shape | null): Shape | string;
  /** Called only on nodes that keep every constraint. */
  prepare(node: Node<A>, context: NodeContext): P;
  reference(attributes: A, prepared: P, run: ReferenceRun): void;
  /** Per channel, what the accumulator can hold for any input. Absent where there is none or it cannot overflow. */
  accumulators?(node: Node<A>, prepared: P, context: NodeContext): readonly AccumulatorRange[];
  /** The output is the input's bytes under another shape: no code, shared storage. */
  readonly isView?: true;
  /**
   * Multiply-accumulates of one inference, as the field counts them: 0 for everything but convolutions and dense
   * layers.
   */
  macs(node: Node<A>, tensors: TensorTable): number;
  /**
   * What the reference costs, in multiply-accumulates of a wide convolution, where that is more than `macs` and the
   * elements it touches.
   */
  steps?(node: Node<A>, tensors: TensorTable): number;
}

/** An operator whose attribute and prepared types are known only to itself. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- the registry holds operators of every attribute type
export type AnyOperator = Operator<any, any>;

/** The port that input number `index` of a node stands at: the last one repeats where it is variadic. */
export function portOf(operator: AnyOperator, index: number): Port {
  const port = operator.inputs[Math.min(index, operator.inputs.length - 1)];
  if (port === undefined) throw new Error(`int8c bug: ${operator.kind} has no inputs`);
  return port;
}
