import { describe, expect, it } from 'vitest';
import type { PoolAttributes } from '../../src/operators/attributes.js';
import { maxPool2d } from '../../src/operators/pooling/max-pool2d.js';
import { brokenConstraints, loweredView, runReference } from '../support/operator-node.js';

const attributes: PoolAttributes = {
  padding: 'same',
  strideHeight: 1,
  strideWidth: 2,
  filterHeight: 2,
  filterWidth: 2,
  activation: 'none',
};
const input = { shape: [1, 2, 3, 1], values: [-128, -7, 3, 5, -9, -128] };
const output = { shape: [1, 2, 2, 1] };

describe('max-pool2d', () => {
  it('takes the largest element inside the input', () => {
    expect(runReference(maxPool2d, { attributes, inputs: [input], output })).toEqual([5, 3, 5, -128]);
  });

  it('clamps to the fused activation', () => {
    const clamped = {
      attributes: { ...attributes, activation: 'relu-n1-to-1' as const },
      inputs: [{ ...input, scale: 0.25 }],
      output: { ...output, scale: 0.25 },
    };
    expect(runReference(maxPool2d, clamped)).toEqual([4, 3, 4, -4]);
  });

  it('refuses what the reference kernel refuses', () => {
    const node = { attributes, inputs: [input], output };
    expect(brokenConstraints(maxPool2d, node)).toEqual([]);
    expect(brokenConstraints(maxPool2d, { ...node, attributes: { ...attributes, filterWidth: -1 } })).toEqual([
      'I8C2300',
    ]);
    expect(
      brokenConstraints(maxPool2d, { ...node, attributes: { ...attributes, padding: 'valid', filterWidth: 4 } }),
    ).toEqual(['I8C2301']);
    expect(brokenConstraints(maxPool2d, { ...node, output: { ...output, scale: 2 } })).toEqual(['I8C2302']);
    expect(brokenConstraints(maxPool2d, { ...node, output: { ...output, zeroPoint: -1 } })).toEqual(['I8C2303']);
    const tiny = { scale: 1e-38 };
    const capped = {
      attributes: { ...attributes, activation: 'relu-n1-to-1' as const },
      inputs: [{ ...input, ...tiny }],
      output: { ...output, ...tiny },
    };
    expect(brokenConstraints(maxPool2d, capped)).toEqual(['I8C2108']);
  });

  it('starts at the lower bound and cuts above only where something can be cut', () => {
    expect(loweredView(maxPool2d, { attributes, inputs: [input], output }).view).toMatchObject({
      min: -128,
      cutAbove: false,
      padded: true,
    });
    const relu6 = {
      attributes: { ...attributes, activation: 'relu6' as const },
      inputs: [{ ...input, scale: 0.1 }],
      output: { ...output, scale: 0.1 },
    };
    expect(loweredView(maxPool2d, relu6).view).toMatchObject({ min: 0, max: 60, cutAbove: true });
  });
});
