import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  doublingHighMultiply,
  fixedPointValue,
  quantizeMultiplier,
  requantize,
  requantizeSingle,
  roundingDivideByPowerOfTwo,
} from '../../src/numerics/fixed-point.js';
import { roundHalfAwayFromZero } from '../../src/numerics/rounding.js';

const int32 = fc.oneof(
  fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
  fc.constantFrom(-(2 ** 31), -(2 ** 31) + 1, -1, 0, 1, 2 ** 31 - 1, 2 ** 30, -(2 ** 30)),
);
const multiplier = fc.oneof(fc.integer({ min: 2 ** 30, max: 2 ** 31 - 1 }), fc.constantFrom(0, 2 ** 30, 2 ** 31 - 1));

/** The definitions again, in integers of any size. */
function exactHighMultiply(a: number, b: number): number {
  return Number((BigInt(a) * BigInt(b) + (1n << 30n)) >> 31n);
}

function exactDivide(x: number, exponent: number): number {
  return roundHalfAwayFromZero(x / 2 ** exponent);
}

describe('quantizeMultiplier', () => {
  it('splits a factor into 31 bits and a shift', () => {
    expect(quantizeMultiplier(0.125, 'double')).toEqual({ multiplier: 2 ** 30, shift: -2 });
    expect(quantizeMultiplier(1, 'double')).toEqual({ multiplier: 2 ** 30, shift: 1 });
    expect(quantizeMultiplier(0, 'double')).toEqual({ multiplier: 0, shift: 0 });
  });

  it('carries into the shift where rounding reaches 2^31', () => {
    expect(quantizeMultiplier(1 - 2 ** -40, 'double')).toEqual({ multiplier: 2 ** 30, shift: 1 });
  });

  it('gives 0 for factors under 2^-32', () => {
    expect(quantizeMultiplier(2 ** -33, 'double')).toEqual({ multiplier: 0, shift: 0 });
    expect(quantizeMultiplier(2 ** -32, 'double')).toEqual({ multiplier: 2 ** 30, shift: -31 });
  });

  it('saturates large factors with single rounding only', () => {
    expect(quantizeMultiplier(2 ** 31, 'single')).toEqual({ multiplier: 2 ** 31 - 1, shift: 30 });
    expect(quantizeMultiplier(2 ** 31, 'double')).toEqual({ multiplier: 2 ** 30, shift: 32 });
  });

  it('is within half a step of the factor', () => {
    fc.assert(
      fc.property(fc.double({ min: 2 ** -31, max: 2 ** 30, noNaN: true }), (factor) => {
        const error = Math.abs(fixedPointValue(quantizeMultiplier(factor, 'double')) / factor - 1);
        expect(error).toBeLessThanOrEqual(2 ** -31);
      }),
    );
  });
});

describe('requantization', () => {
  it('rounds twice, or once', () => {
    const factor = quantizeMultiplier(0.125, 'double');
    expect(requantize(67, factor, 'double')).toBe(9);
    expect(requantize(67, factor, 'single')).toBe(8);
    expect(requantize(-67, factor, 'double')).toBe(-8);
  });

  it('multiplies exactly', () => {
    fc.assert(
      fc.property(int32, multiplier, (a, b) => {
        expect(doublingHighMultiply(a, b)).toBe(exactHighMultiply(a, b));
      }),
      { numRuns: 20_000 },
    );
  });

  it('divides exactly, halves away from zero', () => {
    fc.assert(
      fc.property(int32, fc.integer({ min: 0, max: 31 }), (x, exponent) => {
        expect(roundingDivideByPowerOfTwo(x, exponent)).toBe(exactDivide(x, exponent) + 0);
      }),
      { numRuns: 20_000 },
    );
  });

  it('rounds once exactly, wherever the result fits 32 bits', () => {
    fc.assert(
      fc.property(int32, multiplier, fc.integer({ min: -31, max: 30 }), (a, m, shift) => {
        const total = BigInt(31 - shift);
        const exact = (BigInt(a) * BigInt(m) + (1n << (total - 1n))) >> total;
        fc.pre(exact >= -(2n ** 31n) && exact < 2n ** 31n);
        expect(requantizeSingle(a, m, shift)).toBe(Number(exact));
      }),
      { numRuns: 20_000 },
    );
  });
});

describe('roundHalfAwayFromZero', () => {
  it('is exact next to a half', () => {
    expect(roundHalfAwayFromZero(0.49999999999999994)).toBe(0);
    expect(roundHalfAwayFromZero(0.5)).toBe(1);
    expect(roundHalfAwayFromZero(-2.5)).toBe(-3);
    expect(roundHalfAwayFromZero(2 ** 52 + 1)).toBe(2 ** 52 + 1);
  });
});
