import { describe, expect, test } from 'vitest';

import { renderDiagnostics } from '../../src/diagnostics/render-terminal.js';
import { optionFields } from '../../src/formats/tflite/codec.js';
import { rows } from '../../src/formats/tflite/codec-rows.js';
import { readTflite } from '../../src/formats/tflite/read-tflite.js';
import { writeTflite } from '../../src/formats/tflite/write-tflite.js';
import type { Graph } from '../../src/ir/graph.js';
import { operators } from '../../src/operators/registry.js';
import { literalFile, lookInto, type LiteralField, type LiteralOperator, type LiteralParameter, type LiteralType } from '../support/literal-tflite.js';

/**
 * A field of the schema with a value that is not its default. `means` is the attribute that it becomes, `absent` the attribute of a file
 * without the field; without `absent`, such a file is refused. A field that becomes no attribute has no `means`.
 */
interface FieldExample extends LiteralField {
  readonly means?: readonly [attribute: string, value: unknown];
  readonly absent?: unknown;
}

/** One operator as the public schema has it. Numbers are looked up there (schema.fbs), never in int8c's own tables. */
interface Example {
  readonly name: string;
  readonly code: number;
  readonly kind: string;
  readonly optionsType: number;
  readonly fields: readonly FieldExample[];
  readonly parameters?: readonly LiteralParameter[];
  /** Attributes that come from the parameters. */
  readonly fromParameters?: Readonly<Record<string, unknown>>;
  readonly valueShapes?: readonly (readonly number[])[];
}

const value = [1, 4, 4, 2];
const one = [value];
const two = [value, value];

function field(slot: number, type: LiteralType, stored: number | readonly number[], means?: FieldExample['means'], absent?: unknown): FieldExample {
  return { slot, type, value: stored, ...(means === undefined ? {} : { means }), ...(absent === undefined ? {} : { absent }) };
}

const paddingAt = (slot: number): FieldExample => field(slot, 'byte', 1, ['padding', 'valid'], 'same');
const activationAt = (slot: number): FieldExample => field(slot, 'byte', 3, ['activation', 'relu6'], 'none');
const sizeAt = (slot: number, attribute: string, stored: number, absent?: number): FieldExample => field(slot, 'int', stored, [attribute, stored], absent);
const flagAt = (slot: number, attribute: string): FieldExample => field(slot, 'bool', 1, [attribute, true], false);
const int32 = (shape: readonly number[], values: readonly number[]): LiteralParameter => ({ tensorType: 2, shape, values });

const pool = [paddingAt(0), sizeAt(1, 'strideWidth', 2), sizeAt(2, 'strideHeight', 3), sizeAt(3, 'filterWidth', 4), sizeAt(4, 'filterHeight', 5), activationAt(5)];
const paddings = { paddings: [[0, 1], [2, 3], [4, 5], [6, 7]] };
const paddingTensor = int32([4, 2], [0, 1, 2, 3, 4, 5, 6, 7]);

