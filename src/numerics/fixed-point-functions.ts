import { doublingHighMultiply, roundingDivideByPowerOfTwo } from './fixed-point.js';

/**
 * exp, logistic and tanh in 32-bit fixed point, as the reference kernels compute them. A raw value with m integer bits
 * stands for raw * 2^(m - 31). None of this depends on the choice of rounding: the steps are those of gemmlowp's
 * fixed-point library, always halves up in products and halves away from zero in shifts.
 */

/** 1 in a format without integer bits: as near as it gets. */
const one = 2 ** 31 - 1;

/** exp(-2^exponent), 31 fractional bits, for exponent -2 … 4. */
const expOfMinusPower = [1672461947, 1302514674, 790015084, 290630308, 39332535, 720401, 242] as const;

const expOfMinusEighth = 1895147668;
const third = 715827883;

/** exp(a) for raw `a` in [-1/4, 0) without integer bits: the Taylor polynomial of degree 4 around -1/8. */
function expOnLastQuarter(a: number): number {
  const x = a + 2 ** 28;
  const x2 = doublingHighMultiply(x, x);
  const x3 = doublingHighMultiply(x2, x);
  const x4 = doublingHighMultiply(x2, x2);
  const quarticAndCubic = doublingHighMultiply(roundingDivideByPowerOfTwo(x4, 2) + x3, third);
  const higher = roundingDivideByPowerOfTwo(quarticAndCubic + x2, 1);
  return expOfMinusEighth + doublingHighMultiply(expOfMinusEighth, x + higher);
}

/**
 * exp(raw) for raw <= 0 with up to 5 integer bits; the result has 31 fractional bits.
 * Source: exp_on_negative_values of gemmlowp: the last quarter by polynomial, the rest by one factor per bit.
 */
export function expOfNegative(raw: number, integerBits: number): number {
  if (raw === 0) return one;
  const fractionalBits = 31 - integerBits;
  const quarter = 2 ** (fractionalBits - 2);
  const inLastQuarter = (raw & (quarter - 1)) - quarter;
  const remainder = inLastQuarter - raw;
  let result = expOnLastQuarter(inLastQuarter * 2 ** integerBits);
  for (const [index, factor] of expOfMinusPower.entries()) {
    const exponent = index - 2;
    if (exponent < integerBits && (remainder & (1 << (fractionalBits + exponent))) !== 0)
      result = doublingHighMultiply(result, factor);
  }
  return result;
}

/**
 * 1 / d for raw d in [1/2, 1) with 31 fractional bits; the result has 29. Newton-Raphson from 48/17 - 32/17 d, three
 * steps.
 * Source: one_over_one_plus_x_for_x_in_0_1 of gemmlowp. No intermediate leaves 32 bits.
 */
export function reciprocalOfHalfToOne(denominator: number): number {
  let x = 1515870810 + doublingHighMultiply(denominator, -1010580540);
  for (let step = 0; step < 3; step += 1) {
    const error = 2 ** 29 - doublingHighMultiply(denominator, x);
    x += 4 * doublingHighMultiply(x, error);
  }
  return x;
}

/** raw * 2^exponent, cut to 32 bits; what is shifted here is never as far below 0. */
function saturatingShift(raw: number, exponent: number): number {
  return Math.min(raw * 2 ** exponent, one);
}

/** 1 / (1 + a) for raw a in [0, 1), both with 31 fractional bits. */
export function oneOverOnePlus(a: number): number {
  return saturatingShift(reciprocalOfHalfToOne(halfOfOnePlus(a)), 1);
}

/** (1 - a) / (1 + a) = 2 / (1 + a) - 1 for raw a in [0, 1), both with 31 fractional bits. */
function oneMinusOverOnePlus(a: number): number {
  return saturatingShift(reciprocalOfHalfToOne(halfOfOnePlus(a)) - 2 ** 29, 2);
}

function halfOfOnePlus(a: number): number {
  return Math.floor((a + 2 ** 31) / 2);
}

/** 1 / (1 + exp(-raw)) for raw with 4 integer bits; the result has 31 fractional bits. Source: logistic of gemmlowp. */
export function logisticOf(raw: number): number {
  if (raw === 0) return 2 ** 30;
  const ofMagnitude = oneOverOnePlus(expOfNegative(-Math.abs(raw), 4));
  return raw > 0 ? ofMagnitude : one - ofMagnitude;
}

/** tanh(raw) for raw with 4 integer bits; the result has 31 fractional bits. Source: tanh of gemmlowp. */
export function tanhOf(raw: number): number {
  if (raw === 0) return 0;
  // The same bits read with 5 integer bits are twice the value: exp(-2 |x|).
  const ofMagnitude = oneMinusOverOnePlus(expOfNegative(-Math.abs(raw), 5));
  return raw > 0 ? ofMagnitude : -ofMagnitude;
}

/**
 * Largest difference that, scaled by 2^leftShift, stays inside a signed fixed-point number of `integerBits`.
 * Source: CalculateInputRadius of TensorFlow Lite.
 */
export function inputRadius(integerBits: number, leftShift: number): number {
  return Math.floor(((2 ** integerBits - 1) * 2 ** (31 - integerBits)) / 2 ** leftShift);
}
