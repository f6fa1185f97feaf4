import type { Arithmetic } from '../../operators/arithmetic.js';
import type { Attribute } from '../../operators/attribute.js';
import type { Operator } from '../../operators/operator.js';
import type { OperatorKind, Registry } from '../../operators/registry.js';

/*
 * What a description says of a layer, as types: all of it follows from the ports, attributes and factors that operators
 * declare, so that an editor completes and refuses the layers of a new operator without a word about it here.
 */

/** Data in a file beside the description: .npy, .bin (raw, little-endian) or .json (numbers in lists). */
export interface DataFile {
  readonly file: string;
}

/** Numbers, outermost dimension first, or all in one list. */
export type NumberList = readonly (number | NumberList)[];

export type Data = DataFile | NumberList;

/** A tensor that is known when the model is compiled. */
export interface ConstantDescription {
  readonly data: Data;
  /** Of numbers in lists and raw files; the type of the port where nothing is said. */
  readonly dtype?: 'int8' | 'int32' | 'float32';
  /** Needed where neither the nesting of lists nor the file says it. */
  readonly shape?: readonly number[];
  /** Of the whole tensor; null for one that has none although others of its kind do. */
  readonly scale?: number | null;
  /** One for each index of `axis`. */
  readonly scales?: readonly number[];
  readonly axis?: number;
  readonly zeroPoint?: number;
}

/** Where an input of a layer comes from: the name of an input, constant or layer, or the constant itself. */
export type ValueSource = string | ConstantDescription;
export type ConstantSource = ValueSource | Data;

/** An input of the model. */
export interface InputDescription {
  /** int8 where nothing is said. */
  readonly dtype?: 'int8' | 'uint8' | 'float32';
  readonly shape: readonly number[];
  readonly scale?: number;
  readonly zeroPoint?: number;
  /** Number of the tensor in traces. */
  readonly index?: number;
  /** What comments and reports call it, where that is not its name. */
  readonly label?: string;
}

/** How the output of a layer is quantized. */
export interface OutputDescription {
  readonly dtype?: 'int8' | 'uint8';
  readonly scale?: number;
  readonly zeroPoint?: number;
}

/** Inclusive bounds of the quantized output, as CMSIS-NN has them in `activation.min` and `activation.max`. */
export interface BoundsDescription {
  readonly min: number;
  readonly max: number;
}

type PortsOf<K extends OperatorKind> = Registry[K][0]['of'] extends Operator<infer _A, infer I, infer _O> ? I : never;
type AttributesOf<K extends OperatorKind> =
  Registry[K][0]['of'] extends Operator<infer A, infer _I, infer _O> ? A : never;
type OutputsOf<K extends OperatorKind> = Registry[K][0]['of'] extends Operator<infer _A, infer _I, infer O> ? O : never;

type FactorsOfArithmetic<T> =
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- only the names matter
  T extends Arithmetic<any, any, any, infer N> ? (string extends N ? never : N) : never;
type FactorsOf<K extends OperatorKind> = FactorsOfArithmetic<Registry[K][number]>;

type SourceAt<P> = P extends { readonly variadic: true }
  ? readonly ValueSource[]
  : P extends { readonly role: 'value' }
    ? ValueSource
    : ConstantSource;
type OptionalPorts<I> = { [N in keyof I]: I[N] extends { readonly optional: true } ? N : never }[keyof I];
type PortFields<I> = { readonly [N in Exclude<keyof I, OptionalPorts<I>>]: SourceAt<I[N]> } & {
  readonly [N in OptionalPorts<I>]?: SourceAt<I[N]> | null;
};

type ValueOf<T> = T extends Attribute<infer V> ? V : never;
type OptionalAttributes<A> = { [N in keyof A]: A[N] extends { readonly fallback: unknown } ? N : never }[keyof A];
type AttributeFields<A> = { readonly [N in Exclude<keyof A, OptionalAttributes<A>>]: ValueOf<A[N]> } & {
  readonly [N in OptionalAttributes<A>]?: ValueOf<A[N]>;
};

type FactorKey<N extends string, Field extends 'Multiplier' | 'Shift'> = N extends 'output'
  ? Uncapitalize<Field>
  : `${N}${Field}`;
type FactorFields<N extends string> = { readonly [F in N as FactorKey<F, 'Multiplier' | 'Shift'>]?: number };

/** Lists belong to layers with weights: one number for each output channel. */
type WeightFields<I> = 'weights' extends keyof I
  ? {
      readonly weightScale?: number;
      readonly weightScales?: readonly number[];
      readonly multipliers?: readonly number[];
      readonly shifts?: readonly number[];
    }
  : object;

/** Scales, or multipliers and shifts instead of them; what is left out follows from the inputs where it can. */
export type QuantizationFields<K extends OperatorKind> = { readonly [N in keyof OutputsOf<K>]?: OutputDescription } & {
  readonly bounds?: BoundsDescription;
} & FactorFields<FactorsOf<K>> &
  WeightFields<PortsOf<K>>;

/** A layer of one operator: its inputs by the names of the ports, its attributes, its quantization. */
export type LayerFields<K extends OperatorKind> = {
  /** The name by which other layers know the output. */
  readonly name: string;
  readonly quantization?: QuantizationFields<K>;
  /** Where inputs and attributes leave it open. */
  readonly outputShape?: readonly number[];
  /** Number of the output in traces, as `int8c describe` writes it; the next free one where nothing is said. */
  readonly index?: number;
  /** What comments and reports call the output, where that is not the name. */
  readonly label?: string;
} & PortFields<PortsOf<K>> &
  AttributeFields<AttributesOf<K>>;

export type LayerDescription<K extends OperatorKind = OperatorKind> = K extends OperatorKind
  ? { readonly op: K } & LayerFields<K>
  : never;

/** A whole model. */
export interface ModelDescription {
  /** Of the form of descriptions: 1. Needed in JSON; `defineModel` sets it. */
  readonly schemaVersion?: 1;
  readonly name: string;
  /** By name, in the order in which programs give them; a list where names look like numbers. */
  readonly inputs:
    Readonly<Record<string, InputDescription>> | readonly ({ readonly name: string } & InputDescription)[];
  /** Constants that several layers take. */
  readonly constants?: Readonly<Record<string, ConstantDescription>>;
  readonly layers: readonly LayerDescription[];
  /** Names of layers. */
  readonly outputs: readonly string[];
}