const examples: readonly Example[] = [
  { name: 'ADD', code: 0, kind: 'add', optionsType: 11, fields: [activationAt(0)], valueShapes: two },
  { name: 'AVERAGE_POOL_2D', code: 1, kind: 'average-pool2d', optionsType: 5, fields: pool },
  { name: 'CONCATENATION', code: 2, kind: 'concatenation', optionsType: 10, fields: [field(0, 'int', -2, ['axis', -2], 0), activationAt(1)], valueShapes: two },
  {
    name: 'CONV_2D',
    code: 3,
    kind: 'conv2d',
    optionsType: 1,
    fields: [paddingAt(0), sizeAt(1, 'strideWidth', 2), sizeAt(2, 'strideHeight', 3), activationAt(3), sizeAt(4, 'dilationWidth', 4, 1), sizeAt(5, 'dilationHeight', 5, 1)],
    valueShapes: [value, [3, 1, 1, 2], [3]],
  },
  {
    name: 'DEPTHWISE_CONV_2D',
    code: 4,
    kind: 'depthwise-conv2d',
    optionsType: 2,
    // The depth multiplier: 6 channels of weights for 2 of the input.
    fields: [
      paddingAt(0),
      sizeAt(1, 'strideWidth', 2),
      sizeAt(2, 'strideHeight', 4),
      field(3, 'int', 3),
      activationAt(4),
      sizeAt(5, 'dilationWidth', 5, 1),
      sizeAt(6, 'dilationHeight', 6, 1),
    ],
    valueShapes: [value, [1, 1, 1, 6], [6]],
  },
  { name: 'DEQUANTIZE', code: 6, kind: 'dequantize', optionsType: 38, fields: [] },
  { name: 'EXPAND_DIMS', code: 70, kind: 'expand-dims', optionsType: 52, fields: [], parameters: [int32([], [-3])], fromParameters: { axis: -3 } },
  { name: 'FULLY_CONNECTED', code: 9, kind: 'fully-connected', optionsType: 8, fields: [activationAt(0), flagAt(2, 'keepDimensions')], valueShapes: [value, [3, 2], [3]] },
  { name: 'LEAKY_RELU', code: 98, kind: 'leaky-relu', optionsType: 75, fields: [field(0, 'float', 0.75, ['alpha', 0.75], 0)] },
  { name: 'LOGISTIC', code: 14, kind: 'logistic', optionsType: 0, fields: [] },
  { name: 'MAXIMUM', code: 55, kind: 'maximum', optionsType: 39, fields: [], valueShapes: two },
  { name: 'MAX_POOL_2D', code: 17, kind: 'max-pool2d', optionsType: 5, fields: pool },
  { name: 'MEAN', code: 40, kind: 'mean', optionsType: 27, fields: [flagAt(0, 'keepDimensions')], parameters: [int32([2], [1, -1])], fromParameters: { axes: [1, -1] } },
  { name: 'MINIMUM', code: 57, kind: 'minimum', optionsType: 39, fields: [], valueShapes: two },
  { name: 'MUL', code: 18, kind: 'mul', optionsType: 21, fields: [activationAt(0)], valueShapes: two },
  { name: 'PAD', code: 34, kind: 'pad', optionsType: 22, fields: [], parameters: [paddingTensor], fromParameters: { ...paddings, value: null } },
  {
    name: 'PADV2',
    code: 60,
    kind: 'pad',
    optionsType: 43,
    fields: [],
    parameters: [paddingTensor, { tensorType: 9, shape: [], values: [-8] }],
    fromParameters: { ...paddings, value: -8 },
  },
  { name: 'QUANTIZE', code: 114, kind: 'quantize', optionsType: 89, fields: [] },
  { name: 'RELU', code: 19, kind: 'relu', optionsType: 0, fields: [] },
  { name: 'RELU6', code: 21, kind: 'relu6', optionsType: 0, fields: [] },
  {
    name: 'RESHAPE',
    code: 22,
    kind: 'reshape',
    optionsType: 17,
    fields: [field(0, 'ints', [2, -1], ['shape', [2, -1]], [2, -1])],
    parameters: [int32([2], [2, -1])],
  },
  {
    name: 'RESIZE_NEAREST_NEIGHBOR',
    code: 97,
    kind: 'resize-nearest-neighbor',
    optionsType: 74,
    fields: [flagAt(0, 'alignCorners'), flagAt(1, 'halfPixelCenters')],
    parameters: [int32([2], [5, 6])],
    fromParameters: { outputHeight: 5, outputWidth: 6 },
  },
  { name: 'SOFTMAX', code: 25, kind: 'softmax', optionsType: 9, fields: [field(0, 'float', 0.75, ['beta', 0.75])] },
  { name: 'SQUEEZE', code: 43, kind: 'squeeze', optionsType: 30, fields: [field(0, 'ints', [0, 3], ['axes', [0, 3]], [])] },
  {
    name: 'STRIDED_SLICE',
    code: 45,
    kind: 'strided-slice',
    optionsType: 32,
    // The second dimension is walked back to its first element, the fourth is dropped.
    fields: [field(1, 'int', 0b0010, ['sizes', [1, 4, 4, 1]], [1, 0, 4, 1]), field(4, 'int', 0b1000, ['droppedAxes', [3]], [])],
    parameters: [int32([4], [0, 3, 0, 1]), int32([4], [1, -1, 4, 2]), int32([4], [1, -1, 1, 1])],
    fromParameters: { starts: [0, 3, 0, 1], steps: [1, -1, 1, 1] },
  },
  { name: 'SUB', code: 41, kind: 'sub', optionsType: 28, fields: [activationAt(0)], valueShapes: two },
  { name: 'TANH', code: 28, kind: 'tanh', optionsType: 0, fields: [] },
  { name: 'TRANSPOSE', code: 39, kind: 'transpose', optionsType: 26, fields: [], parameters: [int32([4], [0, 3, 1, 2])], fromParameters: { permutation: [0, 3, 1, 2] } },
];

