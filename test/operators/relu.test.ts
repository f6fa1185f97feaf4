import { describe, expect, it } from 'vitest';
import { quantize } from '../../src/operators/quantization/quantize.js';
import { relu } from '../../src/operators/activation/relu.js';
import { brokenConstraints, loweredView, runReference, sketchNode } from '../support/operator-node.js';

const attributes = {};
const input = { shape: [5], scale: 0.5, zeroPoint: -10, values: [-128, -10, -9, 0, 127] };

describe('relu', () => {
  it('cuts at the zero point', () => {
    expect(
      runReference(relu, { attributes, inputs: [input], output: { shape: [5], scale: 0.5, zeroPoint: -10 } }),
    ).toEqual([-10, -10, -9, 0, 127]);
  });

  it('changes the scale, rounding as it is told', () => {
    expect(
      runReference(relu, { attributes, inputs: [input], output: { shape: [5], scale: 0.25, zeroPoint: -128 } }),
    ).toEqual([-128, -128, -126, -108, 127]);
    const eighth = { attributes, inputs: [{ shape: [3], scale: 0.125, values: [3, 4, 12] }], output: { shape: [3] } };
    expect(runReference(relu, { ...eighth, rounding: 'double' })).toEqual([1, 1, 2]);
    expect(runReference(relu, { ...eighth, rounding: 'single' })).toEqual([0, 1, 2]);
  });

  it('divides the scales in float32', () => {
    const { node, context } = sketchNode('relu', {
      attributes,
      inputs: [{ shape: [1], scale: 0.1 }],
      output: { shape: [1], scale: 0.3 },
    });
    // 24 bits: a double division would fill all 31.
    expect(relu.prepare(node, context).factor.multiplier % 128).toBe(0);
    expect(quantize.prepare(node, context)).toMatchObject({
      kind: 'rescale',
      rescale: { factor: { multiplier: 1431655730 } },
    });
  });

  it('writes a bare clamp where nothing is rescaled', () => {
    expect(
      loweredView(relu, { attributes, inputs: [input], output: { shape: [5], scale: 0.5, zeroPoint: -10 } }).view,
    ).toEqual({ elements: 5, value: 'in[i]', min: -10, max: 127 });
    expect(
      loweredView(relu, { attributes, inputs: [input], output: { shape: [5], scale: 0.5, zeroPoint: 2 } }).view,
    ).toMatchObject({ value: 'in[i] + 12', min: 2 });
    expect(loweredView(relu, { attributes, inputs: [input], output: { shape: [5] } }).view).toMatchObject({
      value: 'int8c_requantize_right_double(in[i] + 10, 1073741824, 0)',
      min: 0,
    });
  });

  it('refuses ratios whose shift leaves 32 bits', () => {
    expect(
      brokenConstraints(relu, { attributes, inputs: [{ shape: [1], scale: 2 ** 21 }], output: { shape: [1] } }),
    ).toEqual([]);
    expect(
      brokenConstraints(relu, { attributes, inputs: [{ shape: [1], scale: 2 ** 22 }], output: { shape: [1] } }),
    ).toEqual(['I8C2630']);
  });
});
