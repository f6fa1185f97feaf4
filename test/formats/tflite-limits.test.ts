import { describe, expect, test } from 'vitest';
import { checkHeader } from '../../src/formats/tflite/file-checks.js';
import { largestSize } from '../../src/operators/attribute.js';
import { maxElements, maxFindings, maxListed, maxRank } from '../../src/formats/tflite/limits.js';
import { typeCodeOf } from '../../src/formats/tflite/names.js';
import type { Graph } from '../../src/ir/graph.js';
import type { OperatorAttributes, OperatorKind } from '../../src/operators/registry.js';
import { afterEdit, complaints, editedFile, set, type Edit } from '../support/tflite-edit.js';
import { sketchGraph } from '../support/tflite-graphs.js';

/** Every bound of the reader from both sides: the last value that is read, and the first that is not. */

function codesOf(complaint: string): string {
  return [...new Set(complaint.match(/I8C\d{4}/g) ?? [])].join(' ');
}

function ofConvolution(edit: Edit): string {
  return codesOf(afterEdit(edit));
}

function ofGraph(graph: Graph, edit: Edit): string {
  return codesOf(complaints(editedFile(graph, edit)));
}

/** One operator from an input of one shape to an output of another. */
function single<K extends OperatorKind>(
  op: K,
  attributes: OperatorAttributes[K],
  from: readonly number[],
  to: readonly number[],
): Graph {
  const sketch = sketchGraph();
  const input = sketch.value(from);
  const output = sketch.node(op, attributes, [input], sketch.value(to));
  return sketch.finish('single', [input], [output]);
}

const ints = (values: readonly number[]): Uint8Array => new Uint8Array(Int32Array.from(values).buffer);
const longs = (values: readonly bigint[]): Uint8Array => new Uint8Array(BigInt64Array.from(values).buffer);
const ones = (count: number): number[] => new Array<number>(count).fill(1);

/** Replaces the parameter, tensor 2 in buffer 1, of an operator with one. */
function parameter(values: readonly number[], type: 'int32' | 'int64' = 'int32'): Edit {
  const data = type === 'int32' ? ints(values) : longs(values.map(BigInt));
  return (model, main) => {
    set(
      main.tensors.find(({ name }) => typeof name === 'string' && name.startsWith('parameter')),
      { shape: [values.length], type: typeCodeOf(type) },
    );
    set(
      model.buffers.find(({ data: bytes }) => bytes instanceof Uint8Array),
      { data },
    );
  };
}

const options =
  (values: object): Edit =>
  (_, main) =>
    set(main.operators[0]?.['builtinOptions'] as object, values);
const tensor =
  (index: number, values: object): Edit =>
  (_, main) =>
    set(main.tensors[index], values);
const quantized = (dtype: 'int8' | 'uint8' | 'int16' | 'int32' | 'int64' | 'int4', zeroPoint: number): Edit =>
  tensor(3, { type: typeCodeOf(dtype), quantization: { scale: [1], zeroPoint: [zeroPoint] } });

describe('shapes', () => {
  test.each([
    [maxRank, ''],
    [maxRank + 1, 'I8C1203'],
  ])('of %s dimensions', (rank, codes) => {
    expect(ofConvolution(tensor(0, { shape: ones(rank) }))).toBe(codes);
  });

  test.each<[readonly number[], string]>([
    [[maxElements], ''],
    [[2 ** 16, 2 ** 15], 'I8C1203'],
    [[1, 1], ''],
    [[1, 0], 'I8C1203'],
    [[], ''],
  ])('%j', (shape, codes) => {
    expect(ofConvolution(tensor(0, { shape }))).toBe(codes);
  });

  test.each<[readonly number[], readonly number[], string]>([
    [[1, 4], [-1, 4], ''],
    [[2, 4], [-1, 4], 'I8C1202'],
    [[1, 4], [1, -1], 'I8C1202'],
    [[1, 1], [1, -1], 'I8C1202'],
    [[1, 4], [1, 4], ''],
    [[1, 4], [], ''],
  ])('%j with signature %j', (shape, shapeSignature, codes) => {
    expect(ofConvolution(tensor(0, { shape, shapeSignature }))).toBe(codes);
  });
});

