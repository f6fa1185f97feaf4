import { describe, expect, it } from 'vitest';
import { buildGraph } from '../../src/ir/builder.js';
import type { Shape, Tensor } from '../../src/ir/tensor.js';
import { operators } from '../../src/operators/registry.js';
import { verifyNodes } from '../../src/operators/verify-nodes.js';
import { inferredShape } from '../support/operator-node.js';

const origin = { kind: 'file', file: 'test' } as const;

function tensor(id: number, shape: Shape, change: Partial<Tensor> = {}): Tensor {
  return {
    id,
    name: `t${id}`,
    dtype: 'int8',
    shape,
    quantization: { kind: 'perTensor', scale: 0.1, zeroPoint: -3 },
    data: null,
    origin,
    ...change,
  };
}

const constant = (id: number, shape: Shape, change: Partial<Tensor> = {}): Tensor =>
  tensor(id, shape, {
    data: new Uint8Array(4),
    quantization: { kind: 'perTensor', scale: 0.5, zeroPoint: 0 },
    ...change,
  });

interface Sketch {
  readonly op: string;
  readonly attributes?: object;
  readonly tensors: readonly Tensor[];
  readonly inputs: readonly (number | null)[];
  readonly outputs?: readonly number[];
}

/** Code, message and details of what is wrong with a node whose output is the last tensor. */
function problems({ op, attributes = {}, tensors, inputs, outputs = [tensors.length - 1] }: Sketch): string[] {
  const graph = buildGraph({
    name: 'g',
    tensors,
    nodes: [{ id: 0, op, inputs, outputs, attributes, origin }],
    inputs: [0],
    outputs: [],
    origin,
  });
  return verifyNodes(graph, 'double').map(({ code, message, details }) =>
    [`${code} ${message}`, ...details].join('; '),
  );
}

const dense: Sketch = {
  op: 'fully-connected',
  attributes: { activation: 'none', keepDimensions: false },
  tensors: [
    tensor(0, [2, 4]),
    constant(1, [3, 4]),
    constant(2, [3], { dtype: 'int32', quantization: null }),
    tensor(3, [2, 3]),
  ],
  inputs: [0, 1, 2],
};

const replaced = (sketch: Sketch, change: Tensor): Sketch => ({
  ...sketch,
  tensors: sketch.tensors.map((item) => (item.id === change.id ? change : item)),
});

