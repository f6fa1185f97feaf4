import { runInThisContext } from 'node:vm';
import { ts } from 'ts-morph';
import { describe, expect, test } from 'vitest';
import { dataOf } from '../../support/describe-source.js';

/** Expressions and what they are; the same as JavaScript makes of them. */
const expressions: readonly (readonly [string, unknown])[] = [
  ['1_000', 1000],
  ['0xff', 255],
  ['0b101', 5],
  ['0o17', 15],
  ['.5e-3', 0.0005],
  ['-0', -0],
  ['-128', -128],
  ['+1', 1],
  ["'a\\u0062\\n'", 'ab\n'],
  ['`plain`', 'plain'],
  ['`a${1 + 1}b${true}c${"d"}`', 'a2btruecd'],
  ['[true, false, null]', [true, false, null]],
  ['{ a: 1, "b-c": 2, 3: 4, ["d" + 5]: 6 }', { a: 1, 'b-c': 2, 3: 4, d5: 6 }],
  ['{ a: undefined, b: 1 }', { b: 1 }],
  ['{ ...{ a: 1, b: 2 }, b: 3 }', { a: 1, b: 3 }],
  ['{ ...undefined, ...(false && { a: 1 }), b: 1 }', { b: 1 }],
  ['[...[1, 2], ...[], 3]', [1, 2, 3]],
  ['7 + 2 * 3 - 4 / 8', 12.5],
  ['-7 % 3', -1],
  ['2 ** 3 ** 2', 512],
  ['(1 << 7) - 1', 127],
  ['-1 >>> 28', 15],
  ['~5 & 0xf | 16 ^ 1', (~5 & 0xf) | (16 ^ 1)],
  ['"a" + 1 + 2', 'a12'],
  ['1 + 2 + "a"', '3a'],
  ['1 < 2 ? "less" : "more"', 'less'],
  ['"a" >= "b"', false],
  ['[1 === 1, "a" !== "a", !0]', [true, false, true]],
  ['null ?? 1', 1],
  ['0 ?? 1', 0],
  ['0 || 2', 2],
  ['1 && 2', 2],
  ['false && 1 / 0', false],
  ['{ a: 1 }.a', 1],
  ['{ a: { b: [5, 6] } }["a"].b[1]', 6],
  ['({ a: 1 } as { a: number; b?: number }).b ?? 7', 7],
  ['[1, 2, 3].length', 3],
  ['"abc".length', 3],
  ['[1, 2] as const', [1, 2]],
  ['<number>1', 1],
  ['1 satisfies number', 1],
  ['[4]![0]!', 4],
  ['Array.from({ length: 3 }, (_, i) => i * 2)', [0, 2, 4]],
  ['Array.from([1, 2], (x) => x + 1)', [2, 3]],
  ['Array.from([1, 2])', [1, 2]],
  ['new Array(3).fill(0)', [0, 0, 0]],
  ['Array(2).fill("a")', ['a', 'a']],
  ['new Array<number>(2).fill(1)', [1, 1]],
  ['[1, 2, 3].map((x, i, all) => x + i * all.length)', [1, 5, 9]],
  ['[1, 2].map(Math.abs)', [1, 2]],
  ['["1", "2"].map(Number)', [1, 2]],
  ['[1, 2].flatMap((x) => [x, x])', [1, 1, 2, 2]],
  ['[1, 2].flatMap((x) => x)', [1, 2]],
  ['[[1, [2]], 3].flat()', [1, [2], 3]],
  ['[[1, [2]], 3].flat(2)', [1, 2, 3]],
  ['[1, 2, 3, 4].filter((x) => x % 2 === 0)', [2, 4]],
  ['[1, 2, 3, 4].slice(1, -1)', [2, 3]],
  ['[1].concat([2], 3, [[4]])', [1, 2, 3, [4]]],
  ['[1, 2, 3].reverse()', [3, 2, 1]],
  ['[1, 2, 3].fill(9, 1, 2)', [1, 9, 3]],
  ['[1, 2, 3].at(-1)', 3],
  ['[1, 2].includes(2)', true],
  ['["a", 1].join("/")', 'a/1'],
  ['Math.round(-2.5) + Math.PI', Math.round(-2.5) + Math.PI],
  ['Math.max(...[1, 5, 3], -Math.min(2, 1))', 5],
  ['Math.hypot(3, 4)', 5],
  ['Math.atan2(1, 2)', Math.atan2(1, 2)],
  ['Number("0x10") + Number(true)', 17],
  ['[Number.isInteger(1.5), Number.EPSILON]', [false, Number.EPSILON]],
  ['((a, b = a * 2, ...rest) => [a, b, rest])(1)', [1, 2, []]],
  [
    '(({ a, ...rest }, [b, , c]) => ({ a, b, c, rest }))({ a: 1, d: 4 }, [2, 0, 3])',
    { a: 1, b: 2, c: 3, rest: { d: 4 } },
  ],
  ['((x) => { const y = x + 1; const z = y * 2; return { y, z }; })(1)', { y: 2, z: 4 }],
  ['(function twice(x) { return x * 2; })(4)', 8],
  ['((f) => f(f(2)))((x) => x * x)', 16],
  ['((x) => (y) => x + y)(1)(2)', 3],
  ['Array.from([1, 2], (...args) => args.length)', [2, 2]],
  ['[1, 2].map((...args) => args.length)', [3, 3]],
  ['((x = 1, [y] = [x + 1]) => y)()', 2],
  ['{ b: 1, 2: 1, a: 1, 1: 1 }', { b: 1, 2: 1, a: 1, 1: 1 }],
  ['`${-0}${1e21}`', '01e+21'],
  ['{ a: 1, ...{ a: undefined } }', {}],
];

