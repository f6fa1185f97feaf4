import { describe, expect, test } from 'vitest';

import { weightScales, weightZeroPoints } from '../../src/operators/tensor-access.js';
import { renderDiagnostics } from '../../src/diagnostics/render-terminal.js';
import { readTflite } from '../../src/formats/tflite/read-tflite.js';
import { supportedOperators } from '../../src/formats/tflite/codec-rows.js';
import type { Graph } from '../../src/ir/graph.js';
import { goldenDirectory, readGolden } from '../support/golden.js';

/** The dump beside each model, made by another reader. */
interface Dump {
  readonly subgraphs: readonly {
    readonly inputs: readonly number[];
    readonly outputs: readonly number[];
    readonly operators: readonly {
      index: number;
      op: string;
      inputs: number[];
      outputs: number[];
      options: Record<string, unknown>;
    }[];
    readonly tensors: readonly {
      index: number;
      name: string;
      type: string;
      shape: number[];
      scale?: number[];
      zero_point?: number[];
      const_bytes?: number;
    }[];
  }[];
}

const directory = goldenDirectory();
const readable = ['hello_world_int8', 'kws_ref_model', 'person_detect', 'pretrainedResnet_quant'];
const refused = [
  'keyword_scrambled_8bit',
  'keyword_scrambled_8bit_zerobias',
  'seanet_conv0',
  'seanet_conv5',
  'seanet_conv10',
];

function load(folder: string, model: string): { graph: Graph; dump: Dump; bytes: Uint8Array } {
  const bytes = readGolden(folder, model, 'model.tflite');
  const result = readTflite(bytes, `${model}.tflite`);
  if (!result.ok) throw new Error(renderDiagnostics(result.diagnostics));
  return {
    graph: result.value,
    bytes,
    dump: JSON.parse(new TextDecoder().decode(readGolden(folder, model, 'model.json'))) as Dump,
  };
}

describe.skipIf(directory === null).each(readable)('%s', (model) => {
  const folder = directory ?? '';

  test('has the operators, edges and options of the dump', () => {
    const { graph, dump } = load(folder, model);
    const [main] = dump.subgraphs;
    expect(graph.name).toBe(model);
    expect(graph.inputs).toEqual(main?.inputs);
    expect(graph.outputs).toEqual(main?.outputs);
    expect(graph.nodes.map((node) => node.op.replaceAll('-', ''))).toEqual(
      main?.operators.map((operator) => operator.op.toLowerCase().replaceAll('_', '')),
    );
    for (const node of graph.nodes) {
      const operator = main?.operators[node.id];
      expect(node.outputs).toEqual(operator?.outputs);
      const values = node.op === 'reshape' ? 1 : (operator?.inputs.length ?? 0);
      expect(node.inputs).toEqual(operator?.inputs.slice(0, values));
      expectOptions(node.attributes as Record<string, unknown>, operator?.options ?? {});
    }
  });

  test('has the tensors of the dump', () => {
    const { graph, dump, bytes } = load(folder, model);
    for (const tensor of graph.tensors.values()) {
      const expected = dump.subgraphs[0]?.tensors[tensor.id];
      expect([tensor.name, tensor.dtype.toUpperCase(), tensor.shape]).toEqual([
        expected?.name,
        expected?.type,
        expected?.shape,
      ]);
      const [scales, zeroPoints] = [tensor.quantization === null ? [] : weightScales(tensor), weightZeroPoints(tensor)];
      // The dump prints nine digits, which name a float32 without doubt.
      expect(scales).toEqual((expected?.scale ?? []).map(Math.fround));
      expect(zeroPoints).toEqual(expected?.zero_point ?? []);
      if (tensor.data === null) continue;
      expect(tensor.data.buffer).toBe(bytes.buffer);
      if (expected?.const_bytes !== undefined) expect(tensor.data.length).toBe(expected.const_bytes);
    }
  });
});

const optionNames: Readonly<Record<string, string>> = {
  padding: 'padding',
  stride_h: 'strides.0',
  stride_w: 'strides.1',
  dilation_h_factor: 'dilations.0',
  dilation_w_factor: 'dilations.1',
  filter_height: 'filter.0',
  filter_width: 'filter.1',
  fused_activation_function: 'activation',
  keep_num_dims: 'keepDimensions',
  beta: 'beta',
};

function expectOptions(attributes: Record<string, unknown>, options: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(options)) {
    const attribute = optionNames[name];
    if (attribute !== undefined)
      expect(attributes).toHaveProperty(attribute, typeof value === 'string' ? value.toLowerCase() : value);
  }
}

describe.skipIf(directory === null)('recorded models that int8c refuses', () => {
  const folder = directory ?? '';

  test.each(refused)('%s', (model) => {
    const result = readTflite(readGolden(folder, model, 'model.tflite'), `${model}.tflite`);
    const int16 = 'this model has int16 activations; int8c compiles models whose activations are int8';
    const svdf = 'the model uses an operator that int8c does not compile';
    const messages = result.ok ? [] : result.diagnostics.map((item) => [item.code, item.message]);
    expect(messages).toEqual(
      model.startsWith('seanet')
        ? [['I8C1105', int16]]
        : [
            ['I8C1101', svdf],
            ['I8C1105', int16],
          ],
    );
    if (!result.ok && model.startsWith('keyword')) {
      expect(result.diagnostics[0]?.details).toEqual([
        'SVDF   7 times, operators 1, 3, 5, 7, 9, 10, ...   int8, int32',
      ]);
      expect(result.diagnostics[0]?.why).toBe(`int8c has kernels for ${[...supportedOperators].sort().join(', ')}`);
    }
  });
});
