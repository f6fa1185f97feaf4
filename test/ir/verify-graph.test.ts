import { describe, expect, it } from 'vitest';
import { buildGraph, type NodeParts } from '../../src/ir/builder.js';
import type { Quantization, Tensor } from '../../src/ir/tensor.js';
import { verifyGraph } from '../../src/ir/verify-graph.js';

const origin = { kind: 'file', file: 'test' } as const;
const unit: Quantization = { kind: 'perTensor', scale: 1, zeroPoint: 0 };

function tensor(id: number, change: Partial<Tensor> = {}): Tensor {
  return { id, name: `t${id}`, dtype: 'int8', shape: [1, 4], quantization: unit, data: null, origin, ...change };
}

function relu(id: number, from: number, to: number): NodeParts {
  return { id, op: 'relu', inputs: [from], outputs: [to], attributes: {}, origin };
}

interface Change {
  readonly tensors?: readonly Tensor[];
  readonly nodes?: readonly NodeParts[];
  readonly inputs?: readonly number[];
  readonly outputs?: readonly number[];
}

function codes({
  tensors = [tensor(0), tensor(1)],
  nodes = [relu(0, 0, 1)],
  inputs = [0],
  outputs = [1],
}: Change = {}): string[] {
  return verifyGraph(buildGraph({ name: 'g', tensors, nodes, inputs, outputs, origin })).map(({ code }) => code);
}

function withFirst(change: Partial<Tensor>): Change {
  return { tensors: [tensor(0, change), tensor(1)] };
}

describe('verifyGraph', () => {
  it('accepts a sound graph', () => {
    expect(codes()).toEqual([]);
  });

  it.each<[string, Change]>([
    ['I8C3001', withFirst({ shape: [1, 0] })],
    ['I8C3002', withFirst({ shape: [2 ** 20, 2 ** 20] })],
    ['I8C3003', { tensors: [tensor(0), tensor(1), tensor(2, { data: new Uint8Array(3) })] }],
    ['I8C3004', withFirst({ quantization: { kind: 'perTensor', scale: 0, zeroPoint: 0 } })],
    ['I8C3004', withFirst({ quantization: { kind: 'perTensor', scale: Number.NaN, zeroPoint: 0 } })],
    ['I8C3005', withFirst({ quantization: { kind: 'perTensor', scale: 1, zeroPoint: 128 } })],
    ['I8C3006', withFirst({ quantization: { kind: 'perChannel', axis: 1, scales: [1, 1], zeroPoints: [0, 0] } })],
    ['I8C3007', { outputs: [7] }],
    ['I8C3008', { nodes: [relu(0, 1, 0)], inputs: [], outputs: [0] }],
    ['I8C3009', { nodes: [relu(0, 0, 1), relu(1, 0, 1)] }],
    ['I8C3010', { tensors: [tensor(0, { data: new Uint8Array(4) }), tensor(1)] }],
    ['I8C3011', { outputs: [] }],
  ])('finds %s', (code, change) => {
    expect(codes(change)).toContain(code);
  });
});

const scaled = (scale: number): Quantization => ({ kind: 'perTensor', scale, zeroPoint: 0 });
const centred = (zeroPoint: number): Quantization => ({ kind: 'perTensor', scale: 1, zeroPoint });
const channels = (scales: readonly number[], zeroPoints: readonly number[], axis = 1): Quantization => ({
  kind: 'perChannel',
  axis,
  scales,
  zeroPoints,
});

/** Limits from both sides: what is still accepted, and the first that is not. */
const limits: readonly (readonly [what: string, code: string | null, change: Partial<Tensor>])[] = [
  ['one element', null, { shape: [1] }],
  ['a scalar', null, { shape: [] }],
  ['no element', 'I8C3001', { shape: [0] }],
  ['a negative dimension', 'I8C3001', { shape: [4, -1] }],
  ['half a dimension', 'I8C3001', { shape: [1.5] }],
  ['2^28 elements', null, { shape: [2 ** 14, 2 ** 14] }],
  ['2^28 + 1 elements', 'I8C3002', { shape: [2 ** 28 + 1] }],
  ['as many bytes as the shape says', 'I8C3010', { data: new Uint8Array(4) }],
  ['a byte more', 'I8C3003', { data: new Uint8Array(5) }],
  ['a byte less', 'I8C3003', { data: new Uint8Array(3) }],
  ['no quantization', null, { quantization: null }],
  ['the smallest normal scale', null, { quantization: scaled(2 ** -126) }],
  ['a scale below it', 'I8C3004', { quantization: scaled(2 ** -126 * (1 - 2 ** -24)) }],
  ['a negative scale', 'I8C3004', { quantization: scaled(-1) }],
  ['an infinite scale', 'I8C3004', { quantization: scaled(Number.POSITIVE_INFINITY) }],
  ['a scale that is no number', 'I8C3004', { quantization: scaled(Number.NaN) }],
  ['the second of two scales 0', 'I8C3004', { shape: [1, 2], quantization: channels([1, 0], [0, 0]) }],
  ['half a zero point', 'I8C3005', { quantization: centred(0.5) }],
  [
    'the second of two zero points out of range',
    'I8C3005',
    { shape: [1, 2], quantization: channels([1, 1], [0, 200]) },
  ],
  ['a scale for each channel', null, { shape: [1, 2], quantization: channels([1, 1], [0, 0]) }],
  ['a scale too many', 'I8C3006', { shape: [1, 2], quantization: channels([1, 1, 1], [0, 0, 0]) }],
  ['a zero point too few', 'I8C3006', { shape: [1, 2], quantization: channels([1, 1], [0]) }],
  ['an axis that is not there', 'I8C3006', { shape: [1, 2], quantization: channels([1, 1], [0, 0], 2) }],
];

