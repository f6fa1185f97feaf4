import { describe, expect, it } from 'vitest';
import type { Node } from '../../src/ir/graph.js';
import type { Tensor } from '../../src/ir/tensor.js';
import { prepareConcatenation } from '../../src/operators/movement/concatenation.js';
import { portOf, type ReferenceRun } from '../../src/operators/operator.js';
import { quantizeReal, quantizeRescale } from '../../src/kernels/portable/quantization.js';
import { prepareQuantize } from '../../src/operators/quantization/quantize.js';
import { operatorOf, operators } from '../../src/operators/registry.js';
import {
  biasValues,
  dimension,
  int8Constant,
  int8Input,
  int8Output,
  runInput,
  runOutput,
  scaleAndZeroPoint,
  weightScales,
  weightZeroPoints,
} from '../../src/operators/tensor-access.js';
import { sketchNode } from '../support/operator-node.js';

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
const node: Node = { id: 0, op: 'conv2d', inputs: [0, 0, 0], outputs: [0], attributes: {}, origin };
const context = (tensor: Tensor) => ({ tensors: new Map([[0, tensor]]), rounding: 'double' }) as const;
const real = { shape: [1], values: new Float32Array(1) };
const whole = { shape: [1], values: new Int8Array(1) };
const run = (inputs: ReferenceRun['inputs'], outputs: ReferenceRun['outputs']): ReferenceRun => ({
  inputs,
  outputs,
  rounding: 'double',
});

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
    expect([
      ...biasValues(
        node,
        context({ ...plain, dtype: 'int32', data: Uint8Array.of(1, 0, 0, 0, 254, 255, 255, 255) }),
        2,
        2,
      ),
    ]).toEqual([1, -2]);
    expect([...biasValues({ ...node, inputs: [0, 0] }, context(plain), 2, 3)]).toEqual([0, 0, 0]);
    expect(runInput(run([whole], []), 0)).toBe(whole);
    expect(runOutput(run([], [real]))).toBe(real);
    expect(int8Input(run([real, whole], []), 1)).toBe(whole.values);
    expect(int8Output(run([], [whole]))).toBe(whole.values);
    expect(dimension([7, 8], 1)).toBe(8);
  });

  it.each<[string, () => unknown]>([
    ['plain is not quantized per tensor', () => scaleAndZeroPoint(plain)],
    ['plain is not quantized per tensor', () => scaleAndZeroPoint(perChannel)],
    ['weights plain are not quantized', () => weightScales(plain)],
    ['plain is not an int8 constant', () => int8Constant(plain)],
    ['plain is not an int8 constant', () => int8Constant({ ...bytes, dtype: 'uint8' })],
    ['bias plain is not constant', () => biasValues(node, context(plain), 2, 2)],
    ['no value for input 0', () => runInput(run([], []), 0)],
    ['no value for input 1', () => runInput(run([whole, null], []), 1)],
    ['no value for output 0', () => runOutput(run([], []))],
    ['input 0 is not int8', () => int8Input(run([real], []), 0)],
    ['the output is not int8', () => int8Output(run([], [real]))],
    ['no dimension 2 in [7, 8]', () => dimension([7, 8], 2)],
  ])('is missed as a fault: %s', (message, ask) => {
    expect(ask).toThrow(`int8c bug: ${message}`);
  });
});

describe('what operators are asked for', () => {
  it('is there: the port of every input, the last again where it repeats', () => {
    const named = (kind: string, index: number): string => portOf(operatorOf({ op: kind }), index).name;
    expect([0, 1, 2].map((index) => named('conv2d', index))).toEqual(['input', 'weights', 'bias']);
    expect([0, 1, 9].map((index) => named('concatenation', index))).toEqual(['inputs', 'inputs', 'inputs']);
  });

  it('is missed as a fault', () => {
    expect(() => operatorOf({ op: 'toString' })).toThrow('int8c bug: no operator toString');
    expect(() => operatorOf({ op: '' })).toThrow('int8c bug: no operator ');
    const [first] = operators;
    if (first === undefined) throw new Error('no operators');
    expect(() => portOf({ ...first, kind: 'blind', inputs: [] }, 0)).toThrow('int8c bug: blind has no inputs');
  });

  it('of a concatenation is an axis', () => {
    const sketch = sketchNode('concatenation', {
      attributes: { axis: 2, activation: 'none' as const },
      inputs: [{ shape: [1] }],
      output: { shape: [1] },
    });
    expect(() => prepareConcatenation(sketch.node, sketch.context)).toThrow('int8c bug: concatenation without an axis');
  });

  it('of a quantize is the lowering of its kind', () => {
    const target = {
      name: '',
      description: '',
      core: '',
      features: [],
      memories: [],
      tensorAlignmentBytes: 1,
      compilerFlags: [],
    };
    const sketched = (dtype: 'int8' | 'float32') => {
      const { node: quantize, context: own } = sketchNode('quantize', {
        attributes: {},
        inputs: [{ dtype, shape: [1] }],
        output: { shape: [1] },
      });
      return {
        node: quantize,
        prepared: prepareQuantize(quantize, own),
        context: { ...own, target, tableName: () => 'table' as never },
      };
    };
    const [int8, float] = [sketched('int8'), sketched('float32')];
    expect(quantizeReal.accepts(float.node, float.prepared, float.context)).toBe(true);
    expect(quantizeReal.accepts(int8.node, int8.prepared, int8.context)).toBe('the input is int8');
    expect(quantizeRescale.accepts(int8.node, int8.prepared, int8.context)).toBe(true);
    expect(quantizeRescale.accepts(float.node, float.prepared, float.context)).toBe('the input is float32');
    expect(() => quantizeReal.write(int8.node, int8.prepared, int8.context)).toThrow(
      'int8c bug: quantize of int8 is not of real numbers',
    );
    expect(() => quantizeRescale.write(float.node, float.prepared, float.context)).toThrow(
      'int8c bug: quantize of float32 is not of int8',
    );
  });
});