describe('data of constants', () => {
  test.each([
    [53, 'I8C3003'],
    [54, ''],
    [55, 'I8C3003'],
  ])('%s bytes for 54', (length, codes) => {
    expect(ofConvolution((model) => set(model.buffers[1], { data: new Uint8Array(length) }))).toBe(codes);
  });

  test.each([
    [1, 54, ''],
    [2, 54, 'I8C1108'],
    [2, 0, ''],
    [0, 54, ''],
    [2, 1, 'I8C1108'],
  ])('at offset %s with %s bytes outside', (offset, size, codes) => {
    expect(ofConvolution((model) => set(model.buffers[1], { offset, size }))).toBe(codes);
  });
});

describe('references', () => {
  test.each<[string, Edit, string]>([
    ['the last buffer', tensor(1, { buffer: 1 }), ''],
    ['a buffer past the last', tensor(1, { buffer: 3 }), 'I8C1005'],
    ['an operator code past the last', (_, main) => set(main.operators[0], { opcodeIndex: 1 }), 'I8C1005'],
    ['a tensor past the last', (_, main) => set(main.operators[0], { inputs: [0, 1, 4] }), 'I8C1005'],
    ['tensor -1, an omitted input', (_, main) => set(main.operators[0], { inputs: [0, 1, -1] }), ''],
    ['tensor -2', (_, main) => set(main.operators[0], { inputs: [0, 1, -2] }), 'I8C1005'],
    ['tensor -1 as an output', (_, main) => set(main.operators[0], { outputs: [-1] }), 'I8C1005'],
    ['tensor -1 as an input of the model', (_, main) => set(main, { inputs: [-1] }), 'I8C1005'],
    ['tensor 4 as an input of the model', (_, main) => set(main, { inputs: [4] }), 'I8C1005'],
    ['tensor 4 as an output of the model', (_, main) => set(main, { outputs: [4] }), 'I8C1005'],
  ])('to %s', (_name, edit, codes) => {
    expect(ofConvolution(edit)).toBe(codes);
  });

  test.each([
    [[0, 1], ''],
    [[0], 'I8C1301'],
    [[0, 1, 2], ''],
    [[0, 1, 2, -1], 'I8C1301'],
    [[-1, 1], 'I8C1301'],
    [[0, -1], 'I8C1301'],
  ])('of a convolution: inputs %j', (inputs, codes) => {
    expect(ofConvolution((_, main) => set(main.operators[0], { inputs }))).toBe(codes);
  });
});

