import { describe, expect, it } from 'vitest';
import { quantizeFloat32, quantizeInt8 } from '../../src/operators/quantization/quantize.js';
import { brokenRules, loweredView, runReference } from '../support/operator-node.js';

const attributes = {};
const real = (values: readonly number[]) => ({ dtype: 'float32', shape: [values.length], values }) as const;

describe('quantize of float32', () => {
  it('rounds halves of a step away from zero and saturates', () => {
    const input = real([-100, -0.75, -0.25, -0.2, 0, 0.25, 0.3, 0.75, 63.9, 64, 1000]);
    const output = { shape: [11], scale: 0.5, zeroPoint: -1 };
    expect(runReference(quantizeFloat32, { attributes, inputs: [input], output })).toEqual([
      -128, -3, -2, -1, -1, 0, 0, 1, 127, 127, 127,
    ]);
  });

  it('saturates infinities and counts NaN as 0', () => {
    const input = real([Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, Number.NaN, -3e38, 3e38, -0]);
    expect(
      runReference(quantizeFloat32, { attributes, inputs: [input], output: { shape: [6], scale: 1e-3, zeroPoint: 7 } }),
    ).toEqual([-128, 127, 7, -128, 127, 7]);
  });

  it('rounds the largest float below one half down', () => {
    const belowHalf = 0.5 - 2 ** -25;
    expect(
      runReference(quantizeFloat32, { attributes, inputs: [real([belowHalf, -belowHalf])], output: { shape: [2] } }),
    ).toEqual([0, 0]);
  });

  it('decides ranges by exact literals', () => {
    expect(
      loweredView(quantizeFloat32, {
        attributes,
        inputs: [real([0])],
        output: { shape: [1], scale: 0.1, zeroPoint: -128 },
      }),
    ).toEqual({
      kernel: 'real',
      view: { elements: 1, zeroPoint: -128, scale: '0.1f', low: '0.0f', high: '255.0f' },
    });
  });
});

describe('quantize of int8', () => {
  it('moves from one quantization to another', () => {
    const input = { shape: [5], scale: 0.5, zeroPoint: -10, values: [-128, -10, -9, 0, 127] };
    expect(
      runReference(quantizeInt8, { attributes, inputs: [input], output: { shape: [5], scale: 0.25, zeroPoint: 5 } }),
    ).toEqual([-128, 5, 7, 25, 127]);
  });

  it('rounds as it is told', () => {
    const sketch = {
      attributes,
      inputs: [{ shape: [7], scale: 0.125, values: [-12, -4, -3, 3, 4, 12, 127] }],
      output: { shape: [7] },
    };
    expect(runReference(quantizeInt8, { ...sketch, rounding: 'double' })).toEqual([-2, -1, 0, 1, 1, 2, 16]);
    expect(runReference(quantizeInt8, { ...sketch, rounding: 'single' })).toEqual([-1, 0, 0, 0, 1, 2, 16]);
    expect(loweredView(quantizeInt8, { ...sketch, rounding: 'single' })).toMatchObject({
      kernel: 'rescale',
      view: { value: 'int8c_clamp(int8c_requantize_right_single(in[i], 1073741824, 2), -128, 127)' },
    });
  });

  it('refuses ratios whose shift leaves 32 bits, which real numbers cannot have', () => {
    expect(
      brokenRules(quantizeInt8, { attributes, inputs: [{ shape: [1], scale: 2 ** 22 }], output: { shape: [1] } }),
    ).toEqual(['I8C2630']);
    expect(
      brokenRules(quantizeFloat32, { attributes, inputs: [real([0])], output: { shape: [1], scale: 1e-30 } }),
    ).toEqual([]);
  });
});
