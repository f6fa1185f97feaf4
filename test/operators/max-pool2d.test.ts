import { describe, expect, it } from 'vitest';
import type { OperatorAttributes } from '../../src/operators/registry.js';
import { maxPool2dInt8 } from '../../src/operators/pooling/max-pool2d.js';
import { brokenRules, loweredView, runReference } from '../support/operator-node.js';

type PoolAttributes = OperatorAttributes['average-pool2d'];

const attributes: PoolAttributes = {
  padding: 'same',
  strides: [1, 2],
  filter: [2, 2],
  activation: 'none',
};
const input = { shape: [1, 2, 3, 1], values: [-128, -7, 3, 5, -9, -128] };
const output = { shape: [1, 2, 2, 1] };

describe('max-pool2d', () => {
  it('takes the largest element inside the input', () => {
    expect(runReference(maxPool2dInt8, { attributes, inputs: [input], output })).toEqual([5, 3, 5, -128]);
  });

  it('clamps to the fused activation', () => {
    const clamped = {
      attributes: { ...attributes, activation: 'relu-n1-to-1' as const },
      inputs: [{ ...input, scale: 0.25 }],
      output: { ...output, scale: 0.25 },
    };
    expect(runReference(maxPool2dInt8, clamped)).toEqual([4, 3, 4, -4]);
  });

  it('refuses what the reference kernel refuses', () => {
    const node = { attributes, inputs: [input], output };
    expect(brokenRules(maxPool2dInt8, node)).toEqual([]);
    expect(
      brokenRules(maxPool2dInt8, { ...node, attributes: { ...attributes, padding: 'valid', filter: [2, 4] } }),
    ).toEqual(['I8C2301']);
    expect(brokenRules(maxPool2dInt8, { ...node, output: { ...output, scale: 2 } })).toEqual(['I8C2701']);
    expect(brokenRules(maxPool2dInt8, { ...node, output: { ...output, zeroPoint: -1 } })).toEqual(['I8C2701']);
    const tiny = { scale: 1e-38 };
    const capped = {
      attributes: { ...attributes, activation: 'relu-n1-to-1' as const },
      inputs: [{ ...input, ...tiny }],
      output: { ...output, ...tiny },
    };
    expect(brokenRules(maxPool2dInt8, capped)).toEqual(['I8C2108']);
  });

  it('starts at the lower bound and cuts above only where something can be cut', () => {
    expect(loweredView(maxPool2dInt8, { attributes, inputs: [input], output }).view).toMatchObject({
      min: -128,
      cutAbove: false,
      padded: true,
    });
    const relu6 = {
      attributes: { ...attributes, activation: 'relu6' as const },
      inputs: [{ ...input, scale: 0.1 }],
      output: { ...output, scale: 0.1 },
    };
    expect(loweredView(maxPool2dInt8, relu6).view).toMatchObject({ min: 0, max: 60, cutAbove: true });
  });
});