function literal(example: Example, fields: readonly LiteralField[] = example.fields): LiteralOperator {
  const { code, optionsType, parameters = [], valueShapes = one } = example;
  return { code, optionsType, parameters, valueShapes, outputShape: value, fields };
}

/** The graph of a file, or the codes of what the reader says to it. */
function read(content: LiteralOperator): Graph | readonly string[] {
  const result = readTflite(literalFile(content), 'literal.tflite');
  return result.ok ? result.value : result.diagnostics.map(({ code }) => code);
}

function readGraph(content: LiteralOperator): Graph {
  const result = readTflite(literalFile(content), 'literal.tflite');
  if (!result.ok) throw new Error(renderDiagnostics(result.diagnostics));
  return result.value;
}

function attributesOf(example: Example): Record<string, unknown> {
  return { ...example.fromParameters, ...Object.fromEntries(example.fields.flatMap(({ means }) => (means === undefined ? [] : [means]))) };
}

test('every row has an example, and every operator a row', () => {
  expect(examples.map(({ name }) => name)).toEqual(rows.map(({ name }) => name));
  expect([...new Set(rows.map(({ kind }) => kind))].sort()).toEqual(operators.map(({ kind }) => kind).sort());
});

test('every field of every row is in its example', () => {
  const unshown = rows.flatMap(({ name, options }) => {
    const shown = examples.find((example) => example.name === name)?.fields.map(({ slot }) => slot) ?? [];
    const fields = options === null ? [] : Object.values(optionFields(options));
    return fields.filter(({ index }) => !shown.includes(index)).map((entry) => `${name}.${entry.name}`);
  });
  // Nothing but their default is compiled, or written; tests of their own below.
  const slice = ['beginMask', 'ellipsisMask', 'newAxisMask', 'offset'].map((name) => `STRIDED_SLICE.${name}`);
  expect(unshown).toEqual(['FULLY_CONNECTED.weightsFormat', ...slice]);
});

describe.each(examples)('$name', (example) => {
  test('is read for what the schema says', () => {
    const [node, ...others] = readGraph(literal(example)).nodes;
    expect(others).toEqual([]);
    expect(node).toMatchObject({ op: example.kind, inputs: (example.valueShapes ?? one).map((_, index) => index) });
    expect(node?.attributes).toEqual(attributesOf(example));
  });

  test('is written as the schema says', () => {
    const types = new Map(example.fields.map(({ slot, type }) => [slot, type]));
    const { code, optionsType, parameters, fields } = literal(example);
    expect(lookInto(writeTflite(readGraph(literal(example))), types)).toEqual({
      deprecatedCode: code,
      code,
      optionsType,
      parameters,
      fields: fields.map(({ slot, type, value: stored }) => ({ slot, type, value: stored })),
    });
  });

  test.each(example.fields.map((left) => [left.slot, left] as const))('without the field in slot %i', (slot, { means, absent }) => {
    const graph = read(literal(example, example.fields.filter((kept) => kept.slot !== slot)));
    if (means !== undefined && absent === undefined) return expect(graph).toEqual(['I8C1305']);
    const expected = means === undefined ? attributesOf(example) : { ...attributesOf(example), [means[0]]: absent };
    return expect(graph).toMatchObject({ nodes: [{ attributes: expected }] });
  });
});

