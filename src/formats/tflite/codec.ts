import type { Graph, Node } from '../../ir/graph.js';
import type { Quantization } from '../../ir/tensor.js';
import { accepts, neededBy, type Attributes } from '../../operators/attribute.js';
import { operatorOf, type OperatorAttributes, type OperatorKind } from '../../operators/registry.js';
import { constantIntegers, refuseOption, type OperatorContext, type ParameterRule } from './operator-context.js';
import type { Field } from './schema.js';

/*
 * How an operator of the file and a node of the graph become each other. Each operator is one row (`codec-rows.ts`)
 * that says both directions at once, so that reader and writer cannot disagree about a field, and no operator knows the
 * names of the format.
 */

/** A node that is being written. */
export interface WriteSite {
  readonly node: Node;
  readonly graph: Graph;
}

export type OptionValue = number | boolean | readonly number[];

/** Fields of an options table, usually one, and the attribute that they hold. */
export interface OptionCodec<T> {
  readonly fields: readonly Field[];
  /** The attribute, or something harmless after reporting what is wrong with a field. */
  read(context: OperatorContext): T;
  /** What each of the fields holds. */
  write(value: T): readonly OptionValue[];
}

/** An option under the name of its attribute, which the table's field gets as well where there is one. */
export type Option<T> = (name: string) => OptionCodec<T>;

/** A field without an attribute: it follows from the shapes, or has one value only that int8c compiles. */
export interface BareOption {
  readonly field: Field;
  /** Reports a value that int8c does not compile. */
  check?(context: OperatorContext): void;
  /** Absent where the default is what int8c compiles. */
  write?(site: WriteSite): OptionValue;
}

/** A member of the union of options tables; `A` are the attributes that it holds. */
export interface OptionTable<A = unknown> {
  readonly name: string;
  /** Its number in the union. */
  readonly number: number;
  /** By attribute, in the order in which nodes have them. */
  readonly attributes: { readonly [K in keyof A]: OptionCodec<A[K]> };
  readonly bare: readonly BareOption[];
}

export function optionTable<A extends object>(
  number: number,
  name: string,
  options: { readonly [K in keyof A]: Option<A[K]> },
  bare: readonly BareOption[] = [],
): OptionTable<A> {
  const attributes = mapValues(options, (option, key) => (option as Option<unknown>)(key));
  return Object.freeze({ name, number, attributes: attributes as OptionTable<A>['attributes'], bare });
}

/** The fields of an options table by name. */
export function optionFields(table: OptionTable): Readonly<Record<string, Field>> {
  const held = Object.values<OptionCodec<unknown>>(table.attributes).flatMap(({ fields }) => fields);
  return Object.fromEntries([...held, ...table.bare.map(({ field }) => field)].map((field) => [field.name, field]));
}

/** A constant that the file keeps in a tensor behind the inputs, and the graph in an attribute. */
export type ParameterTensor =
  | { readonly kind: 'integers'; readonly values: readonly number[]; readonly shape: readonly number[] }
  | { readonly kind: 'int8'; readonly value: number; readonly quantization: Quantization | null };

/** Constant parameter inputs: the attributes `R` that are read from them, and those that they are written from. */
export interface ParameterCodec<R, W = R> {
  read(context: OperatorContext): R;
  write(attributes: W, site: WriteSite): readonly ParameterTensor[];
}

/** One parameter input of integers. */
export interface IntegerParameter<R> {
  /** Its number among the inputs in the file. */
  readonly input: number;
  readonly rule: (context: OperatorContext) => ParameterRule;
  /** Gets no values after they were refused. */
  readonly read: (values: readonly number[]) => R;
  readonly write: (attributes: R) => readonly number[];
  /** Shape of the tensor with `count` values; a vector when absent. */
  readonly shape?: (count: number) => readonly number[];
}

export function integerParameter<R>({ input, rule, read, write, shape }: IntegerParameter<R>): ParameterCodec<R> {
  return Object.freeze({
    read: (context: OperatorContext) => read(constantIntegers(context, input, rule(context))),
    write: (attributes: R) => {
      const values = write(attributes);
      return [{ kind: 'integers' as const, values, shape: shape?.(values.length) ?? [values.length] }];
    },
  });
}

