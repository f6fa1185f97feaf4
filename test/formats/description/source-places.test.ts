import { describe, expect, test } from 'vitest';
import { evaluateText } from '../../support/describe-source.js';

const others = {
  'models/q.ts': 'export const zeroPoint =\n    300;\nexport const quantization = { scale: 1 / 4, zeroPoint };\n',
  'models/t.json': '{\n  "scale": [0.5, 7]\n}',
};

/** What stands in the source at the place of a value, with file and line where they are not those of one-line texts. */
async function written(text: string, path: readonly (string | number)[]): Promise<string> {
  const result = await evaluateText(text, others);
  if (!result.ok) throw new Error(result.diagnostics.map(({ message }) => message).join());
  const { file, line, column, length } = result.value.locate(path);
  const texts: Readonly<Record<string, string>> = { ...others, 'models/stem.ts': text };
  const lines = (texts[file] ?? '').split('\n');
  const start = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, column - 1);
  const place = file === 'models/stem.ts' && line === 1 ? '' : `${file}:${line}:${column} `;
  return place + (texts[file] ?? '').slice(start, start + length);
}

describe('a value is where it was written', () => {
  test.each<[string, (string | number)[], string]>([
    ['export default { a: [1, 22] }', [], '{ a: [1, 22] }'],
    ['export default { a: [1, 22] }', ['a'], '[1, 22]'],
    ['export default { a: [1, 22] }', ['a', 1], '22'],
    ['export default { a: 1 + 2 * 3 }', ['a'], '1 + 2 * 3'],
    ['export default { a: (-1) }', ['a'], '-1'],
    ['export default { a: 5 as number }', ['a'], '5'],
    ['export default { a: true ? 7 : 8 }', ['a'], '7'],
    ['export default { a: null ?? 7 }', ['a'], '7'],
    ['const a = 33; export default { a }', ['a'], '33'],
    ['const b = 33; const c = b; export default { a: c }', ['a'], '33'],
    ['const o = { b: 33 }; export default { a: o.b }', ['a'], '33'],
    ['const o = { b: [1, 33] }; export default { a: o["b"][1] }', ['a'], '33'],
    ['const { b: [x] } = { b: [33] }; export default { a: x }', ['a'], '33'],
    ['const { b = 44 } = {}; export default { a: b }', ['a'], '44'],
    ['const o = { a: 1, b: 2 }; export default { ...o, b: 33 }', ['a'], '1'],
    ['const o = { a: 1, b: 2 }; export default { ...o, b: 33 }', ['b'], '33'],
    ['const l = [1, 2]; export default [0, ...l]', [2], '2'],
    ['const f = (x) => ({ y: x, z: 5 }); export default f(44)', ['y'], '44'],
    ['const f = (x) => ({ y: x, z: 5 }); export default f(44)', ['z'], '5'],
    ['const f = (x = 6) => [x]; export default f()', [0], '6'],
    ['export default `a${1}`', [], '`a${1}`'],
  ])('%s at %j: %s', async (text, path, expected) => {
    expect(await written(text, path)).toBe(expected);
  });
});

describe('elements that a function makes are where it makes them', () => {
  test.each<[string, (string | number)[], string]>([
    ['export default Array.from({ length: 2 }, (_, i) => i * 2)', [1], 'i * 2'],
    ['export default Array.from({ length: 2 }, (_, i) => i)', [1], 'i'],
    ['export default Array.from({ length: 2 }, (_, i) => ({ i }))', [1, 'i'], '{ i }'],
    ['export default Array.from({ length: 2 }, (_, i) => { const j = i + 1; return [j]; })', [1], '[j]'],
    ['export default Array.from({ length: 2 }, (_, i) => { const j = i + 1; return [j]; })', [1, 0], 'i + 1'],
    ['export default [5, 6].map((x) => x)', [1], '6'],
    ['export default [5, 6].map((x) => x * 2)', [1], 'x * 2'],
    ['export default new Array(2).fill(9)', [1], '9'],
    ['export default [[5], [6]].flat().slice(1).concat([7])', [0], '6'],
    ['export default [[5], [6]].flat().slice(1).concat([7])', [], '[[5], [6]].flat().slice(1).concat([7])'],
  ])('%s at %j: %s', async (text, path, expected) => {
    expect(await written(text, path)).toBe(expected);
  });
});

describe('what is not there is where its owner was written', () => {
  test.each<[string, (string | number)[], string]>([
    ['export default { a: { b: 1 } }', ['a', 'c'], '{ b: 1 }'],
    ['export default { a: { b: 1 } }', ['x', 'y', 0], '{ a: { b: 1 } }'],
    ['export default { a: [1] }', ['a', 3], '[1]'],
    ['export default { a: [1] }', ['a', 'constructor'], '[1]'],
    ['export default { a: {} }', ['a', 'toString', 'name'], '{}'],
  ])('%s at %j: %s', async (text, path, expected) => {
    expect(await written(text, path)).toBe(expected);
  });
});

describe('what functions of int8c give has the places of what they were given', () => {
  const layer = "import { conv2d, defineModel, file } from 'int8c'; const s = [2, 3]; ";

  test.each<[string, (string | number)[], string]>([
    ['export default conv2d({ name: "c1", strides: s })', [], 'conv2d({ name: "c1", strides: s })'],
    ['export default conv2d({ name: "c1", strides: s })', ['name'], '"c1"'],
    ['export default conv2d({ name: "c1", strides: s })', ['strides', 1], '3'],
    ['export default conv2d({ name: "c1", strides: s })', ['op'], 'conv2d({ name: "c1", strides: s })'],
    ['export default conv2d({ name: "c1", strides: s })', ['bias'], 'conv2d({ name: "c1", strides: s })'],
    ['export default defineModel({ l: [conv2d({ w: file("w.npy") })] })', ['l', 0, 'w'], 'file("w.npy")'],
    ['export default defineModel({ l: [conv2d({ w: file("w.npy") })] })', ['l', 0, 'w', 'file'], 'file("w.npy")'],
    ['export default [4, 5].map((x) => conv2d({ x, k: { y: x } }))', [1, 'k', 'y'], '5'],
  ])('%s at %j: %s', async (text, path, expected) => {
    expect(await written(layer + text, path)).toBe(expected);
  });
});

describe('other modules', () => {
  test.each<[string, (string | number)[], string]>([
    ['import { zeroPoint } from "./q.js"; export default { zeroPoint }', ['zeroPoint'], 'models/q.ts:2:5 300'],
    ['import { quantization as q } from "./q.js"; export default { ...q }', ['scale'], 'models/q.ts:3:38 1 / 4'],
    ['import { quantization as q } from "./q.js"; export default { ...q }', ['zeroPoint'], 'models/q.ts:2:5 300'],
    ['import * as q from "./q.js"; export default q.quantization', [], 'models/q.ts:3:29 { scale: 1 / 4, zeroPoint }'],
    ['import t from "./t.json"; export default t.scale', [1], 'models/t.json:2:18 7'],
    ['\r\nconst a = 1;\r\nexport default { b: a }', ['b'], 'models/stem.ts:2:11 1'],
  ])('%s at %j: %s', async (text, path, expected) => {
    expect(await written(text, path)).toBe(expected);
  });
});
