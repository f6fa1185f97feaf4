import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { npyBytes } from '../../src/formats/arrays/write-npy.js';
import { int8c, int8cJson, readTree, temporaryFolder, writeModel } from '../support/command-line.js';
import { hostileTexts } from '../support/hostile-text.js';
import { sketchGraph } from '../support/tflite-graphs.js';
import { watchModules } from '../support/tools.js';

const typed = `import { conv2d, defineModel, file, softmax } from 'int8c';
import { outputScale } from './parts/scales.js';

export default defineModel({
  name: 'stem',
  inputs: { x: { shape: [1, 3, 2, 1], scale: 0.5, zeroPoint: -1 } },
  layers: [
    conv2d({
      name: 'c1', input: 'x', weights: file('data/w.npy'), strides: [1, 1], padding: 'valid',
      quantization: { weightScales: [0.25, 0.5], output: { scale: outputScale, zeroPoint: 3 } },
    }),
    softmax({ name: 'p', input: 'c1', beta: 1 }),
  ],
  outputs: ['p'],
});
`;

const plain = {
  schemaVersion: 1,
  name: 'stem',
  inputs: { x: { shape: [1, 3, 2, 1], scale: 0.5, zeroPoint: -1 } },
  layers: [
    {
      ...{ op: 'conv2d', name: 'c1', input: 'x', weights: { file: 'data/w.npy' }, strides: [1, 1], padding: 'valid' },
      quantization: { weightScales: [0.25, 0.5], output: { scale: 0.125, zeroPoint: 3 } },
    },
    { op: 'softmax', name: 'p', input: 'c1', beta: 1 },
  ],
  outputs: ['p'],
};

const weights = (first: number): Buffer =>
  Buffer.from(npyBytes('int8', [2, 2, 2, 1], Int8Array.of(first, 2, 3, 4, -5, 6, -7, 8)));

/** A folder with `models/stem.ts` and `models/stem.json`, what they read below them, and an input. */
function workplace(): string {
  const folder = temporaryFolder();
  for (const name of ['models', 'models/data', 'models/parts', 'other']) mkdirSync(join(folder, name));
  writeFileSync(join(folder, 'models/stem.ts'), typed);
  writeFileSync(join(folder, 'models/stem.json'), JSON.stringify(plain));
  writeFileSync(join(folder, 'models/parts/scales.ts'), 'export const outputScale = 1 / 8;\n');
  writeFileSync(join(folder, 'models/data/w.npy'), weights(1));
  writeFileSync(join(folder, 'x.npy'), npyBytes('int8', [1, 3, 2, 1], Int8Array.of(10, -20, 30, 40, 50, -60)));
  return folder;
}

async function fine(folder: string, args: readonly string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await int8c(folder, args);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  return stdout;
}

async function codesOf(folder: string, args: readonly string[]): Promise<readonly string[]> {
  const { exitCode, document } = await int8cJson(folder, args);
  expect(exitCode).toBe(1);
  return (document['diagnostics'] as { readonly code: string }[]).map(({ code }) => code);
}

