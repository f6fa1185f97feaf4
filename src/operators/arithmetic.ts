import type { DataType, ValuesOfType } from '../ir/tensor.js';
import type { Attributes } from './attribute.js';
import type { AnyOperator, Operator, Ports, Site } from './operator.js';
import { factorRules, resolveFactors, type Factors, type FactorSpec, type FactorSpecs } from './factors.js';
import { quantizationRules, type QuantizationSpec } from './quantization-spec.js';
import type { Rule } from './rule.js';

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

type DataTypes<P> = { readonly [K in keyof P]: readonly DataType[] };

type ValuesAtPort<P, D> = D extends readonly DataType[]
  ? P extends { readonly variadic: true }
    ? readonly ValuesOfType<D[number]>[]
    : P extends { readonly optional: true }
      ? ValuesOfType<D[number]> | null
      : ValuesOfType<D[number]>
  : never;
type ValuesAt<P, D> = { readonly [K in keyof P]: K extends keyof D ? ValuesAtPort<P[K], D[K]> : never };

/** What a reference kernel runs on: values by the names of the ports. Those of outputs are written. */
export interface ReferenceRun<S, I, O> {
  readonly site: S;
  readonly inputs: I;
  readonly outputs: O;
}

/**
 * An operator in one kind of numbers. `P` are the numbers derived from a node: multipliers, shifts, padding, tables.
 * `prepare` is all that the simulator and the emitted C have in common.
 */
export interface ArithmeticSpec<A, I extends Ports, O extends Ports, P, D, F> {
  /** `bytes` moves values of whatever type. */
  readonly name: 'int8' | 'uint8' | 'float32' | 'bytes';
  readonly formula: string;
  /** What may stand at each port; the first is the usual one. */
  readonly dtypes: D;
  readonly quantization?: QuantizationSpec;
  readonly rules?: readonly Rule<Site<A, I, O>>[];
  /** Factors in fixed point, by name; `output` is the one that brings sums or products to the output's scale. */
  readonly factors?: F;
  /** Ports whose scales are needed for something else than a factor. */
  readonly scalesOf?: readonly string[];
  /** The output may be given bounds other than those of an activation. */
  readonly bounded?: true;
  /** Called only on nodes that keep every rule. */
  readonly prepare: (site: Site<A, I, O>, factors: Factors<F>) => P;
  readonly reference: (prepared: P, run: ReferenceRun<Site<A, I, O>, ValuesAt<I, D>, ValuesAt<O, D>>) => void;
  /** Per channel, what the accumulator can hold for any input. Absent where there is none or it cannot overflow. */
  readonly accumulators?: (site: Site<A, I, O>, prepared: P) => readonly AccumulatorRange[];
  /**
   * What the reference costs, in multiply-accumulates of a wide convolution, where that is more than those of the
   * operator and the elements it touches.
   */
  readonly steps?: (site: Site<A, I, O>) => number;
}

/** An operator in one kind of numbers, with all its rules: those of its quantization first. */
export interface Arithmetic<Op, S, P, N extends string = string> {
  readonly of: Op;
  readonly name: ArithmeticSpec<object, Ports, Ports, P, object, object>['name'];
  readonly formula: string;
  readonly dtypes: Readonly<Record<string, readonly DataType[]>>;
  readonly quantization: QuantizationSpec;
  readonly rules: readonly Rule<S>[];
  readonly factors: Readonly<Record<N, FactorSpec<S>>>;
  readonly scalesOf: readonly string[];
  readonly bounded: boolean;
  /** Called only on nodes that keep every rule. */
  readonly prepare: (site: S) => P;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- which values it takes is known where it is defined
  readonly reference: (prepared: P, run: ReferenceRun<S, any, any>) => void;
  readonly accumulators?: (site: S, prepared: P) => readonly AccumulatorRange[];
  readonly steps?: (site: S) => number;
}

export function defineArithmetic<
  A extends Attributes,
  I extends Ports,
  O extends Ports,
  P,
  const D extends DataTypes<I & O>,
  F extends FactorSpecs<Site<A, I, O>> = Readonly<Record<string, never>>,
>(
  operator: Operator<A, I, O>,
  spec: ArithmeticSpec<A, I, O, P, D, F>,
): Arithmetic<Operator<A, I, O>, Site<A, I, O>, P, keyof F & string> {
  const { quantization = {}, factors = {} as F, scalesOf = [], bounded = false } = spec;
  return Object.freeze({
    ...spec,
    of: operator,
    quantization,
    factors,
    scalesOf,
    bounded,
    rules: [...quantizationRules(quantization), ...factorRules(factors), ...(spec.rules ?? [])],
    prepare: (site: Site<A, I, O>) => spec.prepare(site, resolveFactors(factors, site)),
  });
}

/** An arithmetic whose sites and prepared numbers are known only to itself. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- the registry holds arithmetics of every operator
export type AnyArithmetic = Arithmetic<AnyOperator, any, any>;
