import { describe, expect, it } from 'vitest';
import { quantizeInt8 } from '../../src/operators/quantization/quantize.js';
import { reluInt8 } from '../../src/operators/activation/relu.js';
import { brokenRules, loweredView, runReference, sketchSite } from '../support/operator-node.js';

const attributes = {};
const input = { shape: [5], scale: 0.5, zeroPoint: -10, values: [-128, -10, -9, 0, 127] };

describe('relu', () => {
  it('cuts at the zero point', () => {
    expect(
      runReference(reluInt8, { attributes, inputs: [input], output: { shape: [5], scale: 0.5, zeroPoint: -10 } }),
    ).toEqual([-10, -10, -9, 0, 127]);
  });

  it('changes the scale, rounding as it is told', () => {
    expect(
      runReference(reluInt8, { attributes, inputs: [input], output: { shape: [5], scale: 0.25, zeroPoint: -128 } }),
    ).toEqual([-128, -128, -126, -108, 127]);
    const eighth = { attributes, inputs: [{ shape: [3], scale: 0.125, values: [3, 4, 12] }], output: { shape: [3] } };
    expect(runReference(reluInt8, { ...eighth, rounding: 'double' })).toEqual([1, 1, 2]);
    expect(runReference(reluInt8, { ...eighth, rounding: 'single' })).toEqual([0, 1, 2]);
  });

  it('divides the scales in float32', () => {
    const site = sketchSite(reluInt8, {
      attributes,
      inputs: [{ shape: [1], scale: 0.1 }],
      output: { shape: [1], scale: 0.3 },
    });
    // 24 bits: a double division would fill all 31.
    expect(reluInt8.prepare(site).factor.multiplier % 128).toBe(0);
    expect(quantizeInt8.prepare(site).factor.multiplier).toBe(1431655730);
  });

  it('writes a bare clamp where nothing is rescaled', () => {
    expect(
      loweredView(reluInt8, { attributes, inputs: [input], output: { shape: [5], scale: 0.5, zeroPoint: -10 } }).view,
    ).toEqual({ elements: 5, value: 'int8c_clamp(in[i], -10, 127)' });
    expect(
      loweredView(reluInt8, { attributes, inputs: [input], output: { shape: [5], scale: 0.5, zeroPoint: 2 } }).view,
    ).toMatchObject({ value: 'int8c_clamp(in[i] + 12, 2, 127)' });
    expect(loweredView(reluInt8, { attributes, inputs: [input], output: { shape: [5] } }).view).toMatchObject({
      value: 'int8c_clamp(int8c_requantize_right_double(in[i] + 10, 1073741824, 0), 0, 127)',
    });
  });

  it('refuses ratios whose shift leaves 32 bits', () => {
    expect(
      brokenRules(reluInt8, { attributes, inputs: [{ shape: [1], scale: 2 ** 21 }], output: { shape: [1] } }),
    ).toEqual([]);
    expect(
      brokenRules(reluInt8, { attributes, inputs: [{ shape: [1], scale: 2 ** 22 }], output: { shape: [1] } }),
    ).toEqual(['I8C2630']);
  });
});