describe.each(['models/stem.ts', 'models/stem.json'])('%s', (model) => {
  test('is compiled, verified, inspected and simulated', async () => {
    const folder = workplace();
    expect(await fine(folder, ['compile', model, '--out', 'out'])).toContain('compiled');
    expect(readTree(join(folder, 'out'))['stem.c']).toContain(`stem.${model.endsWith('ts') ? 'ts:8:5' : 'json:1:'}`);
    expect(await fine(folder, ['verify', model, '--cases', '2'])).toContain('the same: 21 tensors of 7 cases');
    expect(await fine(folder, ['inspect', model])).toMatch(/op00 {3}CONV_2D .* c1\nop01 {3}SOFTMAX .* p\n/);
    expect(await fine(folder, ['simulate', model, '--input', 'x.npy'])).toMatch(/^p {3}int8 \[1, 2, 1, 2\]/);
  });

  test('makes the same bytes from another folder, by another path', async () => {
    const folder = workplace();
    await fine(folder, ['compile', model, '--out', 'one']);
    await fine(join(folder, 'other'), ['compile', `../${model}`, '--out', 'two']);
    await fine(join(folder, 'models'), ['compile', join(folder, model), '--out', '../three']);
    const one = readTree(join(folder, 'one'));
    expect(readTree(join(folder, 'other/two'))).toEqual(one);
    expect(readTree(join(folder, 'three'))).toEqual(one);
    for (const text of Object.values(one)) expect(text).not.toContain(folder);
  });

  test('has a sha256 that is of its data files as well', async () => {
    const folder = workplace();
    const sum = async (): Promise<string> => {
      await fine(folder, ['compile', model, '--out', 'out']);
      const manifest = JSON.parse(readFileSync(join(folder, 'out/manifest.json'), 'utf8')) as {
        readonly model: { readonly sha256: string };
      };
      return manifest.model.sha256;
    };
    const before = await sum();
    writeFileSync(join(folder, 'models/data/w.npy'), weights(2));
    const changed = await sum();
    writeFileSync(join(folder, 'models/data/w.npy'), weights(1));
    expect(changed).not.toBe(before);
    expect(await sum()).toBe(before);
  });

  test('reads data outside of its folder, by any way, only where that is allowed', async () => {
    const folder = workplace();
    rmSync(join(folder, 'models/data/w.npy'));
    writeFileSync(join(folder, 'other/w.npy'), weights(1));
    symlinkSync(join(folder, 'other/w.npy'), join(folder, 'models/link.npy'));
    symlinkSync(join(folder, 'other'), join(folder, 'models/folder'));
    const text = readFileSync(join(folder, model), 'utf8');
    for (const path of [
      '../other/w.npy',
      join(folder, 'other/w.npy'),
      'link.npy',
      'folder/w.npy',
      'data/../../other/w.npy',
    ]) {
      writeFileSync(join(folder, model), text.replace('data/w.npy', path));
      expect(await codesOf(folder, ['compile', model, '--out', 'out']), path).toEqual(['I8C1608']);
      expect(await fine(folder, ['inspect', model, '--allow-outside']), path).toContain('CONV_2D');
    }
    expect(Object.keys(readTree(folder)).filter((path) => path.startsWith('out/'))).toEqual([]);
  });
});

test('a module that is a link out of the folder is read only where that is allowed, one by a path never', async () => {
  const folder = workplace();
  const scales = join(folder, 'models/parts/scales.ts');
  cpSync(scales, join(folder, 'other/scales.ts'));
  rmSync(scales);
  symlinkSync(join(folder, 'other/scales.ts'), scales);
  const args = ['inspect', 'models/stem.ts'];
  expect(await codesOf(folder, args)).toEqual(['I8C1506']);
  expect(await fine(folder, [...args, '--allow-outside'])).toContain('CONV_2D');
  writeFileSync(join(folder, 'models/stem.ts'), typed.replace('./parts/scales.js', '../other/scales.js'));
  expect(await codesOf(folder, [...args, '--allow-outside'])).toEqual(['I8C1506']);
});

test('without ts-morph TypeScript is refused with both ways out, and JSON is read', async () => {
  const folder = workplace();
  const without = ['--import', watchModules];
  const hidden = { INT8C_TEST_MISSING: 'ts-morph' };
  const { exitCode, stderr } = await int8c(folder, ['inspect', 'models/stem.ts'], without, hidden);
  expect(exitCode).toBe(1);
  expect(stderr).toContain('I8C1510');
  expect(stderr).toContain('npm install ts-morph');
  expect((await int8c(folder, ['inspect', 'models/stem.json'], without, hidden)).exitCode).toBe(0);
});