describe('verifyNodes', () => {
  it.each<[string, Sketch]>([
    ['a layer with a bias', dense],
    ['without one', { ...dense, inputs: [0, 1, null] }],
    ['by a shorter list', { ...dense, inputs: [0, 1] }],
    [
      'scales per channel',
      replaced(
        dense,
        constant(1, [3, 4], {
          quantization: { kind: 'perChannel', axis: 0, scales: [1, 1, 1], zeroPoints: [0, 0, 0] },
        }),
      ),
    ],
    [
      'a bias that is quantized',
      replaced(
        dense,
        constant(2, [3], { dtype: 'int32', quantization: { kind: 'perTensor', scale: 0.05, zeroPoint: 0 } }),
      ),
    ],
    [
      'an operator of many inputs with one',
      {
        op: 'concatenation',
        attributes: { axis: 0, activation: 'none' },
        tensors: [tensor(0, [2]), tensor(1, [2])],
        inputs: [0],
      },
    ],
    [
      'and with three',
      {
        op: 'concatenation',
        attributes: { axis: 0, activation: 'none' },
        tensors: [tensor(0, [2]), tensor(1, [6])],
        inputs: [0, 0, 0],
      },
    ],
    [
      'real numbers without quantization',
      {
        op: 'reshape',
        attributes: { shape: [2] },
        tensors: [
          tensor(0, [2], { dtype: 'float32', quantization: null }),
          tensor(1, [2], { dtype: 'float32', quantization: null }),
        ],
        inputs: [0],
      },
    ],
  ])('accepts %s', (_name, sketch) => {
    expect(problems(sketch)).toEqual([]);
  });

  it.each<[string, Sketch, readonly string[]]>([
    ['an unknown operator', { ...dense, op: 'dense' }, ['I8C2001 int8c has no operator dense']],
    [
      'an input too few',
      { ...dense, inputs: [0] },
      ['I8C2003 fully-connected has 2 inputs and 1 output; 1 inputs, 1 outputs'],
    ],
    [
      'an input too many',
      { ...dense, inputs: [0, 1, 2, 2] },
      ['I8C2003 fully-connected has 2 inputs and 1 output; 4 inputs, 1 outputs'],
    ],
    [
      'no output',
      { ...dense, outputs: [] },
      ['I8C2003 fully-connected has 2 inputs and 1 output; 3 inputs, 0 outputs'],
    ],
    [
      'two outputs',
      { ...dense, outputs: [3, 3] },
      ['I8C2003 fully-connected has 2 inputs and 1 output; 3 inputs, 2 outputs'],
    ],
    [
      'none of many inputs',
      { op: 'concatenation', attributes: { axis: 0, activation: 'none' }, tensors: [tensor(0, [2])], inputs: [] },
      ['I8C2003 concatenation has at least 1 inputs and 1 output; 0 inputs, 1 outputs'],
    ],
    [
      'an omitted input',
      { ...dense, inputs: [null, 1, 2] },
      ['I8C2004 fully-connected input is not optional; input 0 is omitted'],
    ],
    [
      'omitted weights',
      { ...dense, inputs: [0, null] },
      ['I8C2004 fully-connected weights is not optional; input 1 is omitted'],
    ],
    [
      'another type',
      replaced(dense, tensor(0, [2, 4], { dtype: 'uint8' })),
      ['I8C2004 fully-connected input is int8; input 0 uint8 [2, 4]   scale 0.1   zero -3'],
    ],
    [
      'neither of two types',
      { op: 'quantize', tensors: [tensor(0, [2], { dtype: 'int32' }), tensor(1, [2])], inputs: [0] },
      ['I8C2004 quantize input is float32 or int8 or uint8; input 0 int32 [2]   scale 0.1   zero -3'],
    ],
    [
      'another type of the output',
      replaced(dense, tensor(3, [2, 3], { dtype: 'float32', quantization: null })),
      ['I8C2004 fully-connected output is int8; output 0 float32 [2, 3]'],
    ],
    [
      'another rank of the weights',
      replaced(dense, constant(1, [3, 4, 1])),
      ['I8C2004 fully-connected weights has 2 dimensions; input 1 int8 [3, 4, 1]   scale 0.5   zero 0'],
    ],
    [
      'weights made at run time',
      replaced(dense, tensor(1, [3, 4])),
      ['I8C2004 fully-connected weights is a constant; input 1 int8 [3, 4]   scale 0.1   zero -3'],
    ],
    [
      'a bias made at run time',
      replaced(dense, tensor(2, [3], { dtype: 'int32', quantization: null })),
      ['I8C2004 fully-connected bias is a constant; input 2 int32 [3]'],
    ],
    [
      'an input without quantization',
      replaced(dense, tensor(0, [2, 4], { quantization: null })),
      ['I8C2004 fully-connected input is quantized per tensor; input 0 int8 [2, 4]'],
    ],
    [
      'an input quantized per channel',
      replaced(
        dense,
        tensor(0, [2, 4], {
          quantization: { kind: 'perChannel', axis: 1, scales: [1, 1, 1, 1], zeroPoints: [0, 0, 0, 0] },
        }),
      ),
      ['I8C2004 fully-connected input is quantized per tensor; input 0 int8 [2, 4]   per channel'],
    ],
    [
      'weights without quantization',
      replaced(dense, constant(1, [3, 4], { quantization: null })),
      ['I8C2004 fully-connected weights is quantized; input 1 int8 [3, 4]'],
    ],
    [
      'several at once',
      {
        ...replaced(replaced(dense, tensor(0, [2, 4], { dtype: 'int16' })), tensor(3, [2, 3], { quantization: null })),
        inputs: [0, null],
      },
      [
        'I8C2004 fully-connected input is int8; input 0 int16 [2, 4]   scale 0.1   zero -3',
        'I8C2004 fully-connected weights is not optional; input 1 is omitted',
        'I8C2004 fully-connected output is quantized per tensor; output 0 int8 [2, 3]',
      ],
    ],
    [
      'another shape of the output',
      replaced(dense, tensor(3, [3, 2])),
      [
        'I8C2002 fully-connected output must have the shape that inputs and attributes make; the operator makes [2, 3], the model says [3, 2]; input    int8 [2, 4]   scale 0.1   zero -3; weights  int8 [3, 4]   scale 0.5   zero 0; bias     int32 [3]; output   int8 [3, 2]   scale 0.1   zero -3',
      ],
    ],
    [
      'no shape at all',
      { ...replaced(dense, tensor(0, [2, 3])), inputs: [0, 1, null] },
      [
        "I8C2002 fully-connected output must have the shape that inputs and attributes make; 6 input elements are not a multiple of the weights' depth 4; input    int8 [2, 3]   scale 0.1   zero -3; weights  int8 [3, 4]   scale 0.5   zero 0; output   int8 [2, 3]   scale 0.1   zero -3",
      ],
    ],
  ])('refuses %s', (_name, sketch, expected) => {
    expect(problems(sketch)).toEqual(expected);
  });

  it('says what to do about types and shapes', () => {
    const helps = [replaced(dense, tensor(0, [2, 4], { dtype: 'uint8' })), replaced(dense, tensor(3, [3, 2]))].flatMap(
      ({ tensors, op, inputs, attributes = {} }) =>
        verifyNodes(
          buildGraph({
            name: 'g',
            tensors,
            nodes: [{ id: 0, op, inputs, outputs: [3], attributes, origin }],
            inputs: [0],
            outputs: [],
            origin,
          }),
          'double',
        ).map(({ help }) => help),
    );
    expect(helps).toEqual([
      'convert the model with full-integer int8 quantization',
      'check the shapes where the model was made; the file may be damaged',
    ]);
  });
});

