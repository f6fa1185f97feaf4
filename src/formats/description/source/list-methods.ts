import type { ts } from 'ts-morph';
import type { Machine } from './machine.js';
import { refuse } from './refusal.js';
import {
  asFunction,
  isList,
  isTruthy,
  list,
  nameKind,
  type FunctionValue,
  type ListValue,
  type Placed,
  type Value,
} from './values.js';

type Method = (machine: Machine, base: ListValue, args: readonly Placed[], at: ts.Node) => Placed;

/** The methods of lists that give a value and change nothing, as JavaScript has them. */
const methods: ReadonlyMap<string, Method> = new Map<string, Method>([
  ['map', (machine, base, [callback], at) => applyToEach(machine, base, callbackOf(callback, at), at)],
  [
    'flatMap',
    (machine, base, [callback], at) =>
      flatten(machine, applyToEach(machine, base, callbackOf(callback, at), at).value, at),
  ],
  ['flat', flat],
  ['filter', filter],
  ['slice', slice],
  ['concat', concat],
  ['toReversed', reversed],
  ['reverse', reversed],
  ['fill', fill],
  ['at', elementAt],
  ['includes', includes],
  ['join', join],
]);

/** Those that change the list they are called on: fine where nobody else has it. */
const changing: ReadonlySet<string> = new Set(['fill', 'reverse']);

const known = 'map, flatMap, flat, filter, slice, concat, fill, reverse, toReversed, at, includes and join';

export function isListMethod(name: string): boolean {
  return methods.has(name);
}

/** Calls a method of a list; `node` is the expression that the list is the value of. */
export function callListMethod(
  machine: Machine,
  name: string,
  base: Placed<ListValue>,
  node: ts.Expression,
  args: readonly Placed[],
  at: ts.CallExpression,
): Placed {
  const method = methods.get(name);
  const place = (at.expression as ts.PropertyAccessExpression).name;
  if (method === undefined)
    return refuse(
      'I8C1502',
      place,
      `the method ${name} of lists cannot be used in a description`,
      `lists have ${known}`,
    );
  // A list is new where the expression that it is the value of has made it.
  if (changing.has(name) && base.place !== bare(machine, node)) {
    refuse('I8C1502', place, `${name} changes the list that it is called on`, `write list.slice().${name}(…)`);
  }
  machine.spend(base.value.items.length, at);
  return method(machine, base.value, args, at);
}

function bare({ ts }: Machine, node: ts.Expression): ts.Expression {
  let inner = node;
  while (ts.isParenthesizedExpression(inner)) inner = inner.expression;
  return inner;
}

export function callbackOf(callback: Placed | undefined, at: ts.Node): FunctionValue {
  const called = asFunction(callback?.value);
  if (called === null)
    refuse(
      'I8C1504',
      callback?.place ?? at,
      `${nameKind(callback?.value)} is given where a function is needed`,
      'write (item, index) => …',
    );
  return called;
}

/**
 * What a function gives for each element: at its body, or where the value itself was written. It gets the element, its
 * index and what is given `further`, by methods of lists the whole list.
 */
export function applyToEach(
  machine: Machine,
  base: ListValue,
  callback: FunctionValue,
  at: ts.Node,
  further: readonly Placed[] = [{ value: base, place: at }],
): Placed<ListValue> {
  machine.spend(base.items.length, at);
  const place = callback.body ?? at;
  return list(
    base.items.map((item, index) => callback.call([item, { value: index, place }, ...further], at)),
    at,
  );
}

function flatten(machine: Machine, { items }: ListValue, at: ts.Node): Placed<ListValue> {
  const flattened: Placed[] = [];
  for (const item of items) {
    const inner = isList(item.value) ? item.value.items : [item];
    machine.spend(inner.length, at);
    for (const each of inner) flattened.push(each);
  }
  return list(flattened, at);
}

function flat(machine: Machine, base: ListValue, args: readonly Placed[], at: ts.Node): Placed {
  const levels = wholeNumber(args[0], 1, at);
  let current = list(base.items, at);
  for (let level = 0; level < levels && current.value.items.some(({ value }) => isList(value)); level += 1) {
    current = flatten(machine, current.value, at);
  }
  return current;
}

function filter(_: Machine, base: ListValue, [callback]: readonly Placed[], at: ts.Node): Placed {
  const keeps = callbackOf(callback, at);
  const whole: Placed = { value: base, place: at };
  return list(
    base.items.filter((item, index) => isTruthy(keeps.call([item, { value: index, place: at }, whole], at).value)),
    at,
  );
}

function slice(_: Machine, { items }: ListValue, [start, end]: readonly Placed[], at: ts.Node): Placed {
  return list(items.slice(wholeNumber(start, 0, at), wholeNumber(end, items.length, at)), at);
}

function concat(machine: Machine, { items }: ListValue, args: readonly Placed[], at: ts.Node): Placed {
  return list([...items, ...flatten(machine, list(args, at).value, at).value.items], at);
}

function reversed(_: Machine, { items }: ListValue, __: readonly Placed[], at: ts.Node): Placed {
  return list(items.toReversed(), at);
}

function fill(_: Machine, { items }: ListValue, [value, start, end]: readonly Placed[], at: ts.Node): Placed {
  const filler = value ?? { value: undefined, place: at };
  return list([...items].fill(filler, wholeNumber(start, 0, at), wholeNumber(end, items.length, at)), at);
}

function elementAt(_: Machine, { items }: ListValue, [index]: readonly Placed[], at: ts.Node): Placed {
  const wanted = wholeNumber(index, 0, at);
  const found = items.at(wanted);
  if (found !== undefined) return found;
  return refuse('I8C1503', at, `there is no element ${wanted}`, `take one of the ${items.length} elements`);
}

function includes(machine: Machine, { items }: ListValue, [wanted]: readonly Placed[], at: ts.Node): Placed {
  const sought = primitive(wanted?.value, at);
  // Strings are compared character by character.
  if (typeof sought === 'string') machine.spend(sought.length * items.length, at);
  return { value: items.some(({ value }) => value === sought), place: at };
}

function join(machine: Machine, { items }: ListValue, [separator]: readonly Placed[], at: ts.Node): Placed {
  const between = separator === undefined ? ',' : String(primitive(separator.value, at));
  let joined = '';
  for (const [index, { value }] of items.entries()) {
    joined += (index === 0 ? '' : between) + String(primitive(value, at));
    machine.spend(between.length + 1, at);
  }
  machine.spend(joined.length, at);
  return { value: joined, place: at };
}

function primitive(value: Value, at: ts.Node): string | number | boolean {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  return refuse(
    'I8C1504',
    at,
    `${nameKind(value)} is given where a string or a number is needed`,
    'write a string or a number',
  );
}

/** An index or a count as an argument; left out, or undefined, it is the one that JavaScript takes. */
function wholeNumber(argument: Placed | undefined, otherwise: number, at: ts.Node): number {
  const value = argument?.value;
  if (value === undefined) return otherwise;
  if (typeof value === 'number' && Number.isInteger(value)) return value;
  return refuse(
    'I8C1504',
    argument?.place ?? at,
    'an index must be a whole number',
    'write Math.floor(…), or a whole number',
  );
}
