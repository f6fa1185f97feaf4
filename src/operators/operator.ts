import type { FixedPointNumbers } from '../ir/graph.js';
import type { Shape, Tensor } from '../ir/tensor.js';
import type { Rounding } from '../numerics/rounding.js';
import type { Attributes, ValuesOf } from './attribute.js';

/** One input or output of an operator, by whose name it is known. */
export interface Port {
  /** `value` flows at run time; `weights` and `bias` are constants that kernels hold in a layout of their own. */
  readonly role: 'value' | 'weights' | 'bias';
  /** Number of dimensions, where the operator fixes it. */
  readonly rank?: number;
  readonly optional?: true;
  /** The last input may repeat, as for a concatenation. */
  readonly variadic?: true;
  readonly description: string;
}

/** By name, in the order in which nodes have their tensors. */
export type Ports = Readonly<Record<string, Port>>;

type TensorAt<P> = P extends { readonly variadic: true }
  ? readonly Tensor[]
  : P extends { readonly optional: true }
    ? Tensor | null
    : Tensor;
export type TensorsAt<P> = { readonly [K in keyof P]: TensorAt<P[K]> };

/** What the shapes of outputs follow from. */
export interface ShapeSite<A, I> {
  readonly attributes: ValuesOf<A>;
  readonly inputs: TensorsAt<I>;
  /** What the model says, one shape for each output; empty where it says nothing. */
  readonly declared: readonly Shape[];
}

/** A node with its tensors by the names of its ports: the one thing that functions about a node are given. */
export interface Site<A, I, O> {
  readonly attributes: ValuesOf<A>;
  readonly inputs: TensorsAt<I>;
  readonly outputs: TensorsAt<O>;
  /** Null where all numbers follow from scales. */
  readonly fixedPoint: FixedPointNumbers | null;
  readonly rounding: Rounding;
}

/**
 * How output 0 of a node may lie on input 0: as the same bytes under another shape (`view`: no code), or written over
 * it element by element (`overwrite`), each element after it was read for the last time.
 */
export type Sharing = 'view' | 'overwrite';

/** What an operator is, whatever numbers it computes in. */
export interface Operator<A extends Attributes, I extends Ports, O extends Ports> {
  /** The slug: its cases and its page of the manual are named after it. */
  readonly kind: string;
  readonly tfliteName: string;
  readonly summary: string;
  readonly attributes: A;
  readonly inputs: I;
  readonly outputs: O;
  /**
   * The shapes of all outputs, or a sentence saying why there are none. An operator that only regroups elements may
   * accept what is declared. Runs when attributes, ports, types and ranks have been checked.
   */
  shapes(site: ShapeSite<A, I>): readonly Shape[] | string;
  /** May output 0 lie on input 0, and how? Absent where it needs bytes of its own. */
  readonly sharing?: Sharing;
  /** Multiply-accumulates of one inference, as the field counts them: absent but for convolutions and dense layers. */
  macs?(site: Site<A, I, O>): number;
}

export function defineOperator<const A extends Attributes, const I extends Ports, const O extends Ports>(
  operator: Operator<A, I, O>,
): Operator<A, I, O> {
  return Object.freeze(operator);
}

/** An operator whose attributes and ports are known only to itself. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- the registry holds operators of every type
export type AnyOperator = Operator<any, any, any>;

export type SiteOf<T> = T extends Operator<infer A, infer I, infer O> ? Site<A, I, O> : never;
export type AttributesOf<T> = T extends Operator<infer A, infer _I, infer _O> ? ValuesOf<A> : never;

export function value<const M extends Partial<Port> = object>(
  description: string,
  more?: M,
): { readonly role: 'value'; readonly description: string } & M {
  return { role: 'value', description, ...more } as { readonly role: 'value'; readonly description: string } & M;
}

/** A port by name. */
export interface NamedPort extends Port {
  readonly name: string;
}

export function portsOf(ports: Ports): NamedPort[] {
  return Object.entries(ports).map(([name, port]) => ({ name, ...port }));
}

/** The port that input number `index` of a node stands at: the last one repeats where it is variadic. */
export function inputPort(operator: AnyOperator, index: number): NamedPort {
  const ports = portsOf(operator.inputs as Ports);
  const port = ports[Math.min(index, ports.length - 1)];
  if (port === undefined) throw new Error(`int8c bug: ${operator.kind} has no inputs`);
  return port;
}