describe('describe', () => {
  test.each(['ts', 'json'])('writes %s that compiles to the same tables and code', async (format) => {
    const folder = workplace();
    const args = ['describe', 'models/stem.ts', '--format', format, '--out', 'made'];
    expect(await fine(folder, args)).toContain(`made/stem.${format}`);
    await fine(folder, ['compile', 'models/stem.ts', '--out', 'one']);
    await fine(folder, ['compile', `made/stem.${format}`, '--out', 'two']);
    const code = (out: string): string =>
      (readTree(join(folder, out))['stem.c'] ?? '').replace(/ +(from )?stem\.(ts|json)[:\d]*( \([^)]*\))?/g, '');
    expect(code('two')).toBe(code('one'));
    expect(readTree(join(folder, 'two'))['stem_data.c']).toContain('stem_op00_weights');
  });

  test('replaces what it has written, and leaves alone what somebody has changed or put there', async () => {
    const folder = workplace();
    const args = ['describe', 'models/stem.json', '--out', 'made'];
    await fine(folder, args);
    await fine(folder, args);
    writeFileSync(join(folder, 'made/stem.ts'), '// mine\n');
    const before = readTree(join(folder, 'made'));
    writeFileSync(join(folder, 'models/data/w.npy'), weights(9));
    expect(await codesOf(folder, args)).toEqual(['I8C6207']);
    // Not even the files that it could replace.
    expect(readTree(join(folder, 'made'))).toEqual(before);
    expect((await int8c(folder, [...args, '--force'])).exitCode).toBe(0);
    expect(readTree(join(folder, 'made'))['stem.ts']).toContain('defineModel');
    expect(readTree(join(folder, 'made'))['op00_weights.npy']).toBe(weights(9).toString('latin1'));
    mkdirSync(join(folder, 'strange'));
    writeFileSync(join(folder, 'strange/stem.ts'), '// mine\n');
    expect(await codesOf(folder, ['describe', 'models/stem.json', '--out', 'strange'])).toHaveLength(1);
    expect(readTree(join(folder, 'strange'))).toEqual({ 'stem.ts': '// mine\n' });
  });

  test('of a model that is refused writes nothing', async () => {
    const folder = workplace();
    writeFileSync(join(folder, 'models/stem.json'), JSON.stringify({ ...plain, outputs: ['q'] }));
    expect(await codesOf(folder, ['describe', 'models/stem.json', '--out', 'made'])).toEqual(['I8C1605']);
    expect(Object.keys(readTree(folder)).filter((path) => path.startsWith('made'))).toEqual([]);
  });

  const names = [
    ...["'", '"', '`', '${process.exit(3)}', '*/', '//', '\n', '\r\n', '\u2028', '\u2029', '\\', "\\'", '\u0000'],
    ...['__proto__', 'constructor', '1', '07', '-0', '\ud800', '\u202e', 'é', '</script>', "'}); throw 1; ({a: '"],
    ...hostileTexts(20),
  ];

  test.each(['ts', 'json'])('of hostile names is read again with the same names: %s', async (format) => {
    const folder = temporaryFolder();
    const sketch = sketchGraph();
    const inputs = names.map(() => sketch.value([1, 2]));
    const outputs = inputs.map((input, index) =>
      sketch.node('add', { activation: 'none' }, [input, inputs[index - 1] ?? input], sketch.value([1, 2])),
    );
    const graph = sketch.finish('*/ `${1}` \n', inputs, outputs);
    const tensors = new Map(
      [...graph.tensors].map(([id, tensor], index) => [id, { ...tensor, name: names[index % names.length] ?? '' }]),
    );
    const model = writeModel(folder, { ...graph, tensors }, 'a.tflite');
    await fine(folder, ['describe', model, '--format', format, '--out', 'made']);
    const report = async (file: string): Promise<unknown> => {
      const { exitCode, document } = await int8cJson(folder, ['inspect', file]);
      expect(exitCode).toBe(0);
      const { inputs: given, outputs: returned } = document as Record<string, { readonly name: string }[]>;
      return [given, returned].map((list) => list?.map(({ name }) => name));
    };
    expect(await report(`made/a.${format}`)).toEqual(await report(model));
    expect(readTree(join(folder, 'made'))[`a.${format}`]).toMatch(/^[\n\x20-\x7e]*$/);
  });
});
