import { describe, expect, it } from 'vitest';
import { mulInt8 } from '../../src/operators/elementwise/mul.js';
import { brokenRules, loweredView, runReference, sketchSite } from '../support/operator-node.js';

const attributes = { activation: 'none' } as const;
const left = { shape: [3], scale: 0.5, zeroPoint: 1, values: [3, -1, -128] };
const right = { shape: [3], scale: 0.5, zeroPoint: -1, values: [2, 2, 127] };
const output = { shape: [3], scale: 1 };

describe('mul', () => {
  it('rounds as it is told: -1.5 is -2 in two steps, -1 in one', () => {
    expect(runReference(mulInt8, { attributes, inputs: [left, right], output, rounding: 'double' })).toEqual([
      2, -2, -128,
    ]);
    expect(runReference(mulInt8, { attributes, inputs: [left, right], output, rounding: 'single' })).toEqual([
      2, -1, -128,
    ]);
  });

  it('takes factors above 1', () => {
    expect(
      runReference(mulInt8, { attributes, inputs: [left, right], output: { ...output, scale: 0.0625, zeroPoint: 7 } }),
    ).toEqual([31, -17, -128]);
  });

  it('clamps to the fused activation and stretches', () => {
    const inputs = [
      { shape: [2, 2], values: [1, -2, 3, 4] },
      { shape: [1], values: [2] },
    ];
    expect(runReference(mulInt8, { attributes: { activation: 'relu6' }, inputs, output: { shape: [2, 2] } })).toEqual([
      2, 0, 6, 6,
    ]);
  });

  it('refuses too many dimensions and bounds beyond 32 bits', () => {
    expect(brokenRules(mulInt8, { attributes, inputs: [left, right], output })).toEqual([]);
    const seven = { shape: [1, 1, 1, 1, 1, 1, 2] };
    expect(brokenRules(mulInt8, { attributes, inputs: [seven, { shape: [2] }], output: seven })).toEqual(['I8C2400']);
    expect(
      brokenRules(mulInt8, {
        attributes: { activation: 'relu6' },
        inputs: [left, right],
        output: { shape: [3], scale: 1e-9 },
      }),
    ).toEqual(['I8C2108']);
  });

  it('multiplies the scales before it divides, in double precision', () => {
    const [leftScale, rightScale, outputScale] = [0.580680251121521, 0.4129212498664856, 0.5013454556465149];
    const site = sketchSite(mulInt8, {
      attributes,
      inputs: [
        { shape: [1], scale: leftScale },
        { shape: [1], scale: rightScale },
      ],
      output: { shape: [1], scale: outputScale },
    });
    // One less than what left * (right / output) would give.
    expect(mulInt8.prepare(site).factor).toEqual({ multiplier: 2054125943, shift: -1 });
  });

  it('bounds its product for the proof that a left shift fits', () => {
    const site = sketchSite(mulInt8, {
      attributes,
      inputs: [left, { ...right, zeroPoint: 127 }],
      output: { shape: [3], scale: 2 ** -5 },
    });
    expect(mulInt8.accumulators?.(site, mulInt8.prepare(site))).toEqual([
      { channel: 0, leftShift: 4, min: -126 * 255, max: 129 * 255 },
    ]);
  });

  it('writes three loops where dimensions alternate', () => {
    const { view } = loweredView(mulInt8, {
      attributes,
      inputs: [{ shape: [2, 1, 3] }, { shape: [4, 1] }],
      output: { shape: [2, 4, 3] },
    });
    expect(view).toMatchObject({
      loops: [{ size: 2 }, { size: 4 }, { size: 3 }],
      left: 'in0[i * 3 + k]',
      right: 'in1[j]',
    });
  });
});
