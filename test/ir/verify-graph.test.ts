import { describe, expect, it } from 'vitest';
import { buildGraph } from '../../src/ir/builder.js';
import type { Node } from '../../src/ir/graph.js';
import type { Quantization, Tensor } from '../../src/ir/tensor.js';
import { verifyGraph } from '../../src/ir/verify-graph.js';

const origin = { kind: 'file', file: 'test' } as const;
const unit: Quantization = { kind: 'perTensor', scale: 1, zeroPoint: 0 };

function tensor(id: number, change: Partial<Tensor> = {}): Tensor {
  return { id, name: `t${id}`, dtype: 'int8', shape: [1, 4], quantization: unit, data: null, origin, ...change };
}

function relu(id: number, from: number, to: number): Node {
  return { id, op: 'relu', inputs: [from], outputs: [to], attributes: {}, origin };
}

interface Change {
  readonly tensors?: readonly Tensor[];
  readonly nodes?: readonly Node[];
  readonly inputs?: readonly number[];
  readonly outputs?: readonly number[];
}

function codes({ tensors = [tensor(0), tensor(1)], nodes = [relu(0, 0, 1)], inputs = [0], outputs = [1] }: Change = {}): string[] {
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
