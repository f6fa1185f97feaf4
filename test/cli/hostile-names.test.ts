import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Graph } from '../../src/ir/graph.js';
import { buildGraph } from '../../src/ir/builder.js';
import { int8c, readTree, temporaryFolder } from '../support/command-line.js';
import { actingCharacter, hostileTexts } from '../support/hostile-text.js';
import { sketchGraph } from '../support/tflite-graphs.js';
import { encodeModel } from '../../src/formats/tflite/encode-model.js';
import { describeGraph, writeTflite } from '../../src/formats/tflite/write-tflite.js';
import { runChecked, testWithTools } from '../support/tools.js';

const texts = hostileTexts(200);

/** A chain of additions, every tensor of which is an input or an output of the model: 2 * `layers` + 1 names. */
function chain(layers: number, names: readonly string[]): Graph {
  const sketch = sketchGraph();
  const inputs = [sketch.value([1, 2])];
  const outputs: number[] = [];
  let sum = inputs[0] ?? 0;
  for (let layer = 0; layer < layers; layer += 1) {
    const other = sketch.value([1, 2]);
    inputs.push(other);
    sum = sketch.node('add', { activation: 'none' }, [sum, other], sketch.value([1, 2]));
    outputs.push(sum);
  }
  const graph = sketch.finish(names[0] ?? '', inputs, outputs);
  return buildGraph({
    ...graph,
    tensors: [...graph.tensors.values()].map((tensor, index) => ({
      ...tensor,
      name: names[index % names.length] ?? '',
    })),
  });
}

const fileNames = [
  'a\n$(shell touch pwned-file)\nb.tflite',
  '$(touch pwned-file) `touch pwned-file`; touch pwned-file.tflite',
  '*\\ int evil;\n#error evil\n \u202e\u001b[31m.tflite',
  '\nFORGED: all is well\n\'".tflite',
  '#[[ ]] ${evil} | <b> [x](y) `.tflite',
];

function expectHarmless(folder: string, printed: readonly string[]): void {
  for (const text of printed) {
    expect(text).not.toMatch(actingCharacter);
    expect(text).not.toMatch(/^FORGED/m);
  }
  expect(
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
      (path) => /(^|\/)pwned/.test(path) && !path.endsWith('.tflite'),
    ),
  ).toEqual([]);
}

/** Files that tools read are ASCII, as compilers of every age like it; nothing acts in the README. */
function expectPlainFiles(folder: string): void {
  for (const [path, text] of Object.entries(readTree(folder))) {
    const strange = path === 'README.md' ? actingCharacter : /[^\n\t\x20-\x7e]/;
    expect([path, strange.exec(Buffer.from(text, 'latin1').toString('utf8'))?.[0] ?? null]).toEqual([path, null]);
  }
}

describe('a model whose every name is hostile', () => {
  const folder = temporaryFolder();
  const halves = [texts.slice(0, 101), texts.slice(99)];
  halves.forEach((names, half) => writeFileSync(join(folder, `half_${half}.tflite`), writeTflite(chain(50, names))));

  for (const half of [0, 1]) {
    const model = `half_${half}.tflite`;

    it(`shows itself without acting (${half})`, async () => {
      const inspect = ['inspect', model, '--why', '--memory', '--graph'];
      for (const args of [
        ['compile', model],
        inspect,
        [...inspect, '--json'],
        ['inspect', model, '--channels'],
        ['inspect', model, '--channels', '--csv'],
        ['compile', model, '--check', '--json'],
        ['verify', model, '--cases', '1'],
      ]) {
        const { exitCode, stdout, stderr } = await int8c(folder, args);
        expect([args, exitCode, stderr]).toEqual([args, 0, '']);
        expectHarmless(folder, [stdout, stderr]);
      }
      expectPlainFiles(join(folder, `half_${half}`));
    });

    testWithTools(
      ['make', 'gcc', 'clang', 'cmake'],
      `compiles without a warning and runs nothing but itself (${half})`,
      () => {
        const directory = join(folder, `half_${half}`);
        for (const compiler of ['gcc', 'clang']) {
          expect(runChecked('make', ['-C', directory, 'test', `CC=${compiler}`, `BUILD=build-${compiler}`])).toContain(
            'cases equal',
          );
          const build = join(folder, `cmake-${half}-${compiler}`);
          runChecked('cmake', ['-S', directory, '-B', build, `-DCMAKE_C_COMPILER=${compiler}`]);
          runChecked('cmake', ['--build', build]);
          runChecked('ctest', ['--test-dir', build]);
        }
        expectHarmless(folder, []);
      },
    );
  }

  testWithTools(['cc'], 'runs nothing but itself in the host runner', async () => {
    const { exitCode, stdout, stderr } = await int8c(folder, [
      'verify',
      'half_0.tflite',
      '--runner',
      'host',
      '--cases',
      '1',
    ]);
    expect([exitCode, stderr]).toEqual([0, '']);
    expectHarmless(folder, [stdout]);
  });

  it('names its tensors in traces and outputs without acting', async () => {
    writeFileSync(join(folder, 'one.tflite'), writeTflite(chain(1, [texts[0] ?? '', '\nFORGED\u001b[2J', '\u202e*/'])));
    writeFileSync(join(folder, 'x.bin'), Int8Array.of(1, 2));
    for (const more of [[], ['--trace', '-'], ['--trace', 'trace', '--json']]) {
      const { exitCode, stdout, stderr } = await int8c(folder, [
        'simulate',
        'one.tflite',
        '--input',
        'x.bin',
        '--input',
        'x.bin',
        ...more,
      ]);
      expect([exitCode, stderr]).toEqual([0, '']);
      expectHarmless(folder, [stdout]);
    }
    expect(readFileSync(join(folder, 'trace', 'index.json'), 'utf8')).toMatch(/^[\n\x20-\x7e]*$/);
  });
});

