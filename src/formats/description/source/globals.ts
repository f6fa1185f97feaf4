import type { ts } from 'ts-morph';
import { arrayNamespace } from './arrays.js';
import { finite } from './literals.js';
import type { Machine } from './machine.js';
import { numberOf } from './operators.js';
import { refuse } from './refusal.js';
import { nameKind, type Binding, type FunctionValue, type NamespaceValue, type Placed } from './values.js';

/** What is there without being declared. */
export function globalNames(machine: Machine): ReadonlyMap<string, Binding> {
  const at =
    (value: NamespaceValue): Binding =>
    (place) => ({ value, place });
  return new Map<string, Binding>([
    ['undefined', (place) => ({ value: undefined, place })],
    ['NaN', (place) => finite(NaN, place)],
    ['Infinity', (place) => finite(Infinity, place)],
    ['Math', at(namespace('Math', mathConstants, mathFunctions()))],
    [
      'Number',
      at({
        ...namespace('Number', numberConstants, numberFunctions),
        self: builtin('Number', (args, place) => toNumber(machine, args, place)),
      }),
    ],
    ['Array', at(arrayNamespace(machine))],
  ]);
}

/** What JavaScript has besides, and what a description has instead. */
export const refusedGlobals: ReadonlyMap<string, string> = new Map([
  ...[
    'Date',
    'performance',
    'process',
    'globalThis',
    'window',
    'global',
    'console',
    'fetch',
    'Buffer',
    'crypto',
    'navigator',
  ].map((name) => [name, 'write the value itself'] as const),
  ...['require', 'module', 'exports', '__dirname', '__filename'].map(
    (name) => [name, "write import { name } from './module.js'"] as const,
  ),
  ...['eval', 'Function', 'Proxy', 'Reflect', 'Symbol', 'Promise', 'setTimeout', 'setInterval', 'WebAssembly'].map(
    (name) => [name, 'write data, constants and simple functions'] as const,
  ),
  ...['Object', 'Map', 'Set', 'JSON'].map(
    (name) => [name, 'write the object or the list itself, with spreads'] as const,
  ),
  ...['String', 'RegExp', 'Intl'].map((name) => [name, 'write a template: `${value}`'] as const),
  ...['BigInt', 'parseInt', 'parseFloat', 'isNaN', 'isFinite'].map(
    (name) => [name, 'write Number(…), or the number'] as const,
  ),
  ...['Int8Array', 'Uint8Array', 'Int16Array', 'Int32Array', 'Float32Array', 'Float64Array'].map(
    (name) => [name, 'write a list: [1, 2, 3]'] as const,
  ),
  ['arguments', 'write (...args) => …'],
]);

type Compute = (args: readonly Placed[], at: ts.Node) => Placed;

function builtin(name: string, call: Compute): FunctionValue {
  return { kind: 'function', name, body: null, call };
}

function namespace(
  name: string,
  constants: ReadonlyMap<string, number>,
  functions: ReadonlyMap<string, Compute>,
): NamespaceValue {
  return {
    kind: 'namespace',
    name,
    names: [...constants.keys(), ...functions.keys()],
    member: (key, at) => {
      const constant = constants.get(key);
      if (constant !== undefined) return { value: constant, place: at };
      const compute = functions.get(key);
      if (compute !== undefined) return { value: builtin(`${name}.${key}`, compute), place: at };
      return null;
    },
  };
}

const mathConstants: ReadonlyMap<string, number> = new Map([
  ['E', Math.E],
  ['LN10', Math.LN10],
  ['LN2', Math.LN2],
  ['LOG10E', Math.LOG10E],
  ['LOG2E', Math.LOG2E],
  ['PI', Math.PI],
  ['SQRT1_2', Math.SQRT1_2],
  ['SQRT2', Math.SQRT2],
]);

const ofOne: readonly ((value: number) => number)[] = [
  ...[Math.abs, Math.acos, Math.acosh, Math.asin, Math.asinh, Math.atan, Math.atanh, Math.cbrt, Math.ceil, Math.clz32],
  ...[Math.cos, Math.cosh, Math.exp, Math.expm1, Math.floor, Math.fround, Math.log, Math.log10, Math.log1p, Math.log2],
  ...[Math.round, Math.sign, Math.sin, Math.sinh, Math.sqrt, Math.tan, Math.tanh, Math.trunc],
];

const ofTwo: readonly ((first: number, second: number) => number)[] = [Math.atan2, Math.imul, Math.pow];

const ofMany: readonly (readonly [(...values: number[]) => number, start: number])[] = [
  [Math.max, -Infinity],
  [Math.min, Infinity],
  [Math.hypot, 0],
];

function mathFunctions(): ReadonlyMap<string, Compute> {
  return new Map<string, Compute>([
    ...ofOne.map((compute): [string, Compute] => [
      compute.name,
      (args, at) => finite(compute(argument(args, 0, at)), at),
    ]),
    ...ofTwo.map((compute): [string, Compute] => [
      compute.name,
      (args, at) => finite(compute(argument(args, 0, at), argument(args, 1, at)), at),
    ]),
    // One after another: as many arguments as a list has elements would not fit the stack.
    ...ofMany.map(([compute, start]): [string, Compute] => [
      compute.name,
      (args, at) =>
        finite(
          args.reduce((most, each) => compute(most, numberOf(each, at)), start),
          at,
        ),
    ]),
    [
      'random',
      (_, at) => refuse('I8C1502', at, 'Math.random gives another number each time', 'write the number itself'),
    ],
  ]);
}

function argument(args: readonly Placed[], index: number, at: ts.Node): number {
  const given = args[index];
  if (given === undefined) return refuse('I8C1504', at, `argument ${index + 1} is missing`, 'write a number');
  return numberOf(given, at);
}

const numberConstants: ReadonlyMap<string, number> = new Map([
  ['EPSILON', Number.EPSILON],
  ['MAX_SAFE_INTEGER', Number.MAX_SAFE_INTEGER],
  ['MIN_SAFE_INTEGER', Number.MIN_SAFE_INTEGER],
  ['MAX_VALUE', Number.MAX_VALUE],
  ['MIN_VALUE', Number.MIN_VALUE],
]);

const numberFunctions: ReadonlyMap<string, Compute> = new Map<string, Compute>([
  ['isInteger', ([given], at) => ({ value: Number.isInteger(given?.value), place: at })],
  ['isSafeInteger', ([given], at) => ({ value: Number.isSafeInteger(given?.value), place: at })],
  ['isFinite', ([given], at) => ({ value: Number.isFinite(given?.value), place: at })],
]);

function toNumber(machine: Machine, [given]: readonly Placed[], at: ts.Node): Placed {
  const value = given?.value;
  if (typeof value === 'string') machine.spend(value.length, at);
  if (typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean')
    return finite(Number(value), at);
  return refuse('I8C1504', at, `${nameKind(value)} is no number`, 'write the number itself');
}
