import { inputRadius } from '../../numerics/fixed-point-functions.js';
import {
  clamp,
  requantize,
  roundingDivideByPowerOfTwo,
  splitFloat,
  type FixedPoint,
} from '../../numerics/fixed-point.js';
import { roundHalfAwayFromZero, type Rounding } from '../../numerics/rounding.js';
import { anyShift, factorOf, type Factors, type FactorSpec } from '../factors.js';
import type { Rule } from '../rule.js';
import { scaleAndZeroPoint, zeroPointOf } from '../tensor-access.js';
import type { Int8UnaryRun, UnarySite } from '../unary.js';

/** Logistic and tanh: one int8 output for each of the 256 inputs. */

export interface TablePrepared {
  /** [x + 128] = output for input x. */
  readonly table: Int8Array;
}

/** What tells the two functions apart. */
export interface TableFunction {
  /** The function of a raw value with 4 integer bits, with 31 fractional bits. */
  evaluate(raw: number): number;
  /** Fractional bits of the function's value that make up an output step. */
  readonly outputBits: number;
  readonly outputZeroPoint: number;
}

const integerBits = 4;

/** Bounds of the input scale inside which the reference kernel's shifts are defined; it looks at nothing else. */
const smallestScale = 2 ** -28;
const scaleLimit = 2 ** 35;

const shiftableScale: Rule<UnarySite> = {
  code: 'I8C2610',
  sentence: 'input scale must be at least 2^-28 and less than 2^35',
  why: 'outside, the shifts by which the reference kernel scales its input are undefined',
  seen({ inputs: { input } }) {
    const { scale } = scaleAndZeroPoint(input);
    return scale >= smallestScale && scale < scaleLimit ? null : `scale ${scale}`;
  },
};

/** What brings differences of input values to 27 fractional bits. */
export const tableFactor: { readonly input: FactorSpec<UnarySite> } = {
  input: {
    describe: `input scale * 2^${31 - integerBits}`,
    scalesOf: ['input'],
    real: ({ inputs }) => [scaleAndZeroPoint(inputs.input).scale * 2 ** (31 - integerBits)],
    split: splitWithoutCarry,
    shifts: { least: 0, most: anyShift.most },
    rules: [shiftableScale],
  },
};

/** The reference rounds the mantissa and leaves it where it rounds up to 1. */
function splitWithoutCarry(real: number): FixedPoint {
  const { mantissa, exponent } = splitFloat(real);
  return { multiplier: roundHalfAwayFromZero(mantissa * 2 ** 31), shift: exponent };
}

/**
 * Tabulates the function as the reference kernel computes it: the input scaled to 27 fractional bits, the function in
 * fixed point, its value rounded to output steps; far inputs give the output's ends. Only the scaling depends on the
 * rounding. Source: CalculateArithmeticOpDataLogistic, reference_integer_ops::Logistic and Tanh of TensorFlow Lite.
 */
export function prepareTable(
  { inputs, rounding }: UnarySite & { readonly rounding: Rounding },
  factors: Factors<typeof tableFactor>,
  { evaluate, outputBits, outputZeroPoint }: TableFunction,
): TablePrepared {
  const factor = factorOf(factors.input, 0);
  const zeroPoint = zeroPointOf(inputs.input);
  const radius = inputRadius(integerBits, factor.shift);
  const outputOf = (difference: number): number => {
    if (difference <= -radius) return -128;
    if (difference >= radius) return 127;
    const value = evaluate(requantize(difference, factor, rounding));
    return clamp(roundingDivideByPowerOfTwo(value, 31 - outputBits) + outputZeroPoint, -128, 127);
  };
  return { table: Int8Array.from({ length: 256 }, (_, index) => outputOf(index - 128 - zeroPoint)) };
}

export function referenceTable({ table }: TablePrepared, { inputs, outputs }: Int8UnaryRun): void {
  const { input } = inputs;
  for (let i = 0; i < input.length; i += 1) outputs.output[i] = table[(input[i] ?? 0) + 128] ?? 0;
}
