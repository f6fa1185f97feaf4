import { describe, expect, it } from 'vitest';
import { buildGraph } from '../../src/ir/builder.js';
import type { Tensor } from '../../src/ir/tensor.js';
import { kernelNamed, kernelsOf } from '../../src/kernels/registry.js';
import { arithmeticOf } from '../../src/operators/choose-arithmetic.js';
import { addInt8 } from '../../src/operators/elementwise/add.js';
import { concatenationBytes } from '../../src/operators/movement/concatenation.js';
import { inputPort } from '../../src/operators/operator.js';
import { prepareGraph } from '../../src/operators/prepare-graph.js';
import { operatorOf, operators } from '../../src/operators/registry.js';
import {
  biasValues,
  dimension,
  int8Constant,
  scaleAndZeroPoint,
  weightScales,
  weightZeroPoints,
} from '../../src/operators/tensor-access.js';
import { sketchNode, sketchSite } from '../support/operator-node.js';

/**
 * What the verifier has ruled out is a fault of int8c where it happens all the same, and is thrown instead of being
 * computed with.
 */

const origin = { kind: 'file', file: 'test' } as const;
const plain: Tensor = { id: 0, name: 'plain', dtype: 'int8', shape: [2], quantization: null, data: null, origin };
const perTensor: Tensor = { ...plain, quantization: { kind: 'perTensor', scale: 0.5, zeroPoint: 3 } };
const perChannel: Tensor = {
  ...plain,
  quantization: { kind: 'perChannel', axis: 0, scales: [1, 2], zeroPoints: [0, 5] },
};
const bytes = { ...plain, data: Uint8Array.of(255, 1, 9).subarray(0, 2) };
describe('what tensors are asked for', () => {
  it('is there', () => {
    expect(scaleAndZeroPoint(perTensor)).toMatchObject({ scale: 0.5, zeroPoint: 3 });
    expect([weightScales(perTensor), weightScales(perChannel)]).toEqual([[0.5], [1, 2]]);
    expect([weightZeroPoints(perTensor), weightZeroPoints(perChannel), weightZeroPoints(plain)]).toEqual([
      [3],
      [0, 5],
      [],
    ]);
    expect([...int8Constant(bytes)]).toEqual([-1, 1]);
    const two = { ...plain, dtype: 'int32', data: Uint8Array.of(1, 0, 0, 0, 254, 255, 255, 255) } as const;
    expect([...biasValues(two, 2)]).toEqual([1, -2]);
    expect([...biasValues(null, 3)]).toEqual([0, 0, 0]);
    expect(dimension([7, 8], 1)).toBe(8);
  });

  it.each<[string, () => unknown]>([
    ['plain is not quantized per tensor', () => scaleAndZeroPoint(plain)],
    ['plain is not quantized per tensor', () => scaleAndZeroPoint(perChannel)],
    ['weights plain are not quantized', () => weightScales(plain)],
    ['plain is not an int8 constant', () => int8Constant(plain)],
    ['plain is not an int8 constant', () => int8Constant({ ...bytes, dtype: 'uint8' })],
    ['bias plain is not constant', () => biasValues(plain, 2)],
    ['no dimension 2 in [7, 8]', () => dimension([7, 8], 2)],
  ])('is missed as a fault: %s', (message, ask) => {
    expect(ask).toThrow(`int8c bug: ${message}`);
  });
});

describe('what operators are asked for', () => {
  it('is there: the port of every input, the last again where it repeats', () => {
    const named = (kind: string, index: number): string => inputPort(operatorOf({ op: kind }), index).name;
    expect([0, 1, 2].map((index) => named('conv2d', index))).toEqual(['input', 'weights', 'bias']);
    expect([0, 1, 9].map((index) => named('concatenation', index))).toEqual(['inputs', 'inputs', 'inputs']);
  });

  it('is missed as a fault', () => {
    expect(() => operatorOf({ op: 'toString' })).toThrow('int8c bug: no operator toString');
    expect(() => operatorOf({ op: '' })).toThrow('int8c bug: no operator ');
    const [first] = operators;
    if (first === undefined) throw new Error('no operators');
    expect(() => inputPort({ ...first, kind: 'blind', inputs: {} }, 0)).toThrow('int8c bug: blind has no inputs');
  });

  it('of a node is an arithmetic for its types, which has kernels', () => {
    const { node, tensors } = sketchNode('dequantize', {
      attributes: {},
      inputs: [{ dtype: 'float32', shape: [1] }],
      output: { dtype: 'float32', shape: [1] },
    });
    expect(() => arithmeticOf(node, tensors)).toThrow('int8c bug: dequantize has no arithmetic for the types');
    expect(() => kernelsOf({ ...addInt8 })).toThrow('int8c bug: no kernels for add of int8');
    expect(() => kernelNamed(addInt8, 'magic')).toThrow('int8c bug: add has no kernel magic');
  });

  it('of a concatenation is an axis', () => {
    const site = sketchSite(concatenationBytes, {
      attributes: { axis: 2, activation: 'none' },
      inputs: [{ shape: [1] }],
      output: { shape: [1] },
    });
    expect(() => concatenationBytes.prepare(site)).toThrow('int8c bug: concatenation without an axis');
  });

  it('of a prepared graph is one of its nodes', () => {
    const { node } = sketchNode('relu6', { attributes: {}, inputs: [{ shape: [1] }], output: { shape: [1] } });
    const graph = buildGraph({ name: 'empty', tensors: [], nodes: [], inputs: [], outputs: [], origin });
    expect(() => prepareGraph(graph, 'double').of(node)).toThrow('int8c bug: node 0, relu6, was not prepared');
  });
});