test.each(expressions)('%s', async (text, data) => {
  expect(await dataOf(`export default [${text}];`)).toEqual([data]);
  // Running it, which int8c does not, gives the same.
  expect(runInThisContext(ts.transpile(`[${text}]`, { target: ts.ScriptTarget.ES2022 }))).toEqual([data]);
});

/** Whole modules, `models/stem.ts`, with what they export. */
const modules: readonly (readonly [string, unknown])[] = [
  ['const a = 1, b = a + 1; export default { a, b }', { a: 1, b: 2 }],
  ['const [a, b = 5, ...c] = [1, undefined, 2, 3]; export default { a, b, c }', { a: 1, b: 5, c: [2, 3] }],
  [
    'const { a, b: { c }, d = a, ...e } = { a: 1, b: { c: 2 }, f: 3 }; export default [a, c, d, e]',
    [1, 2, 1, { f: 3 }],
  ],
  ['type N = number; interface A { b: N } const a: A = { b: 1 }; export default a', { b: 1 }],
  ['function scale(bits: number): number { return 2 ** -bits; } export default scale(3)', 0.125],
  ['const a = 1; export { a as default };', 1],
  ['export default twice(2); function twice(x: number) { return 2 * x; }', 4],
  ['const undefinedKey = undefined; export default { undefinedKey }', {}],
  ['const Math = { max: 3 }; export default Math.max', 3],
  ['// a comment\n/* another */ export default 1 // and more', 1],
  ['\ufeffexport default 1', 1],
  [
    'import { defineModel, conv2d as c, file } from "int8c"; export default defineModel({ l: [c({ w: file("w.npy") })] })',
    { l: [{ op: 'conv2d', w: { file: 'w.npy' } }] },
  ],
  ['import * as int8c from "int8c"; export default int8c.file("a")', { file: 'a' }],
  ['import type { Model } from "int8c"; import { type Layer } from "./missing.js"; export default 1', 1],
  ['import { conv2d } from "int8c"; export default [{ a: 1 }].map(conv2d)', [{ op: 'conv2d', a: 1 }]],
];

test.each(modules)('%s', async (text, data) => {
  expect(await dataOf(text)).toEqual(data);
});

describe('other modules', () => {
  const others = {
    'models/scales.ts':
      'import { half } from "./parts/half"; export const a = half * 2; export default [a]; export function twice(x: number) { return x * 2; } export interface Shape {}',
    'models/parts/half.ts': 'export const half = 0.5; export { one as uno } from "../one.js";',
    'models/one.ts': 'const one = 1; export { one }; export type { T }; type T = 1;',
    'models/w.json': '{ "w": [1, -2.5e3, null, true, "a"], "constructor": {} }',
  };

  test.each([
    ['import { a } from "./scales.ts"; export default a', 1],
    ['import list, { twice as double, Shape } from "./scales.js"; export default double(list[0]!)', 2],
    ['import * as scales from "./scales"; export default scales.a', 1],
    ['import { uno } from "./parts/../parts/half.js"; export default uno', 1],
    ['export { a as default } from "./scales.js"', 1],
    [
      'import w from "./w.json" with { type: "json" }; export default w',
      { w: [1, -2500, null, true, 'a'], constructor: {} },
    ],
  ])('%s', async (text, data) => {
    expect(await dataOf(text, others)).toEqual(data);
  });
});
