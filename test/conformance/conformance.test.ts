import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { availableRunners } from '../../src/runners/index.js';
import { createHostRunner } from '../../src/runners/host-runner.js';
import { createSimulator } from '../../src/simulator/simulate.js';
import { randomCases } from '../../src/verify/cases.js';
import { conformanceDetails, conformanceLine } from './conformance-lines.js';
import { runConformance, type ModelConformance } from './conformance.js';
import { compileForHost } from './compile-for-host.js';
import { goldenDirectory } from '../support/golden.js';
import { convolutionGraph } from '../support/tflite-graphs.js';
import { writeTflite } from '../../src/formats/tflite/write-tflite.js';
import { manyPortsGraph } from '../support/verify-samples.js';
import type { Graph } from '../../src/ir/graph.js';

const runner = (await availableRunners()).at(-1);
if (runner === undefined) throw new Error('the wasm runner is always there');

const directory = goldenDirectory();

/** Every operator of these models is one of int8c's; anything but equality is a failure. */
const supported = ['hello_world_int8', 'kws_ref_model', 'person_detect', 'pretrainedResnet_quant'];

describe('recorded models', () => {
  it.skipIf(directory === null)('agree with their records in every tensor, or are refused in a sentence', async () => {
    const report = await runConformance(directory ?? '', {
      rounding: 'double',
      runners: [runner],
      compile: compileForHost('double'),
    });
    for (const model of report.models) {
      if (supported.includes(model.model))
        expect([conformanceLine(model), model.result, model.reference]).toEqual([
          expect.anything(),
          'same',
          'recorded',
        ]);
      expect([model.model, model.result]).not.toEqual([model.model, 'different']);
      expect([model.model, model.result]).not.toEqual([model.model, 'failed']);
      for (const { tensorsUnknown } of model.checks) expect([model.model, tensorsUnknown]).toEqual([model.model, 0]);
      if (model.result === 'refused') expect(conformanceLine(model)).toMatch(/refused {2}I8C\d{4} /);
    }
    expect(report.passed).toBe(true);
  });
});

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const bytesOf = (values: ArrayBufferView): Uint8Array =>
  new Uint8Array(values.buffer, values.byteOffset, values.byteLength).slice();