describe('what one example cannot show', () => {
  const find = (wanted: string): Example => {
    const found = examples.find(({ name }) => name === wanted);
    if (found === undefined) throw new Error(`${wanted} has no example`);
    return found;
  };

  test.each([
    [0, 'none'],
    [1, 'relu'],
    [2, 'relu-n1-to-1'],
    [3, 'relu6'],
  ])('fused activation %i is %s', (code, activation) => {
    const content = literal(find('ADD'), [{ slot: 0, type: 'byte', value: code }]);
    expect(readGraph(content).nodes[0]?.attributes).toEqual({ activation });
    // The default is left out of the file.
    expect(lookInto(writeTflite(readGraph(content)), new Map([[0, 'byte']])).fields).toEqual(code === 0 ? [] : content.fields);
  });

  test('padding 0 is SAME', () => {
    const example = find('MAX_POOL_2D');
    const fields = example.fields.map((entry) => (entry.slot === 0 ? { ...entry, value: 0 } : entry));
    const graph = readGraph(literal(example, fields));
    expect(graph.nodes[0]?.attributes).toMatchObject({ padding: 'same' });
    expect(lookInto(writeTflite(graph), new Map(fields.map(({ slot, type }) => [slot, type]))).fields).toHaveLength(5);
  });

  test('the second field of FULLY_CONNECTED is the format of the weights', () => {
    const example = find('FULLY_CONNECTED');
    expect(read(literal(example, [...example.fields, { slot: 1, type: 'byte', value: 1 }]))).toEqual(['I8C1306']);
    expect(read(literal(example, [...example.fields, { slot: 1, type: 'byte', value: 0 }]))).toMatchObject({ nodes: [{ attributes: attributesOf(example) }] });
  });

  test('the first field of STRIDED_SLICE masks begins; the third, fourth and sixth are refused', () => {
    const example = find('STRIDED_SLICE');
    const withField = (slot: number, type: LiteralType, stored: number): LiteralOperator => literal(example, [...example.fields, { slot, type, value: stored }]);
    expect(readGraph(withField(0, 'int', 0b1000)).nodes[0]?.attributes).toMatchObject({ starts: [0, 3, 0, 0] });
    expect([read(withField(2, 'int', 1)), read(withField(3, 'int', 1)), read(withField(5, 'bool', 1))]).toEqual([['I8C1305'], ['I8C1305'], ['I8C1305']]);
  });

  test('RESHAPE without a second input has its shape from the options, else from the output', () => {
    const example = { ...find('RESHAPE'), parameters: [] };
    expect(readGraph(literal(example)).nodes[0]?.attributes).toEqual({ shape: [2, -1] });
    expect(readGraph(literal(example, [])).nodes[0]?.attributes).toEqual({ shape: value });
  });

  test('the second input of RESHAPE goes before its options', () => {
    const example = { ...find('RESHAPE'), parameters: [int32([2], [4, 8])] };
    expect(readGraph(literal(example)).nodes[0]?.attributes).toEqual({ shape: [4, 8] });
  });

  test.each(examples.filter(({ fields }) => fields.length > 0))('$name refuses the options of another operator', (example) => {
    expect(read({ ...literal(example), optionsType: 200 })).toEqual(['I8C1305']);
  });
});
