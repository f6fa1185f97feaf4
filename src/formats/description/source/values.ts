import type { ts } from 'ts-morph';

/**
 * What expressions of a description are evaluated to. Lists and objects are not JavaScript's own, so that no key of a
 * description ever reaches a prototype, and know for each element and key where it was written.
 */
export type Value =
  string | number | boolean | null | undefined | ListValue | RecordValue | FunctionValue | NamespaceValue;

/** A value with the node that wrote it: what a constant stands for, not the constant's name. */
export interface Placed<V extends Value = Value> {
  readonly value: V;
  readonly place: ts.Node;
}

export interface ListValue {
  readonly kind: 'list';
  readonly items: readonly Placed[];
}

export interface RecordValue {
  readonly kind: 'record';
  readonly entries: ReadonlyMap<string, Placed>;
}

export interface FunctionValue {
  readonly kind: 'function';
  readonly name: string;
  /** What its results are at, where it is called once for each element; null for functions that are not written. */
  readonly body: ts.Node | null;
  /** `at` is the call. */
  call(args: readonly Placed[], at: ts.Node): Placed;
}

/** What has members and is no data: `Math`, a module. */
export interface NamespaceValue {
  readonly kind: 'namespace';
  readonly name: string;
  readonly names: readonly string[];
  /** `at` is where the member is asked for; null where there is none of that name. */
  member(name: string, at: ts.Node): Placed | null;
  /** What a call of the namespace itself does, as in Number('3'). */
  readonly self?: FunctionValue;
}

/** Gives the value of a name; `at` is where the name is used. */
export type Binding = (at: ts.Node) => Placed;

export interface Scope {
  readonly names: Map<string, Binding>;
  readonly parent: Scope | null;
}

export type Evaluate = (node: ts.Expression, scope: Scope) => Placed;

export function list(items: readonly Placed[], place: ts.Node): Placed<ListValue> {
  return { value: { kind: 'list', items }, place };
}

export function isList(value: Value): value is ListValue {
  return typeof value === 'object' && value?.kind === 'list';
}

export function isRecord(value: Value): value is RecordValue {
  return typeof value === 'object' && value?.kind === 'record';
}

function isFunction(value: Value): value is FunctionValue {
  return typeof value === 'object' && value?.kind === 'function';
}

/** What a value does when it is called; null where it cannot be. */
export function asFunction(value: Value): FunctionValue | null {
  if (isFunction(value)) return value;
  return isNamespace(value) ? (value.self ?? null) : null;
}

export function isNamespace(value: Value): value is NamespaceValue {
  return typeof value === 'object' && value?.kind === 'namespace';
}

/** Whether JavaScript takes the value for true. */
export function isTruthy(value: Value): boolean {
  return Boolean(value);
}

/** A kind of values in a sentence. */
export function nameKind(value: Value): string {
  if (typeof value === 'boolean' || value === null || value === undefined) return String(value);
  if (typeof value === 'string') return 'a string';
  if (typeof value === 'number') return 'a number';
  return kinds[value.kind];
}

const kinds = { list: 'a list', record: 'an object', function: 'a function', namespace: 'a module' } as const;
