import type { ts } from 'ts-morph';
import type { Machine } from './machine.js';
import { applyToEach, callbackOf } from './list-methods.js';
import { refuse } from './refusal.js';
import { lookUp } from './scope.js';
import {
  isList,
  isRecord,
  list,
  nameKind,
  type FunctionValue,
  type ListValue,
  type NamespaceValue,
  type Placed,
  type Scope,
  type Value,
} from './values.js';

/** `Array`, of which `from` is understood. */
export function arrayNamespace(machine: Machine): NamespaceValue {
  const from: FunctionValue = {
    kind: 'function',
    name: 'Array.from',
    body: null,
    call: (args, at) => arrayFrom(machine, args, at),
  };
  return {
    kind: 'namespace',
    name: 'Array',
    names: ['from'],
    member: (name, at) => (name === 'from' ? { value: from, place: at } : null),
  };
}

function arrayFrom(machine: Machine, [source, mapper]: readonly Placed[], at: ts.Node): Placed {
  const items = sourceItems(machine, source?.value, at);
  const made = list(items, at).value;
  return mapper === undefined ? list(items, at) : applyToEach(machine, made, callbackOf(mapper, at), at, []);
}

function sourceItems(machine: Machine, source: Value, at: ts.Node): readonly Placed[] {
  if (isList(source)) {
    machine.spend(source.items.length, at);
    return source.items;
  }
  const length = isRecord(source) ? source.entries.get('length') : undefined;
  // Another key may be an element.
  if (length === undefined || !isRecord(source) || source.entries.size > 1)
    refuse(
      'I8C1504',
      at,
      `Array.from makes no list of ${nameKind(source)}`,
      'write Array.from({ length: n }, (_, index) => …)',
    );
  const count = countOf(machine, length, at);
  return Array.from({ length: count }, () => ({ value: undefined, place: at }));
}

/** A number of elements, within what may be made. */
function countOf(machine: Machine, { value }: Placed, at: ts.Node): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0)
    refuse(
      'I8C1504',
      at,
      'a number of elements must be a whole number from 0',
      `write one instead of ${typeof value === 'number' ? value : nameKind(value)}`,
    );
  machine.spend(value, at);
  return value;
}

/** `Array(…)` or `new Array(…)`. */
export function isArrayMaker(
  { ts }: Machine,
  node: ts.Expression,
  scope: Scope,
): node is ts.CallExpression | ts.NewExpression {
  if (!ts.isCallExpression(node) && !ts.isNewExpression(node)) return false;
  return ts.isIdentifier(node.expression) && node.expression.text === 'Array' && lookUp(scope, 'Array') === null;
}

/** A list as long as `new Array(n)`, whose elements are to be filled in. */
export function holes(machine: Machine, node: ts.CallExpression | ts.NewExpression, scope: Scope): Placed<ListValue> {
  const [length, ...others] = node.arguments ?? [];
  if (length === undefined || others.length > 0 || machine.ts.isSpreadElement(length)) {
    refuse('I8C1502', node, 'Array takes the number of elements', 'write [first, second, …] for a list of values');
  }
  const count = countOf(machine, machine.evaluate(length, scope), node);
  return list(
    Array.from({ length: count }, () => ({ value: undefined, place: node })),
    node,
  );
}
