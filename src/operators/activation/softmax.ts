import {
  doublingHighMultiply,
  requantize,
  roundingDivideByPowerOfTwo,
  type FixedPoint,
} from '../../numerics/fixed-point.js';
import { expOfNegative, inputRadius, oneOverOnePlus } from '../../numerics/fixed-point-functions.js';
import type { Rounding } from '../../numerics/rounding.js';
import { defineArithmetic } from '../arithmetic.js';
import { positiveReal } from '../attribute.js';
import { anyShift, factorOf, type Factors, type FactorSpec } from '../factors.js';
import { defineOperator, value, type SiteOf } from '../operator.js';
import type { Rule } from '../rule.js';
import { dimension, scaleAndZeroPoint } from '../tensor-access.js';
import { int8Unary, unaryPorts, type Int8UnaryRun } from '../unary.js';

export const softmax = defineOperator({
  kind: 'softmax',
  tfliteName: 'SOFTMAX',
  summary:
    'Exponentials along the last dimension, divided by their sum, in fixed point. A row whose exponentials sum to 512 times the largest ' +
    'or more, where the reference kernel stops with a failed check, gives -128 throughout: every share rounds to 0.',
  attributes: { beta: positiveReal('factor of the inputs', 1) },
  ...unaryPorts,
  inputs: { input: value('[..., values]') },
  outputs: { output: value('shape of the input, scale 1/256, zero point -128') },
});
type SoftmaxSite = SiteOf<typeof softmax>;

/** Integer bits of the sum of exponentials. */
const sumBits = 12;

/** No row of this length can overflow the sum: each exponential is at most 1. */
export const longestRow = 2 ** sumBits - 1;

const rules: readonly Rule<SoftmaxSite>[] = [
  {
    code: 'I8C2600',
    sentence: 'input must have at least one dimension',
    seen: ({ inputs: { input } }) => (input.shape.length >= 1 ? null : 'a scalar'),
  },
  {
    code: 'I8C2603',
    sentence: `must run over at most ${longestRow} values`,
    why: 'the reference kernel sums exponentials in 12 integer bits, which a longer row can overflow',
    seen({ inputs: { input } }) {
      const depth = input.shape.at(-1) ?? 1;
      return depth <= longestRow ? null : `${depth} values`;
    },
  },
];

const largerThanOne: Rule<SoftmaxSite> = {
  code: 'I8C2601',
  sentence: 'beta times input scale must be finite and greater than 2^-26',
  why: 'the reference kernel scales differences of inputs to 26 fractional bits by a factor greater than 1',
  seen({ attributes: { beta }, inputs: { input } }) {
    const { scale } = scaleAndZeroPoint(input);
    const factor = softmaxMultiplier(beta, scale);
    return factor > 1 && Number.isFinite(factor) ? null : `beta ${beta}, input scale ${scale}`;
  },
};

const factors: { readonly input: FactorSpec<SoftmaxSite> } = {
  input: {
    describe: 'beta * input scale * 2^26',
    scalesOf: ['input'],
    real: ({ attributes: { beta }, inputs: { input }, rounding }) => [
      Math.min(softmaxMultiplier(beta, scaleAndZeroPoint(input).scale), largestMultiplier(rounding)),
    ],
    shifts: { least: 0, most: anyShift.most },
    rules: [largerThanOne],
  },
};

export const softmaxInt8 = defineArithmetic(softmax, {
  name: 'int8',
  formula: 'out[r,i] = exp(beta*si*(in[r,i] - max of in[r])) / sum over k of exp(beta*si*(in[r,k] - max of in[r]))',
  dtypes: int8Unary,
  quantization: { output: { scale: 1 / 256, zeroPoint: -128 } },
  rules,
  factors,
  prepare: prepareSoftmax,
  reference: referenceSoftmax,
});

export interface SoftmaxPrepared {
  /** Number of values that sum to 1. */
  readonly depth: number;
  /** Brings a difference of two inputs to 26 fractional bits. */
  readonly factor: FixedPoint;
  /** [d] = exp(-d * beta * input scale) with 31 fractional bits; differences past the end count as 0. At most 256. */
  readonly exponentials: Int32Array;
}

/** Integer bits of a scaled difference; 31 - 5 = 26 fractional ones. */
export const differenceBits = 5;

/** One input step in 26 fractional bits, in double precision from the float32 beta and scale. */
function softmaxMultiplier(beta: number, scale: number): number {
  return Math.fround(beta) * scale * 2 ** (31 - differenceBits);
}

/** Larger ones saturate. */
function largestMultiplier(rounding: Rounding): number {
  return (rounding === 'double' ? 2 ** 31 : 2 ** 30) - 1;
}

/**
 * Tabulates the exponential of every difference that the reference kernel looks at.
 * Source: PreprocessSoftmaxScaling and CalculateInputRadius of TensorFlow Lite. Only the scaling of the difference
 * depends on the rounding.
 */
function prepareSoftmax(
  { inputs: { input }, rounding }: SoftmaxSite,
  { input: multiplier }: Factors<typeof factors>,
): SoftmaxPrepared {
  const factor = factorOf(multiplier, 0);
  const entries = Math.min(255, inputRadius(differenceBits, factor.shift)) + 1;
  return {
    depth: dimension(input.shape, input.shape.length - 1),
    factor,
    exponentials: Int32Array.from({ length: entries }, (_, difference) =>
      expOfNegative(requantize(-difference, factor, rounding), differenceBits),
    ),
  };
}

function referenceSoftmax({ depth, exponentials }: SoftmaxPrepared, { inputs, outputs }: Int8UnaryRun): void {
  const { input } = inputs;
  const { output } = outputs;
  for (let row = 0; row < input.length; row += depth) {
    let largest = -128;
    for (let i = row; i < row + depth; i += 1) largest = Math.max(largest, input[i] ?? 0);
    let sum = 0;
    for (let i = row; i < row + depth; i += 1)
      sum += roundingDivideByPowerOfTwo(exponentials[largest - (input[i] ?? 0)] ?? 0, sumBits);
    const { scale, exponent } = reciprocal(sum);
    for (let i = row; i < row + depth; i += 1) {
      const product = doublingHighMultiply(exponentials[largest - (input[i] ?? 0)] ?? 0, scale);
      output[i] = Math.min(127, (exponent > 31 ? 0 : roundingDivideByPowerOfTwo(product, exponent)) - 128);
    }
  }
}

/** 1 / sum as scale * 2^-exponent in output steps of 1/256. Source: GetReciprocal of TensorFlow Lite. */
function reciprocal(sum: number): { scale: number; exponent: number } {
  const leadingZeros = Math.clz32(sum);
  const bitsOverUnit = sumBits - leadingZeros;
  return { scale: oneOverOnePlus(sum * 2 ** leadingZeros - 2 ** 31), exponent: bitsOverUnit + 31 - 8 };
}