describe('shapes', () => {
  const shapeOf = (
    op: string,
    attributes: object,
    inputs: readonly Shape[],
    declared: Shape | null,
  ): Shape | string => {
    const operator = operators.find(({ kind }) => kind === op);
    if (operator === undefined) throw new Error(op);
    return inferredShape(
      operator,
      attributes as never,
      inputs.map((shape) => ({ shape })),
      declared ?? undefined,
    );
  };

  it.each<[string, object, readonly Shape[], Shape | null, Shape | string]>([
    [
      'fully-connected',
      { keepDimensions: false },
      [
        [2, 2, 4],
        [3, 4],
      ],
      null,
      [4, 3],
    ],
    [
      'fully-connected',
      { keepDimensions: true },
      [
        [2, 2, 4],
        [3, 4],
      ],
      null,
      [2, 2, 3],
    ],
    [
      'fully-connected',
      { keepDimensions: true },
      [
        [2, 8],
        [3, 4],
      ],
      null,
      "input [2, 8] does not end with the weights' depth 4",
    ],
    [
      'fully-connected',
      { keepDimensions: false },
      [
        [2, 3],
        [3, 4],
      ],
      null,
      "6 input elements are not a multiple of the weights' depth 4",
    ],
    [
      'fully-connected',
      { keepDimensions: false },
      [
        [2, 2, 4],
        [3, 4],
      ],
      [2, 2, 3],
      [2, 2, 3],
    ],
    [
      'fully-connected',
      { keepDimensions: true },
      [
        [2, 2, 4],
        [3, 4],
      ],
      [4, 3],
      [4, 3],
    ],
    [
      'fully-connected',
      { keepDimensions: false },
      [
        [2, 2, 4],
        [3, 4],
      ],
      [3, 4],
      [4, 3],
    ],
    [
      'fully-connected',
      { keepDimensions: false },
      [
        [2, 2, 4],
        [3, 4],
      ],
      [3, 3],
      [4, 3],
    ],
    [
      'concatenation',
      { axis: -1 },
      [
        [2, 1],
        [2, 5],
      ],
      null,
      [2, 6],
    ],
    [
      'concatenation',
      { axis: 1 },
      [
        [2, 1],
        [3, 1],
      ],
      null,
      '[3, 1] does not continue [2, 1] along axis 1',
    ],
    ['concatenation', { axis: 2 }, [[2, 1]], null, 'axis 2 is outside [2, 1]'],
    ['expand-dims', { axis: 3 }, [[2, 1]], null, 'axis 3 is outside [2, 1] with one dimension more'],
    ['squeeze', { axes: [0] }, [[2, 1]], null, 'axis 0 of [2, 1] is not a dimension of size 1'],
    ['transpose', { permutation: [0] }, [[2, 1]], null, '[0] does not name every dimension of [2, 1] once'],
    ['mean', { axes: [2], keepDimensions: false }, [[2, 1]], null, 'input [2, 1] has no dimension 2'],
    ['pad', { paddings: [[1, 2]] }, [[3]], null, [6]],
    ['pad', { paddings: [] }, [[3]], null, '0 pairs of paddings for input [3]'],
    ['reshape', { shape: [4, -1] }, [[6]], null, '6 elements do not fit shape [4, -1]'],
    ['reshape', { shape: [2, -1] }, [[6]], [6, 1], [6, 1]],
    ['reshape', { shape: [2, -1] }, [[6]], [7], [2, 3]],
    ['add', {}, [[2, 3], [4]], null, '[2, 3] and [4] do not broadcast: 3 against 4'],
    ['add', {}, [[3], [2, 1]], null, [2, 3]],
    ['add', {}, [[], [2, 1]], null, [2, 1]],
  ])('of %s %j from %j, declared %j: %j', (op, attributes, inputs, declared, expected) => {
    expect(shapeOf(op, attributes, inputs, declared)).toEqual(expected);
  });
});