/** The parameters of two codecs, one behind the other. */
export function joinParameters<R, W, S, X>(
  first: ParameterCodec<R, W>,
  second: ParameterCodec<S, X>,
): ParameterCodec<R & S, W & X> {
  return Object.freeze({
    read: (context: OperatorContext) => ({ ...first.read(context), ...second.read(context) }),
    write: (attributes: W & X, site: WriteSite) => [
      ...first.write(attributes, site),
      ...second.write(attributes, site),
    ],
  });
}

/** Inputs in the file: the first `values` of them stay inputs of the node, the rest are constant parameters. */
export interface InputCounts {
  readonly required: number;
  readonly values: number;
  readonly most: number;
}

/** What a node becomes in the file, besides its own inputs and outputs. */
export interface WrittenOptions {
  readonly options: Readonly<Record<string, OptionValue>>;
  readonly parameters: readonly ParameterTensor[];
}

/** An operator of the file: how it becomes a node, and a node becomes it. */
export interface Row {
  /** Its name in the file's vocabulary. */
  readonly name: string;
  readonly kind: OperatorKind;
  readonly inputs: InputCounts;
  readonly options: OptionTable | null;
  /** Whether a node of this kind is written by this row, where a kind has several. */
  writes(node: Node): boolean;
  readAttributes(context: OperatorContext): object;
  write(site: WriteSite): WrittenOptions;
}

/** Attributes that no parameter holds must be in the options: a row that forgets one does not compile. */
type TableFor<A, R> = string extends keyof A
  ? OptionTable<object> | null
  : [Exclude<keyof A, keyof R>] extends [never]
    ? OptionTable<object> | null
    : OptionTable<Omit<A, keyof R>>;

interface RowSpec<A, R extends Partial<A>> {
  readonly inputs: InputCounts;
  readonly options: TableFor<A, R>;
  readonly parameters?: ParameterCodec<R, A>;
  readonly writes?: (attributes: A) => boolean;
}

export function row<K extends OperatorKind, R extends Partial<OperatorAttributes[K]> = object>(
  name: string,
  kind: K,
  spec: RowSpec<OperatorAttributes[K], R>,
): Row {
  type A = OperatorAttributes[K];
  const options: OptionTable | null = spec.options;
  const codecs: Readonly<Record<string, OptionCodec<unknown>>> = options?.attributes ?? {};
  return Object.freeze({
    name,
    kind,
    inputs: spec.inputs,
    options,
    writes: (node: Node) => node.op === kind && (spec.writes?.(node.attributes as A) ?? true),
    readAttributes: (context: OperatorContext) => {
      const fromParameters = spec.parameters?.read(context);
      for (const { check } of options?.bare ?? []) check?.(context);
      return { ...fromParameters, ...mapValues(codecs, (codec, key) => readOption(context, kind, key, codec)) };
    },
    write: (site: WriteSite) => {
      const attributes = site.node.attributes as A;
      const held = Object.entries(codecs).flatMap(([key, { fields, write }]) =>
        write(attributes[key as keyof A]).map((value, index) => [fields[index]?.name ?? key, value] as const),
      );
      const bare = (options?.bare ?? []).flatMap(({ field, write }) =>
        write === undefined ? [] : [[field.name, write(site)] as const],
      );
      return {
        options: Object.fromEntries([...held, ...bare]),
        parameters: spec.parameters?.write(attributes, site) ?? [],
      };
    },
  });
}

/** An attribute that a field holds; a value that the operator gives no meaning is reported. */
function readOption(context: OperatorContext, kind: OperatorKind, key: string, codec: OptionCodec<unknown>): unknown {
  const value = codec.read(context);
  const attribute = (operatorOf({ op: kind }).attributes as Attributes)[key];
  if (attribute !== undefined && holdsNumbers(value) && !accepts(attribute.schema, value)) {
    refuseOption(context, `${key} is ${JSON.stringify(value)}; ${neededBy(attribute.schema)} has a meaning`);
  }
  return value;
}

/** Others are checked where they are read. */
function holdsNumbers(value: unknown): boolean {
  return typeof value === 'number' || Array.isArray(value);
}

function mapValues<T, U>(record: Readonly<Record<string, T>>, map: (value: T, key: string) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value, key)]));
}
