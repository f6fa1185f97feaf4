import { describe, expect, it } from 'vitest';
import { divideFixedPoint, mean, meanInt8 } from '../../src/operators/reduction/mean.js';
import { brokenRules, inferredShape, loweredView, runReference, sketchSite } from '../support/operator-node.js';

const attributes = { axes: [1, 2], keepDimensions: false };
const input = { shape: [1, 2, 2, 2], values: [1, -1, 2, -2, 3, -3, 5, -4] };
const output = { shape: [1, 2] };

describe('mean', () => {
  it('rounds as it is told: -2.5 is -3 in two steps, -2 in one', () => {
    expect(runReference(meanInt8, { attributes, inputs: [input], output, rounding: 'double' })).toEqual([3, -3]);
    expect(runReference(meanInt8, { attributes, inputs: [input], output, rounding: 'single' })).toEqual([3, -2]);
  });

  it('rescales and saturates', () => {
    const node = {
      attributes,
      inputs: [{ ...input, zeroPoint: -1 }],
      output: { ...output, scale: 0.03125, zeroPoint: 1 },
    };
    expect(runReference(meanInt8, node)).toEqual([121, -47]);
  });

  it('takes axes from the last, twice, or none at all', () => {
    const shape = [2, 3];
    const values = [1, 2, 3, 11, 12, 13];
    const over = (axes: number[], result: number[]): number[] =>
      runReference(meanInt8, {
        attributes: { axes, keepDimensions: false },
        inputs: [{ shape, values }],
        output: { shape: result },
      });
    expect(over([-1, 1], [2])).toEqual([2, 12]);
    expect(over([0], [3])).toEqual([6, 7, 8]);
    expect(over([0, 1], [])).toEqual([7]);
    expect(over([], shape)).toEqual(values);
  });

  it('infers both shapes', () => {
    expect(inferredShape(mean, attributes, [input])).toEqual([1, 2]);
    expect(inferredShape(mean, { ...attributes, keepDimensions: true }, [input])).toEqual([1, 1, 1, 2]);
    expect(inferredShape(mean, { axes: [3, 4], keepDimensions: true }, [input])).toMatch(/no dimension 4/);
    expect(inferredShape(mean, { axes: [7], keepDimensions: true }, [{ shape: [] }])).toEqual([]);
  });

  it('refuses axes that the input does not have', () => {
    expect(brokenRules(meanInt8, { attributes, inputs: [input], output })).toEqual([]);
    expect(
      brokenRules(meanInt8, { attributes: { axes: [-5], keepDimensions: false }, inputs: [input], output }),
    ).toEqual(['I8C2510']);
  });

  it('divides factors by the count as the reference does', () => {
    expect(divideFixedPoint({ multiplier: 2 ** 30, shift: 1 }, 1)).toEqual({ multiplier: 2 ** 30, shift: 1 });
    expect(divideFixedPoint({ multiplier: 2 ** 30, shift: 1 }, 3)).toEqual({ multiplier: 715827882, shift: 0 });
    expect(divideFixedPoint({ multiplier: 2 ** 31 - 1, shift: -3 }, 48)).toEqual({ multiplier: 1431655764, shift: -8 });
    // The shift stays within -31 at the price of multiplier bits.
    expect(divideFixedPoint({ multiplier: 2 ** 30, shift: -30 }, 16)).toEqual({ multiplier: 2 ** 27, shift: -31 });
    expect(divideFixedPoint({ multiplier: 0, shift: 0 }, 5)).toEqual({ multiplier: 0, shift: -2 });
  });

  it('bounds its sum', () => {
    const site = sketchSite(meanInt8, {
      attributes,
      inputs: [{ ...input, zeroPoint: 3 }],
      output: { ...output, scale: 2 ** -6 },
    });
    expect(meanInt8.accumulators?.(site, meanInt8.prepare(site))).toEqual([
      { channel: 0, leftShift: 5, min: -524, max: 496 },
    ]);
  });

  it('writes as few loops as there are runs of averaged dimensions', () => {
    const { view } = loweredView(meanInt8, {
      attributes,
      inputs: [{ shape: [1, 5, 6, 7], zeroPoint: 2 }],
      output: { shape: [1, 7] },
    });
    expect(view).toMatchObject({
      loops: [{ index: 'i', size: 7 }],
      innerLoops: [{ index: 'j', size: 30 }],
      position: 'i + j * 7',
      initialSum: -60,
    });
  });
});
