import { describe, expect, test } from 'vitest';
import { buildGraph } from '../../src/ir/builder.js';
import { int8c, int8cJson, temporaryFolder, writeModel } from '../support/command-line.js';
import { convolutionGraph } from '../support/tflite-graphs.js';

const folder = temporaryFolder();
const model = writeModel(folder, convolutionGraph());

describe('inspect', () => {
  test('shows costs, ports, layers and the arena', async () => {
    const { exitCode, stdout, stderr } = await int8c(folder, ['inspect', model]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(
      /^model\.tflite {3}target cortex-m4, double rounding\n {2}1 layer, 864 MACs\n {2}RAM {4}80 B of arena/,
    );
    expect(stdout).toMatch(/^input 0 +tensor\/0 +int8 +\[1, 4, 4, 2\] +0\.5 +-3$/m);
    expect(stdout).toMatch(
      /^op00 +CONV_2D +\w+ +int8 +\[1, 4, 4, 3\] +0\.5 +-3 +864 +\d+ +-\d+ \.\. \d+, \d+ bit +tensor\/3$/m,
    );
    expect(stdout).toContain('Arena   80 bytes, no plan below 80, plan / lower bound 1.000');
    expect(stdout).toContain('^ peak at op00: 80 B live');
    expect(stdout).not.toContain('Variants');
  });

  test('--why names kernels that were not taken and what others cost, --memory the places of tensors', async () => {
    const { stdout } = await int8c(folder, ['inspect', model, '--why', '--memory']);
    expect(stdout).toMatch(/^ {6}about \d+ cycles, 390 B of code, \d+ B of tables$/m);
    expect(stdout).toMatch(/^ {6}not pointwise: the kernel is 3x3$/m);
    expect(stdout).toMatch(/^ {6}not grouped: about [\d.]+ k? ?cycles, 310 B of code, \d+ B of tables$/m);
    expect(stdout).toMatch(/^a +48 +80 +32 +caller +op00 +input 0 tensor\/0$/m);
    expect(stdout).toMatch(/^b +0 +48 +48 +op00 +caller +op00 tensor\/3$/m);
  });

  test('--graph prints the graph as it was read', async () => {
    const { stdout } = await int8c(folder, ['inspect', model, '--graph']);
    expect(stdout).toMatch(/^graph .*\n {2}%0 "tensor\/0" = input : int8 \[1, 4, 4, 2\]/);
    expect(stdout).toMatch(/^ {2}return %3$/m);
  });

  test('a model that does not fit is shown all the same, with a warning', async () => {
    const { exitCode, stdout, stderr } = await int8c(folder, ['inspect', model, '--ram', '64']);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('80 B of arena of 64 B (125.0 %)');
    expect(stderr).toMatch(/^warning\[I8C4001\]: the arena must fit the RAM of the target/);
  });

  test('as JSON: the same as data', async () => {
    const { exitCode, document } = await int8cJson(folder, ['inspect', model]);
    expect(exitCode).toBe(0);
    expect(document).toMatchObject({
      command: 'inspect',
      ok: true,
      target: 'cortex-m4',
      rounding: 'double',
      macs: 864,
      layers: [
        { key: 'op00', operator: 'CONV_2D', macs: 864, outputs: [{ shape: [1, 4, 4, 3], scale: 0.5, zeroPoint: -3 }] },
      ],
      memory: { arenaBytes: 80, lowerBoundBytes: 80, peakKey: 'op00', ramBytes: 655360 },
    });
    // Windows of 4x4 have 10 kernel rows and columns inside: 200 multiplications for each of 3 channels.
    const cycles = Math.round(600 * 4.7 + 40 * 3 * 27 + 48 * 32 + 20);
    // 54 weights, 3 biases; scales of weights are 1/2, 1/4, 1/8: channels share the multiplier and have a shift each.
    const table = { tableBytes: 54 + 12 + 3, scratchBytes: 0 };
    expect(document).toMatchObject({
      layers: [
        {
          kernel: 'padded',
          cost: { cycles, codeBytes: 390, ...table },
          refusals: [{ kernel: 'pointwise' }, { kernel: 'valid', reason: 'windows reach outside the input' }],
          others: [{ kernel: 'grouped', cost: table }],
        },
      ],
    });
  });
});

describe('inspect --channels', () => {
  test('shows the factors of all layers that have some, and how they are made', async () => {
    const { exitCode, stdout, stderr } = await int8c(folder, ['inspect', model, '--channels']);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(/^op00 {2}CONV_2D {2}tensor\/3$/m);
    expect(stdout).toContain('output: real = input scale * weight scale / output scale');
    expect(stdout).toContain('value = multiplier * 2^(shift - 31)');
    expect(stdout).toMatch(/^output +2 +0\.125 +0\.125 +1073741824 +-2 +0\.125 +0 +-?\d+ \.\. -?\d+, \d+ bit$/m);
    expect(stdout).toMatch(/^input offset +3 +minus the zero point of input$/m);
  });

  test.each(['op00', 'tensor/3'])('takes a layer by %s', async (layer) => {
    const { document } = await int8cJson(folder, ['inspect', model, '--channels', '--layer', layer]);
    expect(document).toMatchObject({ command: 'inspect', ok: true, layers: [{ key: 'op00', factors: [{}] }] });
  });

  test('takes a layer by the part of its name that the list of layers shows', async () => {
    const graph = convolutionGraph();
    const tensors = [...graph.tensors.values()].map((each) =>
      each.id === 3 ? { ...each, name: 'conv;bias;relu' } : each,
    );
    const fused = writeModel(folder, buildGraph({ ...graph, tensors }), 'fused.tflite');
    for (const layer of ['conv', 'conv;bias;relu']) {
      const { exitCode, stdout } = await int8c(folder, ['inspect', fused, '--channels', '--layer', layer]);
      expect(exitCode).toBe(0);
      expect(stdout).toMatch(/^op00 {2}CONV_2D {2}conv;bias;relu$/m);
    }
  });

  test('suggests the layer that was meant', async () => {
    expect(await int8c(folder, ['inspect', model, '--channels', '--layer', 'tensr/3'])).toEqual({
      exitCode: 2,
      stdout: '',
      stderr:
        'error[I8C6007]: the model has no such layer\n  --> model.tflite, subgraph 0\n   |  --layer tensr/3\n   = help  did you mean --layer tensor/3?',
    });
  });

  test('as CSV has a line for each channel', async () => {
    const { stdout } = await int8c(folder, ['inspect', model, '--channels', '--csv']);
    const [head, ...lines] = stdout.split('\n');
    expect(head).toMatch(/^layer,operator,factor,given,channel,weight_scale,real,multiplier,shift,value,error_ppm,/);
    expect(lines.map((line) => line.split(',').slice(0, 9).join(' '))).toEqual([
      'op00 CONV_2D output no 0 0.5 0.5 1073741824 0',
      'op00 CONV_2D output no 1 0.25 0.25 1073741824 -1',
      'op00 CONV_2D output no 2 0.125 0.125 1073741824 -2',
    ]);
  });

  test.each([
    [['--layer', 'op00'], '--layer goes with --channels only'],
    [['--csv'], '--csv goes with --channels only'],
    [['--channels', '--why', '--graph'], '--channels does not go with --why and --graph'],
    [['--channels', '--csv', '--json'], '--csv does not go with --json'],
  ])('%j makes no sense', async (args, message) => {
    const { exitCode, stdout, stderr } = await int8c(folder, ['inspect', model, ...args]);
    expect(exitCode).toBe(2);
    expect(`${stdout}${stderr}`).toContain(message);
  });
});

describe('targets', () => {
  test('are listed with their RAM', async () => {
    const { exitCode, stdout } = await int8c(folder, ['targets']);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^cortex-m4 +640\.0 KiB +dsp fpu /m);
    const { document } = await int8cJson(folder, ['targets']);
    expect(document['targets']).toEqual(
      expect.arrayContaining([expect.objectContaining({ name: 'cortex-m55', features: ['dsp', 'mve', 'fpu'] })]),
    );
  });
});

describe('explain', () => {
  test.each(['I8C2104', 'i8c2104', '2104', 'error[I8C2104]'])('understands %s', async (code) => {
    const { exitCode, stdout } = await int8c(folder, ['explain', code]);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^I8C2104 {2}Weights must have zero point 0\.\n\n/);
    expect(stdout).toContain('help  Convert again with full-integer quantization.');
  });

  test('lists all codes, each once', async () => {
    const { stdout } = await int8c(folder, ['explain']);
    const codes = stdout.split('\n').map((line) => line.slice(0, 7));
    expect(new Set(codes).size).toBe(codes.length);
    expect(codes).toEqual(expect.arrayContaining(['I8C1001', 'I8C2104', 'I8C4001', 'I8C6001']));
  });

  test('suggests the code that was meant', async () => {
    const { exitCode, stderr } = await int8c(folder, ['explain', 'I8C21004']);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/I8C\d{4} exists/);
  });

  test('as JSON: the page', async () => {
    const { document } = await int8cJson(folder, ['explain', 'I8C4001']);
    expect(document).toMatchObject({
      ok: true,
      page: { code: 'I8C4001', title: 'The arena does not fit the RAM of the target.' },
    });
  });
});