const zeroPointRanges = [
  ['int8', -128, 127],
  ['uint8', 0, 255],
  ['int4', -8, 7],
  ['int16', -32768, 32767],
  ['int32', -(2 ** 31), 2 ** 31 - 1],
] as const;

describe('verifyGraph at its limits', () => {
  it.each(limits)('%s: %s', (_what, code, change) => {
    expect(codes(withFirst(change))).toEqual(
      code === null ? [] : [code, ...(change.data === undefined || code === 'I8C3010' ? [] : ['I8C3010'])],
    );
  });

  it.each(zeroPointRanges)('zero points of %s from %s to %s', (dtype, low, high) => {
    const seen = [low - 1, low, high, high + 1].map((zeroPoint) =>
      codes(withFirst({ dtype, quantization: centred(zeroPoint) })),
    );
    expect(seen).toEqual([['I8C3005'], [], [], ['I8C3005']]);
  });

  it.each<[string, readonly string[], Change]>([
    ['an omitted input', [], { nodes: [{ ...relu(0, 0, 1), inputs: [0, null] }] }],
    [
      'a constant that a node reads',
      [],
      {
        tensors: [tensor(0), tensor(1), tensor(2, { data: new Uint8Array(4) })],
        nodes: [{ ...relu(0, 0, 1), inputs: [0, 2] }],
      },
    ],
    ['an input that is no tensor', ['I8C3008'], { nodes: [{ ...relu(0, 0, 1), inputs: [0, 9] }] }],
    [
      'an input of the model that is no tensor',
      ['I8C3008', 'I8C3010'],
      { nodes: [{ ...relu(0, 0, 1), inputs: [0, 9] }], inputs: [0, 9] },
    ],
    ['an output that is no tensor', ['I8C3009'], { nodes: [{ ...relu(0, 0, 1), outputs: [1, 9] }] }],
    [
      'a node that writes a constant',
      ['I8C3009'],
      {
        tensors: [tensor(0), tensor(1), tensor(2, { data: new Uint8Array(4) })],
        nodes: [{ ...relu(0, 0, 1), outputs: [1, 2] }],
      },
    ],
    [
      'an output of the model that is a constant',
      ['I8C3007'],
      { tensors: [tensor(0), tensor(1), tensor(2, { data: new Uint8Array(4) })], outputs: [1, 2] },
    ],
    [
      'an output of the model that nothing makes',
      ['I8C3007'],
      { tensors: [tensor(0), tensor(1), tensor(2)], outputs: [1, 2] },
    ],
    ['no input', ['I8C3011'], { tensors: [tensor(0, { data: new Uint8Array(4) }), tensor(1)], inputs: [] }],
    [
      'a node after the one that it needs',
      [],
      { tensors: [tensor(0), tensor(1), tensor(2)], nodes: [relu(0, 0, 1), relu(1, 1, 2)], outputs: [2] },
    ],
    [
      'a node before the one that it needs',
      ['I8C3008'],
      { tensors: [tensor(0), tensor(1), tensor(2)], nodes: [relu(0, 1, 2), relu(1, 0, 1)], outputs: [2] },
    ],
  ])('%s: %s', (_what, expected, change) => {
    expect(codes(change)).toEqual(expected);
  });

  it('says what was seen and what is needed', () => {
    const bad: Change = {
      tensors: [
        tensor(0, { shape: [1, 0] }),
        tensor(1, { shape: [2 ** 28 + 1] }),
        tensor(2, { data: new Uint8Array(3), dtype: 'int32', shape: [2, 3] }),
        tensor(3, { shape: [1, 2], quantization: channels([1, 0], [0, 0]) }),
        tensor(4, { dtype: 'uint8', quantization: centred(-1) }),
        tensor(5, { quantization: channels([1, 1], [0, 0]) }),
      ],
      nodes: [relu(0, 7, 1), relu(1, 1, 2)],
      inputs: [2],
      outputs: [],
    };
    const lines = verifyGraph(buildGraph({ name: 'g', origin, ...(bad as Required<Change>) })).map(
      ({ code, message, details }) => `${code} ${message}: ${details?.join('; ')}`,
    );
    expect(lines).toMatchInlineSnapshot(`
      [
        "I8C3001 every dimension of a tensor must be at least 1: shape [1, 0]",
        "I8C3002 a tensor must have at most 268435456 elements: shape [268435457]",
        "I8C3003 a constant must have as many bytes as its shape says: int32 [2, 3] needs 24 bytes, the file has 3",
        "I8C3004 scales must be positive, normal float32 numbers: scale 0 at channel 1",
        "I8C3005 zero points of uint8 must be whole numbers from 0 to 255: zero point -1 at channel 0",
        "I8C3006 per-channel quantization must have one scale and one zero point for every index of its axis: 2 scales, 2 zero points, axis 1 of shape [1, 4]",
        "I8C3008 every input of an operator must be an input of the model, a constant, or made by an earlier operator: tensor 7 is not there yet",
        "I8C3009 every tensor must be made once: tensor 2 is made again",
        "I8C3010 inputs of the model must not be constants: tensor 2",
        "I8C3011 a model must have at least one input and one output: 1 inputs, 0 outputs",
      ]
    `);
  });
});
