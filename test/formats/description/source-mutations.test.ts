import { expect, test } from 'vitest';
import { hasErrors, type Result } from '../../../src/diagnostics/diagnostic.js';
import type { EvaluatedDescription } from '../../../src/formats/description/source/evaluate-source.js';
import { dataOf, evaluateText } from '../../support/describe-source.js';
import { mutateSource } from '../../support/mutate-source.js';

const mutants = 1_000;
/** Of processor time: reading one takes a thousandth of it, and the limits of evaluation end others long before. */
const slowestMilliseconds = 20_000;

const original = `import { conv2d, defineModel, file } from 'int8c';
import * as int8c from 'int8c';
import { half, shape as inputShape } from './scales.js';
import table from './table.json' with { type: 'json' };

interface Quantization { readonly scale: number; readonly zeroPoint: number }

const channels = 96;
const [first, ...others] = [0.5, half * 2, 1 / 3];
const { a, ...rest } = { a: 1, b: [2, -3], 'c-d': null };
/* A quantization of a scale. */
const quantized = (scale: number, zeroPoint = -128): Quantization => ({ scale, zeroPoint });

function layer(name: string, index: number) {
  const strides = index % 2 === 0 ? [1, 1] : [2, 2];
  return conv2d({ name, input: index ? \`c\${index - 1}\` : 'x', strides, weights: file(\`\${name}.npy\`) });
}

export const spare = (1 << 7) - 1;
export default defineModel({
  name: 'stem',
  inputs: { x: { dtype: 'int8', shape: inputShape, ...quantized(0.0078, -1) } },
  layers: ['c0', 'c1'].map(layer).concat([int8c.conv2d({ multipliers: new Array(4).fill(2 ** 30), table })]),
  weightScales: Array.from({ length: channels / 8 }, (_, index) => Math.max(0.01, index * 1e-3)),
  other: [first, ...others, rest['b']![0], (rest as { z?: number }).z ?? a],
} satisfies object);
`;

const others = {
  'models/scales.ts': 'export const half = 0x1 / 2;\nexport const shape = [1, 80, 64, 1] as const;\n',
  'models/table.json': '{ "values": [1, 2.5, -3e2], "name": "t" }',
};

test('the description is a good one', async () => {
  expect(await dataOf(original, others)).toMatchObject({
    name: 'stem',
    layers: [{ op: 'conv2d' }, { input: 'c0' }, {}],
  });
});

test(`${mutants} descriptions with faults end in data or diagnostics`, async () => {
  const trouble: string[] = [];
  let accepted = 0;
  for (let seed = 0; seed < mutants; seed += 1) {
    const text = mutateSource(original, seed);
    const before = process.cpuUsage();
    const found = await evaluateText(text, others).then(brokenPromise, (error: unknown) => `threw ${String(error)}`);
    const { user, system } = process.cpuUsage(before);
    if (found === 'accepted') accepted += 1;
    else if (found !== null) trouble.push(`seed ${seed}: ${found}`);
    if ((user + system) / 1000 > slowestMilliseconds) trouble.push(`seed ${seed}: took ${(user + system) / 1000} ms`);
  }
  expect(trouble).toEqual([]);
  // Neither all of them are broken nor none.
  expect(accepted).toBeGreaterThan(mutants / 50);
  expect(accepted).toBeLessThan(mutants / 2);
});

/** What is wrong with an answer; null for a sound refusal. */
function brokenPromise(result: Result<EvaluatedDescription>): string | null {
  if (result.ok) return strangeData(result.value.value, result.value, []) ?? 'accepted';
  if (!hasErrors(result.diagnostics)) return 'refused without an error';
  const odd = result.diagnostics.find(
    ({ code, message, origin }) =>
      !/^I8C15(0\d|1[12])$/.test(code) || message === '' || (origin === null && code !== 'I8C1512'),
  );
  return odd === undefined ? null : `odd diagnostic ${odd.code}: ${odd.message}`;
}

/** The first place of data that is not plain, or was written nowhere. */
function strangeData(data: unknown, whole: EvaluatedDescription, path: (string | number)[]): string | null {
  const { line, column, length } = whole.locate(path);
  if (!(line >= 1 && column >= 1 && length >= 1)) return `${path.join('/')} has no place`;
  if (data === null || typeof data === 'string' || typeof data === 'boolean') return null;
  if (typeof data === 'number') return Number.isFinite(data) ? null : `${path.join('/')} is ${data}`;
  if (typeof data !== 'object') return `${path.join('/')} is a ${typeof data}`;
  const prototype: unknown = Object.getPrototypeOf(data);
  if (prototype !== (Array.isArray(data) ? Array.prototype : Object.prototype))
    return `${path.join('/')} is no plain object`;
  for (const [key, item] of Object.entries(data)) {
    const found = strangeData(item, whole, [...path, Array.isArray(data) ? Number(key) : key]);
    if (found !== null) return found;
  }
  return null;
}