describe('a model file whose name is hostile', () => {
  const folder = temporaryFolder();
  fileNames.forEach((name, index) => {
    mkdirSync(join(folder, `sub ${index}`));
    writeFileSync(join(folder, `sub ${index}`, name), writeTflite(chain(1, ['a', 'b', 'c'])));
  });

  it.each(fileNames.map((name, index) => [index, name]))(
    'number %i is a package like any other',
    async (index, name) => {
      const inside = join(folder, `sub ${index}`);
      const named = ['compile', name, '--name', 'named'];
      for (const args of [
        named,
        [...named, '--check', '--json'],
        ['inspect', name],
        ['inspect', name, '--json'],
        [...named, '--out', name.slice(0, -'.tflite'.length)],
      ]) {
        const { exitCode, stdout, stderr } = await int8c(inside, args);
        expect([args, exitCode, stderr]).toEqual([args, 0, '']);
        expectHarmless(folder, [stdout]);
      }
      expectPlainFiles(join(inside, 'named'));
    },
  );

  testWithTools(['make', 'cc', 'cmake'], 'builds and runs nothing but itself', () => {
    fileNames.forEach((_name, index) => {
      const directory = join(folder, `sub ${index}`, 'named');
      expect(runChecked('make', ['-C', directory, 'test'])).toContain('cases equal');
      runChecked('cmake', ['-S', directory, '-B', join(folder, `cmake-${index}`)]);
      expect(readFileSync(join(directory, 'README.md'), 'utf8')).not.toMatch(/^FORGED/m);
    });
    expectHarmless(folder, []);
  });
});

describe('refusals quote without acting', () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'good.tflite'), writeTflite(chain(1, ['a', 'b', 'c'])));
  writeFileSync(join(folder, 'x.npy'), '\u0093NUMPY\u0001\u0000v\u0000{"descr": "\n\u001b[2JFORGED", ', 'latin1');

  /** A model with an operator that nobody has, called like this, between tensors called like this. */
  function unknownOperator(text: string): Uint8Array {
    const model = describeGraph(chain(1, [text]));
    return encodeModel({
      ...model,
      description: text,
      operatorCodes: [{ deprecatedBuiltinCode: 32, version: 1, builtinCode: 32, customCode: text }],
    });
  }

  it.each(
    texts
      .filter((text) => !text.includes('\0'))
      .filter((_text, index) => index % 25 === 0)
      .map((text) => [JSON.stringify(text), text]),
  )('%s', async (_shown, text) => {
    writeFileSync(join(folder, 'custom.tflite'), unknownOperator(text));
    const commands = [
      ['compile', 'custom.tflite'],
      ['compile', `missing ${text}.tflite`],
      ['compile', 'good.tflite', '--target', text],
      ['compile', 'good.tflite', '--name', text],
      ['compile', 'good.tflite', '--out', `good.tflite/${text}`],
      ['verify', 'good.tflite', '--runner', text],
      ['simulate', 'good.tflite', '--input', `${text}.npy`],
      ['simulate', 'good.tflite', '--input', 'x.npy', '--input', 'x.npy'],
      ['explain', text],
      [text],
    ];
    for (const [index, command] of commands.entries()) {
      const args = (index + text.length) % 2 === 0 ? command : [...command, '--json'];
      const { exitCode, stdout, stderr } = await int8c(folder, args);
      expect([args, exitCode === 1 || exitCode === 2]).toEqual([args, true]);
      expectHarmless(folder, [stdout, stderr]);
    }
  });
});
