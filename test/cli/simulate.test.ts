import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readNpy } from '../../src/formats/arrays/npy.js';
import { npyBytes } from '../../src/formats/arrays/write-npy.js';
import { createSimulator } from '../../src/simulator/simulate.js';
import { int8c, int8cJson, readTree, temporaryFolder, writeModel } from '../support/command-line.js';
import { convolutionGraph, sketchGraph } from '../support/tflite-graphs.js';

const graph = convolutionGraph();
const inputShape = [1, 4, 4, 2];
const frame = (start: number): Int8Array =>
  Int8Array.from({ length: 32 }, (_, index) => ((start + index * 7) % 256) - 128);

function workplace(): { readonly folder: string; readonly model: string } {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'one.npy'), npyBytes('int8', inputShape, frame(0)));
  writeFileSync(join(folder, 'three.bin'), Int8Array.of(...frame(0), ...frame(50), ...frame(100)));
  return { folder, model: writeModel(folder, graph) };
}

function simulated(input: Int8Array): number[] {
  const [output] = createSimulator(graph, 'double').run([input]);
  return [...(output ?? [])];
}

interface Simulated {
  readonly frames: readonly { readonly outputs: readonly { readonly values: readonly number[] }[] }[];
}

describe('simulate', () => {
  test('prints the largest values of an output by name, quantized and real', async () => {
    const { folder, model } = workplace();
    const { exitCode, stdout, stderr } = await int8c(folder, ['simulate', model, '--input', 'one.npy']);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(/^tensor\/3 {3}int8 \[1, 4, 4, 3\] {3}scale 0\.5 {3}zero -3\nindex +value +real\n/);
    const [, index = '', value = '', real = ''] = /^ *\[(\d+)\] +(-?\d+) +(\S+)$/m.exec(stdout) ?? [];
    const expected = simulated(frame(0));
    expect(Number(value)).toBe(Math.max(...expected));
    expect(expected[Number(index)]).toBe(Number(value));
    expect(Number(real)).toBe(0.5 * (Number(value) + 3));
  });

  test('as JSON: all values of all frames', async () => {
    const { folder, model } = workplace();
    const { exitCode, document } = await int8cJson(folder, [
      'simulate',
      model,
      '--input',
      'three.bin',
      '--input',
      'one.npy',
    ]);
    expect(exitCode).toBe(0);
    const { frames } = document as unknown as Simulated;
    expect(frames.map(({ outputs }) => outputs[0]?.values)).toEqual(
      [0, 50, 100, 0].map((start) => simulated(frame(start))),
    );
  });

  test('outputs of more values than a document may list are shown, and refused with --json', async () => {
    const folder = temporaryFolder();
    const padded = {
      schemaVersion: 1,
      name: 'padded',
      inputs: { x: { shape: [1, 1, 1, 1], scale: 0.5, zeroPoint: 0 } },
      layers: [
        {
          op: 'pad',
          name: 'p',
          input: 'x',
          paddings: [
            [0, 0],
            [7, 4000],
            [0, 3500],
            [0, 0],
          ],
        },
      ],
      outputs: ['p'],
    };
    writeFileSync(join(folder, 'padded.json'), JSON.stringify(padded));
    writeFileSync(join(folder, 'x.bin'), Int8Array.of(9));
    const args = ['simulate', 'padded.json', '--input', 'x.bin'];
    const shown = await int8c(folder, args);
    expect(shown.stderr).toBe('');
    expect(shown.stdout).toContain('[24507]      9   4.5');
    const { exitCode, document } = await int8cJson(folder, args);
    expect(exitCode).toBe(1);
    expect(document).toMatchObject({
      ok: false,
      diagnostics: [{ code: 'I8C5403', details: ['the outputs of one frame have 14032008'] }],
    });
  });

  test('worker threads compute the same', async () => {
    const { folder, model } = workplace();
    const here = await int8c(folder, ['simulate', model, '--input', 'three.bin', '--json']);
    const threads = await int8c(folder, ['simulate', model, '--input', 'three.bin', '--workers', '2', '--json']);
    expect(threads).toEqual(here);
  });

  test('real numbers are quantized, which a note says', async () => {
    const { folder, model } = workplace();
    writeFileSync(
      join(folder, 'real.npy'),
      npyBytes(
        'float32',
        inputShape,
        Float32Array.from(frame(0), (value) => 0.5 * (value + 3)),
      ),
    );
    const { exitCode, document } = await int8cJson(folder, ['simulate', model, '--input', 'real.npy']);
    expect(exitCode).toBe(0);
    expect((document as unknown as Simulated).frames[0]?.outputs[0]?.values).toEqual(simulated(frame(0)));
    expect(document['diagnostics']).toMatchObject([{ code: 'I8C6109', severity: 'note' }]);
  });
});