describe('records', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'int8c-test-'));
  });
  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  interface Meta {
    inputs: { index: number }[];
    outputs: { index: number }[];
    cases: { frames?: number; inputs?: unknown; outputs?: unknown; tensors_sha256?: Record<string, string> }[];
  }

  /** Writes a model with a true record of one case of three frames, changed by `edit`, and checks it. */
  async function check(
    name: string,
    graph: Graph,
    edit: (meta: Meta, files: Map<string, Uint8Array>) => unknown = () => undefined,
  ): Promise<ModelConformance> {
    const place = join(folder, name);
    await mkdir(join(place, 'model', 'acc'), { recursive: true });
    const files = new Map<string, Uint8Array>([['model.tflite', writeTflite(graph)]]);
    const frames = randomCases(graph, 3, 1).map((item) => item.inputs());
    const simulator = createSimulator(graph, 'double');
    const hashes: Record<string, string> = {};
    const outputs = frames.map((inputs) =>
      simulator.run(inputs, ({ id }, values) => (hashes[id] = sha256(bytesOf(values)))),
    );
    const join3 = (values: readonly (readonly ArrayBufferView[])[], port: number): Uint8Array =>
      Buffer.concat(values.map((frame) => bytesOf(frame[port] ?? new Uint8Array())));
    graph.inputs.forEach((_id, port) => files.set(`in_${port}.bin`, join3(frames, port)));
    graph.outputs.forEach((_id, port) => files.set(`out_${port}.bin`, join3(outputs, port)));
    const meta: Meta = {
      inputs: graph.inputs.map((index) => ({ index })),
      outputs: graph.outputs.map((index) => ({ index })),
      cases: [
        {
          frames: 3,
          inputs: graph.inputs.map((_id, port) => ({ file: `in_${port}.bin` })),
          outputs: graph.outputs.map((_id, port) => ({ file: `out_${port}.bin` })),
          tensors_sha256: hashes,
        },
      ],
    };
    const written = edit(meta, files) ?? meta;
    if (written !== 'none')
      files.set('meta.json', Buffer.from(typeof written === 'string' ? written : JSON.stringify(written)));
    for (const [path, bytes] of files) await writeFile(join(place, 'model', path), bytes);
    const report = await runConformance(place, {
      rounding: 'double',
      runners: runner === undefined ? [] : [runner],
      compile: compileForHost('double'),
    });
    const [model] = report.models;
    if (model === undefined) throw new Error('no model was found');
    expect(report.passed).toBe(model.result === 'same' || model.result === 'refused');
    return model;
  }

  it('of several inputs and outputs, int8 and float32, are compared frame by frame', async () => {
    const model = await check('ports', manyPortsGraph());
    expect(model).toMatchObject({
      result: 'same',
      reference: 'recorded',
      operators: 3,
      cases: 1,
      frames: 3,
      recordProblems: [],
    });
    for (const item of model.checks)
      expect(item).toMatchObject({ result: 'same', tensorsCompared: 5, outputsCompared: 6, tensorsUnknown: 0 });
    expect(conformanceLine(model)).toMatch(
      /^model {2}3 operators {2}1 case \(3 frames\) {2}5 tensors {2}simulator same {2}(wasm|host) same$/,
    );
    expect(conformanceDetails(model)).toEqual([]);
  });

  it('may list inputs in another order than the model', async () => {
    const model = await check('order', manyPortsGraph(), (meta) => {
      meta.inputs.reverse();
      (meta.cases[0]?.inputs as unknown[]).reverse();
    });
    expect(model.result).toBe('same');
  });

  it('that say something else than the model computes make a difference with its place', async () => {
    const model = await check('different', convolutionGraph(), (meta, files) => {
      const output = files.get('out_0.bin');
      if (output !== undefined) output[50] = (output[50] ?? 0) ^ 1;
      const hashes = meta.cases[0]?.tensors_sha256 ?? {};
      hashes['3'] = hashes['0'] ?? '';
    });
    expect(model.result).toBe('different');
    for (const item of model.checks) {
      expect(item.result).toBe('different');
      expect(
        item.differences.map(({ tensor, maker, first }) => ({
          tensor,
          maker,
          place: first === null ? null : [first.frame, first.index],
        })),
      ).toEqual([
        { tensor: 3, maker: 'op00 conv2d', place: null },
        { tensor: 3, maker: 'op00 conv2d', place: [1, 2] },
      ]);
    }
    expect(conformanceDetails(model)[0]).toBe('simulator: case 0, op00 conv2d, tensor 3: sha256 differs');
  });

  it('may lack outputs, hashes and frame counts, and may know tensors that the graph lacks', async () => {
    const bare = await check('bare', convolutionGraph(), (meta) => ({ cases: [{ inputs: meta.cases[0]?.inputs }] }));
    expect(bare).toMatchObject({
      result: 'same',
      frames: 3,
      checks: [
        { tensorsCompared: 0, outputsCompared: 0 },
        { tensorsCompared: 0, outputsCompared: 0 },
      ],
    });
    const more = await check(
      'more',
      convolutionGraph(),
      (meta) => void Object.assign(meta.cases[0]?.tensors_sha256 ?? {}, { 99: 'abc', x: 'abc' }),
    );
    expect(more.checks.map(({ tensorsUnknown }) => tensorsUnknown)).toEqual([1, 1]);
    expect(conformanceLine(more)).toContain('(1 recorded tensors unknown)');
  });

  it.each<[string, (meta: Meta, files: Map<string, Uint8Array>) => unknown, RegExp]>([
    ['missing', () => 'none', /missing or no JSON/],
    ['no JSON', () => '{"cases": [', /missing or no JSON/],
    ['a list', () => '[1]', /missing or no JSON/],
    ['without cases', () => ({ cases: 7 }), /no cases/],
    ['with an absent file', (_meta, files) => void files.delete('in_0.bin'), /in_0\.bin cannot be read/],
    [
      'with a path for a file',
      (meta) => void Object.assign(meta.cases[0] ?? {}, { inputs: [{ file: '../in_0.bin' }] }),
      /no usable name/,
    ],
    ['with inputs of another size', (_meta, files) => void files.set('in_0.bin', new Uint8Array(33)), /33 bytes/],
    [
      'with outputs of another size',
      (_meta, files) => void files.set('out_0.bin', new Uint8Array(3)),
      /size of 3 frames/,
    ],
    [
      'with another number of frames',
      (meta) => void Object.assign(meta.cases[0] ?? {}, { frames: 2 }),
      /says 2 frames, the files hold 3/,
    ],
    [
      'with too many inputs',
      (meta) => void (meta.cases[0]?.inputs as unknown[]).push({ file: 'in_0.bin' }),
      /2 files for 1 tensors/,
    ],
  ])('that are %s are named, and the model is compared with the simulator', async (name, edit, seen) => {
    const model = await check(name.replaceAll(' ', '-'), convolutionGraph(), edit);
    expect(model).toMatchObject({ result: 'same', reference: 'simulator' });
    expect(model.recordProblems).toEqual([expect.stringMatching(seen)]);
    expect(conformanceDetails(model)).toEqual([expect.stringMatching(/^record: /)]);
    expect(conformanceLine(model)).toContain('no usable record');
  });

  it('of labelled inputs are compared in a batch, and by the host', async () => {
    const graph = convolutionGraph();
    const model = await check('labelled', graph, (_meta, files) => {
      files.set('acc/in_0.bin', files.get('in_0.bin') ?? new Uint8Array());
      const outputs = Uint8Array.from(files.get('out_0.bin') ?? []);
      outputs[100] = (outputs[100] ?? 0) ^ 4;
      files.set('acc/tflm_out_0.bin', outputs);
    });
    expect(model.result).toBe('different');
    expect(model.checks[0]).toMatchObject({
      result: 'different',
      samplesCompared: 3,
      differences: [{ case: 'acc', tensor: 3, first: { frame: 2, index: 4 } }],
    });
    expect(model.checks[1]?.samplesCompared).toBe(runner?.name === 'host' ? 3 : null);
  });

  it('of a model that is refused give its sentence; of a folder without a model, nothing', async () => {
    const model = await check(
      'refused',
      convolutionGraph(),
      (_meta, files) => void files.set('model.tflite', Buffer.from('not a model')),
    );
    expect(model).toMatchObject({ result: 'refused', checks: [], operators: null });
    expect(conformanceLine(model, 10)).toMatch(/^model {7}refused {2}I8C1001 /);
    await mkdir(join(folder, 'nothing', 'empty'), { recursive: true });
    const report = await runConformance(join(folder, 'nothing'), {
      rounding: 'double',
      runners: [],
      compile: compileForHost('double'),
    });
    expect(report).toEqual({ rounding: 'double', passed: true, models: [] });
  });

  it('are not failed by a machine without a C compiler', async () => {
    const usual = process.env['CC'];
    process.env['CC'] = 'no-such-compiler';
    await check('no-compiler', convolutionGraph()).catch(() => undefined);
    const report = await runConformance(join(folder, 'no-compiler'), {
      rounding: 'double',
      runners: [createHostRunner()],
      compile: compileForHost('double'),
    });
    if (usual === undefined) delete process.env['CC'];
    else process.env['CC'] = usual;
    expect(report.models[0]).toMatchObject({
      result: 'same',
      checks: [{ result: 'same' }, { runner: 'host', result: 'absent' }],
    });
    expect(conformanceLine(report.models[0] as ModelConformance)).toContain('host no C compiler');
  });
});
