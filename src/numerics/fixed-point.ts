import { roundHalfAwayFromZero, type Rounding } from './rounding.js';

/** A real factor as multiplier * 2^(shift - 31); `shift` is positive to the left, as in CMSIS-NN. */
export interface FixedPoint {
  /** 0, or in [2^30, 2^31 - 1]. */
  readonly multiplier: number;
  /** -31 … 30 for a multiplier that is not 0. */
  readonly shift: number;
}

/**
 * Splits a non-negative real factor into a 31-bit multiplier and a shift.
 * Source: QuantizeMultiplier of TensorFlow Lite (frexp, round half away from zero; factors under 2^-32 become 0;
 * with single rounding, shifts over 30 saturate).
 */
export function quantizeMultiplier(factor: number, rounding: Rounding): FixedPoint {
  if (factor === 0) return { multiplier: 0, shift: 0 };
  const { mantissa, exponent } = splitFloat(factor);
  let multiplier = roundHalfAwayFromZero(mantissa * 2 ** 31);
  let shift = exponent;
  if (multiplier === 2 ** 31) {
    multiplier /= 2;
    shift += 1;
  }
  if (shift < -31) return { multiplier: 0, shift: 0 };
  if (rounding === 'single' && shift > 30) return { multiplier: 2 ** 31 - 1, shift: 30 };
  return { multiplier, shift };
}

/** C's `frexp`: value = mantissa * 2^exponent with mantissa in [0.5, 1). */
export function splitFloat(value: number): { mantissa: number; exponent: number } {
  if (!(value > 0) || !Number.isFinite(value)) throw new Error(`int8c bug: ${value} has no mantissa`);
  let exponent = Math.max(-1022, Math.floor(Math.log2(value)) + 1);
  let mantissa = value * 2 ** -exponent;
  while (mantissa >= 1) {
    mantissa /= 2;
    exponent += 1;
  }
  while (mantissa < 0.5) {
    mantissa *= 2;
    exponent -= 1;
  }
  return { mantissa, exponent };
}

/** The real factor that a multiplier and shift represent. */
export function fixedPointValue({ multiplier, shift }: FixedPoint): number {
  return multiplier * 2 ** (shift - 31);
}

/**
 * round(a * b / 2^31), halves up, exactly, for int32 a and 0 <= b < 2^31.
 * The product has up to 62 bits, more than a double holds: it is taken in two parts of 16 bits.
 */
export function doublingHighMultiply(a: number, b: number): number {
  const low = (a & 0xffff) * b;
  const high = (a >> 16) * b;
  return Math.floor((high * 2 + Math.floor((low + 0x40000000) / 0x8000)) / 0x10000) | 0;
}

/**
 * x / 2^exponent, halves away from zero; exponent 0 … 31. Without branches: which way a value rounds cannot be
 * predicted.
 */
export function roundingDivideByPowerOfTwo(x: number, exponent: number): number {
  const mask = ((1 << exponent) - 1) | 0;
  const threshold = (mask >> 1) + (x >>> 31);
  return (x >> exponent) + ((threshold - (x & mask)) >>> 31);
}

/**
 * The accumulator times the factor, rounded as the reference kernels do (MultiplyByQuantizedMultiplier).
 * The caller has proved that `accumulator << shift` fits 32 bits where shift is positive.
 */
export function requantize(accumulator: number, { multiplier, shift }: FixedPoint, rounding: Rounding): number {
  return rounding === 'double'
    ? requantizeDouble(accumulator, multiplier, shift)
    : requantizeSingle(accumulator, multiplier, shift);
}

function requantizeDouble(accumulator: number, multiplier: number, shift: number): number {
  if (shift > 0) return doublingHighMultiply(accumulator << shift, multiplier);
  return roundingDivideByPowerOfTwo(doublingHighMultiply(accumulator, multiplier), -shift);
}

/** One rounding of the whole product, halves up. Taken in two parts of 16 bits, as in `doublingHighMultiply`. */
export function requantizeSingle(accumulator: number, multiplier: number, shift: number): number {
  const totalShift = 31 - shift;
  const low = (accumulator & 0xffff) * multiplier;
  const high = (accumulator >> 16) * multiplier;
  if (totalShift <= 16)
    return high * 2 ** (16 - totalShift) + Math.floor((low + 2 ** (totalShift - 1)) / 2 ** totalShift);
  return Math.floor((high + 2 ** (totalShift - 17) + Math.floor(low / 0x10000)) / 2 ** (totalShift - 16));
}

export function clamp(value: number, low: number, high: number): number {
  return value < low ? low : value > high ? high : value;
}
