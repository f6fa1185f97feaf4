import { describe, expect, it } from 'vitest';
import type { OperatorAttributes } from '../../src/operators/registry.js';
import { averagePool2d, averagePool2dInt8 } from '../../src/operators/pooling/average-pool2d.js';
import { brokenRules, inferredShape, loweredView, runReference, sketchSite } from '../support/operator-node.js';

type PoolAttributes = OperatorAttributes['average-pool2d'];

const attributes: PoolAttributes = {
  padding: 'valid',
  strides: [2, 2],
  filter: [2, 2],
  activation: 'none',
};
const input = { shape: [1, 2, 4, 1] };
const output = { shape: [1, 1, 2, 1] };

describe('average-pool2d', () => {
  it('rounds halves away from zero', () => {
    const values = [1, 2, -1, -2, 3, 4, -3, -4];
    expect(runReference(averagePool2dInt8, { attributes, inputs: [{ ...input, values }], output })).toEqual([3, -3]);
  });

  it('counts only elements inside the input', () => {
    const padded = {
      ...attributes,
      padding: 'same',
      filter: [3, 3],
      strides: [1, 1],
    } as const;
    const values = [10, 20, 30, 40];
    const shape = [1, 2, 2, 1];
    expect(
      runReference(averagePool2dInt8, { attributes: padded, inputs: [{ shape, values }], output: { shape } }),
    ).toEqual([25, 25, 25, 25]);
  });

  it('keeps channels and images apart', () => {
    const values = [1, -1, 3, -3, 5, -5, 7, -7, 101, 11, 103, 13, 105, 15, 107, 17];
    const shapes = { inputs: [{ shape: [2, 2, 2, 2], values }], output: { shape: [2, 1, 1, 2] } };
    expect(runReference(averagePool2dInt8, { attributes, ...shapes })).toEqual([4, -4, 104, 14]);
  });

  it('clamps to the fused activation', () => {
    const values = [-8, -8, 100, 100, -8, -8, 100, 100];
    const quantization = { scale: 0.1, zeroPoint: -4 };
    const node = { inputs: [{ ...input, ...quantization, values }], output: { ...output, ...quantization } };
    expect(runReference(averagePool2dInt8, { attributes: { ...attributes, activation: 'relu6' }, ...node })).toEqual([
      -4, 56,
    ]);
  });

  it('infers its shape', () => {
    expect(inferredShape(averagePool2d, attributes, [{ shape: [1, 5, 5, 3] }])).toEqual([1, 2, 2, 3]);
    expect(inferredShape(averagePool2d, { ...attributes, padding: 'same' }, [{ shape: [1, 5, 5, 3] }])).toEqual([
      1, 3, 3, 3,
    ]);
  });

  it('refuses what the reference kernel refuses', () => {
    const node = { attributes, inputs: [input], output };
    expect(brokenRules(averagePool2dInt8, node)).toEqual([]);
    expect(brokenRules(averagePool2dInt8, { ...node, attributes: { ...attributes, filter: [3, 2] } })).toEqual([
      'I8C2301',
    ]);
    expect(brokenRules(averagePool2dInt8, { ...node, output: { ...output, scale: 1.00001 } })).toEqual(['I8C2701']);
    expect(brokenRules(averagePool2dInt8, { ...node, output: { ...output, scale: 1 + 2 ** -20 } })).toEqual([]);
    expect(brokenRules(averagePool2dInt8, { ...node, output: { ...output, zeroPoint: 1 } })).toEqual(['I8C2701']);
    const tiny = { scale: 1e-10 };
    const capped = {
      attributes: { ...attributes, activation: 'relu6' as const },
      inputs: [{ ...input, ...tiny }],
      output: { ...output, ...tiny },
    };
    expect(brokenRules(averagePool2dInt8, capped)).toEqual(['I8C2108']);
  });

  it('bounds its sum by the largest window inside the input', () => {
    const wide: PoolAttributes = { ...attributes, padding: 'same', filter: [2, 1000] };
    const site = sketchSite(averagePool2dInt8, { attributes: wide, inputs: [input], output });
    const [range] = averagePool2dInt8.accumulators?.(site, averagePool2dInt8.prepare(site)) ?? [];
    expect(range).toMatchObject({ min: -128 * 8 - 8, max: 127 * 8 + 8 });
  });

  it('writes one window over the whole image without looking for borders', () => {
    const whole: PoolAttributes = { ...attributes, filter: [2, 4] };
    const { kernel, view } = loweredView(averagePool2dInt8, {
      attributes: whole,
      inputs: [input],
      output: { shape: [1, 1, 1, 1] },
    });
    expect(kernel).toBe('global');
    expect(view).toMatchObject({ channels: 1, elements: 8, count: 8, half: 4 });
    expect(loweredView(averagePool2dInt8, { attributes, inputs: [input], output }).kernel).toBe('window');
  });
});