describe('simulate --trace', () => {
  test('writes every tensor as .npy with an index, and replaces an earlier trace', async () => {
    const { folder, model } = workplace();
    await int8c(folder, ['simulate', model, '--input', 'one.npy', '--trace', 'trace']);
    const { exitCode } = await int8c(folder, ['simulate', model, '--input', 'three.bin', '--trace', 'trace']);
    expect(exitCode).toBe(0);
    const files = Object.keys(readTree(join(folder, 'trace')));
    expect(files).toEqual(
      [0, 1, 2]
        .flatMap((index) => [`frame-${index}/input_0.npy`, `frame-${index}/op00_conv2d.npy`])
        .concat('index.json'),
    );
    const array = readNpy(readFileSync(join(folder, 'trace/frame-1/op00_conv2d.npy')), 'trace');
    if (!array.ok) throw new Error('the trace is not readable');
    expect(array.value).toMatchObject({ element: 'int8', shape: [1, 4, 4, 3] });
    expect([...new Int8Array(array.value.bytes)]).toEqual(simulated(frame(50)));
    const index = JSON.parse(readFileSync(join(folder, 'trace/index.json'), 'utf8')) as object;
    expect(index).toMatchObject({ model: 'model', rounding: 'double', frames: 3 });
    expect(readdirSync(folder).sort()).toEqual(['model.tflite', 'one.npy', 'three.bin', 'trace']);
  });

  test('- lists the tensors', async () => {
    const { folder, model } = workplace();
    const { stdout } = await int8c(folder, ['simulate', model, '--input', 'one.npy', '--trace', '-']);
    expect(stdout).toMatch(/^frame-0\/op00_conv2d +int8 +\[1, 4, 4, 3\] +-?\d+ +-?\d+ +tensor\/3$/m);
  });

  test('leaves a folder alone that is no trace', async () => {
    const { folder, model } = workplace();
    mkdirSync(join(folder, 'photos'));
    writeFileSync(join(folder, 'photos/cat.jpg'), 'cat');
    const before = readTree(folder);
    const { exitCode, stderr } = await int8c(folder, ['simulate', model, '--input', 'one.npy', '--trace', 'photos']);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('error[I8C6203]');
    expect(readTree(folder)).toEqual(before);
  });
});

describe('simulate refuses', () => {
  test('a number of files that is not the number of inputs, or of frames', async () => {
    const folder = temporaryFolder();
    const sketch = sketchGraph();
    const [left, right] = [sketch.value([1, 2]), sketch.value([1, 2])];
    const sum = sketch.node('add', { activation: 'none' }, [left, right], sketch.value([1, 2]));
    const model = writeModel(folder, sketch.finish('sum', [left, right], [sum]));
    writeFileSync(join(folder, 'a.bin'), Int8Array.of(1, 2));
    writeFileSync(join(folder, 'b.bin'), Int8Array.of(1, 2, 3, 4));
    const one = await int8c(folder, ['simulate', model, '--input', 'a.bin']);
    expect(one.exitCode).toBe(1);
    expect(one.stderr).toContain('error[I8C6206]: every input of the model must have a file');
    const uneven = await int8c(folder, ['simulate', model, '--input', 'a.bin', '--input', 'b.bin']);
    expect(uneven.exitCode).toBe(1);
    expect(uneven.stderr).toContain('a.bin has 1');
    const both = await int8c(folder, ['simulate', model, '--input', 'a.bin', '--input', 'a.bin']);
    expect(both.exitCode).toBe(0);
  });

  test('an input file that is missing', async () => {
    const { folder, model } = workplace();
    const { exitCode, stderr } = await int8c(folder, ['simulate', model, '--input', 'one.npz']);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('there is one.npy');
  });
});