describe('types', () => {
  it('must go together', () => {
    const bytes = (id: number): Tensor =>
      tensor(id, [2], { dtype: 'uint8', quantization: { kind: 'perTensor', scale: 0.5, zeroPoint: 128 } });
    const sketch = (from: Tensor, to: Tensor): Sketch => ({ op: 'quantize', tensors: [from, to], inputs: [0] });
    expect(problems(sketch(bytes(0), tensor(1, [2])))).toEqual([]);
    expect(problems(sketch(tensor(0, [2]), bytes(1)))).toEqual([]);
    expect(problems(sketch(bytes(0), bytes(1)))).toEqual([
      'I8C2007 quantize must have types that go together: input float32, output int8; input int8, output int8; ' +
        'input uint8, output int8; input int8, output uint8; ' +
        'input   uint8 [2]   scale 0.5   zero 128; output  uint8 [2]   scale 0.5   zero 128',
    ]);
    expect(problems(sketch({ ...bytes(0), quantization: null }, tensor(1, [2])))).toEqual([
      'I8C2004 quantize input is quantized per tensor; input 0 uint8 [2]',
    ]);
  });
});

describe('attributes', () => {
  const pool = {
    padding: 'valid',
    strides: [1, 1],
    filter: [1, 1],
    activation: 'none',
  };
  const pooling = (change: object): string[] =>
    problems({
      op: 'max-pool2d',
      attributes: { ...pool, ...change },
      tensors: [tensor(0, [1, 4, 4, 1]), tensor(1, [1, 4, 4, 1])],
      inputs: [0],
    });

  it('must have values that mean something', () => {
    expect(pooling({})).toEqual([]);
    expect(pooling({ strides: [0, 1] })).toEqual([
      'I8C2006 max-pool2d strides must be a list of 2, each item of it a whole number from 1 to 65535; strides [0,1]',
    ]);
    expect(pooling({ filter: [1, 1.5], padding: 'full' })).toEqual([
      'I8C2006 max-pool2d padding must be same or valid, or a list of 2, each item of it a list of 2, each item of it a whole number from 0 to 65535; padding "full"',
      'I8C2006 max-pool2d filter must be a list of 2, each item of it a whole number from 1 to 65535; filter [1,1.5]',
    ]);
    expect(pooling({ activation: undefined })).toEqual([
      'I8C2006 max-pool2d activation must be none, relu, relu-n1-to-1 or relu6; activation is not given',
    ]);
  });

  it('are checked before anything is made of them, for every operator', () => {
    for (const operator of operators) {
      for (const name of Object.keys(operator.attributes as object)) {
        const output = tensor(0, [1]);
        const seen = problems({
          op: operator.kind,
          attributes: { [name]: Number.NaN },
          tensors: [output],
          inputs: [0],
        });
        expect(seen.filter((line) => line.startsWith(`I8C2006 ${operator.kind} ${name} must be `))).toHaveLength(1);
      }
    }
  });
});