describe('quantization', () => {
  test.each([
    ['int8', -128, 127],
    ['int32', -(2 ** 31), 2 ** 31 - 1],
    ['int64', Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
    ['int4', -8, 7],
  ] as const)('zero points of %s from %s to %s', (dtype, low, high) => {
    expect([ofConvolution(quantized(dtype, low)), ofConvolution(quantized(dtype, high))]).toEqual(['', '']);
    if (dtype !== 'int64')
      expect([ofConvolution(quantized(dtype, low - 1)), ofConvolution(quantized(dtype, high + 1))]).toEqual([
        'I8C3005',
        'I8C3005',
      ]);
  });

  test.each([
    [2 ** -126, ''],
    [2 ** -126 * (1 - 2 ** -23), 'I8C3004'],
    [Math.fround(3e38), ''],
    [-(2 ** -126), 'I8C3004'],
  ])('scale %s', (scale, codes) => {
    expect(ofConvolution(tensor(0, { quantization: { scale: [scale], zeroPoint: [0] } }))).toBe(codes);
  });

  test.each<[object, string]>([
    [{ scale: [1, 1, 1], zeroPoint: [0, 0, 0], quantizedDimension: 0 }, ''],
    [{ scale: [1, 1], zeroPoint: [0, 0], quantizedDimension: 3 }, ''],
    [{ scale: [1, 1], zeroPoint: [0, 0], quantizedDimension: 0 }, 'I8C3006'],
    [{ scale: [1, 1, 1], zeroPoint: [0, 0], quantizedDimension: 0 }, 'I8C3006'],
    [{ scale: [1, 1, 1], zeroPoint: [0, 0, 0], quantizedDimension: 4 }, 'I8C3006'],
    [{ scale: [1], zeroPoint: [0], quantizedDimension: 9 }, ''],
    [{ scale: [1], zeroPoint: [0, 0] }, 'I8C3006'],
    [{ scale: [], zeroPoint: [] }, ''],
    [{ scale: [], zeroPoint: [], detailsType: 1 }, 'I8C1209'],
    [{ scale: [1, 1, 0], zeroPoint: [0, 0, 0] }, 'I8C3004'],
    [{ scale: [1, 1, 1], zeroPoint: [0, 0, 128] }, 'I8C3005'],
  ])('%j of weights [3, 3, 3, 2]', (quantization, codes) => {
    expect(ofConvolution(tensor(1, { quantization }))).toBe(codes);
  });
});

describe('options', () => {
  test.each(['strideHeight', 'strideWidth', 'dilationHeight', 'dilationWidth'])('%s', (name) => {
    expect([0, 1, largestSize, largestSize + 1].map((size) => ofConvolution(options({ [name]: size })))).toEqual([
      'I8C1305',
      '',
      '',
      'I8C1305',
    ]);
  });

  test('padding and fused activation', () => {
    expect([-1, 0, 1, 2].map((padding) => ofConvolution(options({ padding })))).toEqual(['I8C1305', '', '', 'I8C1305']);
    expect([-1, 0, 1, 2, 3, 4, 5].map((activation) => ofConvolution(options({ activation })))).toEqual([
      'I8C1304',
      '',
      '',
      '',
      '',
      'I8C1304',
      'I8C1304',
    ]);
  });

  test('the axis of a concatenation', () => {
    const graph = single('concatenation', { axis: 0, activation: 'none' }, [2, 3], [2, 3]);
    expect([-3, -2, -1, 0, 1, 2].map((axis) => ofGraph(graph, options({ axis })))).toEqual([
      'I8C1305',
      '',
      '',
      '',
      '',
      'I8C1305',
    ]);
  });

  test('the beta of a softmax', () => {
    const graph = single('softmax', { beta: 1 }, [1, 3], [1, 3]);
    const betas = [0, -1, 2 ** -149, 3e38, Number.POSITIVE_INFINITY, Number.NaN];
    expect(betas.map((beta) => ofGraph(graph, options({ beta })))).toEqual([
      'I8C1305',
      'I8C1305',
      '',
      '',
      'I8C1305',
      'I8C1305',
    ]);
  });

  test('the dimensions that a squeeze removes', () => {
    const graph = single('squeeze', { axes: [0] }, ones(8), ones(7));
    expect([8, 9].map((count) => ofGraph(graph, options({ squeezeDimensions: ones(count) })))).toEqual(['', 'I8C1305']);
  });

  test('the new shape of a reshape, in options and as an input', () => {
    const graph = single('reshape', { shape: [2, 2] }, [4], [2, 2]);
    const shapes = [[4], [-1], [2, -1], [-1, -1], [0, 4], [-2, 2], ones(8), ones(9)];
    const expected = ['', '', '', 'bad', 'bad', 'bad', '', 'bad'];
    expect(shapes.map((shape) => ofGraph(graph, parameter(shape)))).toEqual(
      expected.map((code) => (code === '' ? '' : 'I8C1303')),
    );
    const inOptions =
      (shape: readonly number[]): Edit =>
      (_, main) =>
        set(main.operators[0], { inputs: [0], builtinOptionsType: 17, builtinOptions: { newShape: shape } });
    expect(shapes.map((shape) => ofGraph(graph, inOptions(shape)))).toEqual(
      expected.map((code) => (code === '' ? '' : 'I8C1305')),
    );
  });
});

describe('parameters', () => {
  test('have as many elements as the largest rank has paddings', () => {
    const graph = single('pad', { paddings: ones(8).map(() => [0, 0] as const), value: null }, ones(8), ones(8));
    const zeros = (count: number): number[] => new Array<number>(count).fill(0);
    expect([14, 15, 16, 17].map((count) => ofGraph(graph, parameter(zeros(count))))).toEqual([
      'I8C1303',
      'I8C1303',
      '',
      'I8C1303',
    ]);
    expect(complaints(editedFile(graph, parameter(zeros(17))))).toContain('17 elements; at most 16 have a meaning');
    expect(complaints(editedFile(graph, parameter(zeros(15))))).not.toContain('at most 16');
  });

  test('fit 32 bits', () => {
    const graph = single('mean', { axes: [0], keepDimensions: true }, [1, 4], [1, 4]);
    const largest = 2 ** 31 - 1;
    expect(
      [largest, -largest, largest + 1, -largest - 1].map((axis) => ofGraph(graph, parameter([axis], 'int64'))),
    ).toEqual(['', '', 'I8C1303', 'I8C1303']);
    expect([8, 9].map((count) => ofGraph(graph, parameter(ones(count))))).toEqual(['', 'I8C1303']);
  });

  test('are what their operator needs', () => {
    const expand = single('expand-dims', { axis: 0 }, [4], [1, 4]);
    expect([[0], [0, 0]].map((values) => ofGraph(expand, parameter(values)))).toEqual(['', 'I8C1303']);
    const transpose = single('transpose', { permutation: [1, 0] }, [2, 3], [3, 2]);
    expect(
      [
        [1, 0],
        [0, 1],
        [1, 1],
        [2, 0],
        [-1, 0],
        [1, 2],
      ].map((values) => ofGraph(transpose, parameter(values))),
    ).toEqual(['', '', 'I8C1303', 'I8C1303', 'I8C1303', 'I8C1303']);
    const resize = single(
      'resize-nearest-neighbor',
      { outputSize: [2, 2], alignCorners: false, halfPixelCenters: false },
      [1, 1, 1, 1],
      [1, 2, 2, 1],
    );
    expect([[1, 1], [0, 1], [1, 0], [1], [1, 1, 1]].map((values) => ofGraph(resize, parameter(values)))).toEqual([
      '',
      'I8C1303',
      'I8C1303',
      'I8C1303',
      'I8C1303',
    ]);
    const pad = single('pad', { paddings: [[0, 0]], value: null }, [4], [4]);
    expect([[0, 1], [0, -1], [-1, 0], [0], [0, 0, 0]].map((values) => ofGraph(pad, parameter(values)))).toEqual([
      '',
      'I8C1303',
      'I8C1303',
      'I8C1303',
      'I8C1303',
    ]);
  });
});

describe('reports', () => {
  test('hold so many findings and then count', () => {
    const broken =
      (count: number): Edit =>
      (_, main) =>
        set(main, { operators: Array.from({ length: count }, () => ({ inputs: [50], outputs: [3] })) });
    const counted = (count: number): string => afterEdit(broken(count));
    expect(counted(maxFindings).match(/error\[/g)).toHaveLength(maxFindings);
    expect(counted(maxFindings)).not.toContain('I8C1007');
    expect(counted(maxFindings + 1).match(/error\[/g)).toHaveLength(maxFindings);
    expect(counted(maxFindings + 1)).toContain('note[I8C1007]: 1 further findings');
  });

  test('list so many tensors and then count', () => {
    const graph = (count: number): string => {
      const sketch = sketchGraph();
      const inputs = Array.from({ length: count }, () => sketch.value([1]));
      const output = sketch.node('concatenation', { axis: 0, activation: 'none' }, inputs, sketch.value([count]));
      const edit: Edit = (_, main) => {
        for (const item of main.tensors.slice(0, count)) set(item, { isVariable: true });
      };
      return complaints(editedFile(sketch.finish('many', inputs, [output]), edit));
    };
    expect(graph(maxListed)).toContain(`tensor ${maxListed - 1} "tensor/${maxListed - 1}"`);
    expect(graph(maxListed)).not.toContain('more tensors');
    expect(graph(maxListed + 1)).not.toContain(`tensor ${maxListed} "tensor/${maxListed}"`);
    expect(graph(maxListed + 1)).toContain('and 1 more tensors');
  });
});

describe('files', () => {
  /** Bytes that say they are as many. */
  function claiming(length: number): Uint8Array {
    const bytes = Uint8Array.of(0, 0, 0, 0, 0x54, 0x46, 0x4c, 0x33);
    Object.defineProperty(bytes, 'length', { value: length });
    return bytes;
  }

  test.each([
    [7, 'I8C1001'],
    [8, null],
    [2 ** 31 - 1, null],
    [2 ** 31, 'I8C1004'],
  ])('of %s bytes', (length, code) => {
    expect(checkHeader(claiming(length), 'f')?.code ?? null).toBe(code);
  });
});
