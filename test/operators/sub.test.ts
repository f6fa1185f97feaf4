import { describe, expect, it } from 'vitest';
import { subInt8 } from '../../src/operators/elementwise/sub.js';
import { brokenRules, loweredView, runReference, sketchSite } from '../support/operator-node.js';

const attributes = { activation: 'none' } as const;
const left = { shape: [3], scale: 0.5, values: [2, -4, 7] };
const right = { shape: [3], scale: 0.25, values: [4, 1, -128] };
const output = { shape: [3], scale: 0.5 };

describe('sub', () => {
  it('rounds as it is told: -4.5 is -5 in two steps, -4 in one', () => {
    expect(runReference(subInt8, { attributes, inputs: [left, right], output, rounding: 'double' })).toEqual([
      0, -5, 71,
    ]);
    expect(runReference(subInt8, { attributes, inputs: [left, right], output, rounding: 'single' })).toEqual([
      0, -4, 71,
    ]);
  });

  it('is not symmetric where it stretches the left input', () => {
    const inputs = [
      { shape: [1], zeroPoint: 5, values: [5] },
      { shape: [2, 2], values: [1, 2, 3, -128] },
    ];
    expect(runReference(subInt8, { attributes, inputs, output: { shape: [2, 2], zeroPoint: -1 } })).toEqual([
      -2, -3, -4, 127,
    ]);
  });

  it('derives factors in float32', () => {
    const site = sketchSite(subInt8, {
      attributes,
      inputs: [
        { shape: [1], scale: 0.1 },
        { shape: [1], scale: 0.3 },
      ],
      output: { shape: [1], scale: 0.7 },
    });
    const prepared = subInt8.prepare(site);
    expect(prepared.left.factor.multiplier % 128).toBe(0);
    expect(prepared.outputFactor.multiplier % 128).toBe(0);
  });

  it('refuses what the reference kernel refuses', () => {
    expect(brokenRules(subInt8, { attributes, inputs: [left, right], output })).toEqual([]);
    const seven = { shape: [1, 1, 1, 1, 1, 1, 2] };
    expect(brokenRules(subInt8, { attributes, inputs: [seven, seven], output: seven })).toEqual(['I8C2400']);
    expect(
      brokenRules(subInt8, { attributes, inputs: [left, right], output: { shape: [3], scale: 2 ** -21 } }),
    ).toEqual(['I8C2401']);
    // Twice this scale is not a float32 any more.
    const huge = { shape: [3], scale: 3e38 };
    expect(brokenRules(subInt8, { attributes, inputs: [huge, left], output: huge })).toEqual(['I8C2401']);
    expect(
      brokenRules(subInt8, {
        attributes: { activation: 'relu6' },
        inputs: [
          { ...left, scale: 1e-9 },
          { ...right, scale: 1e-9 },
        ],
        output: { shape: [3], scale: 1e-9 },
      }),
    ).toEqual(['I8C2108']);
  });

  it('writes a scalar outside the loop index', () => {
    const { view } = loweredView(subInt8, {
      attributes,
      inputs: [{ shape: [] }, { shape: [2, 5] }],
      output: { shape: [2, 5] },
    });
    expect(view).toMatchObject({
      loops: [{ size: 10 }],
      left: '(in0[0]) * 524288',
      right: '(in1[i]) * 524288',
      operation: '-',
    });
  });
});
