import type { Node } from '../../ir/graph.js';
import { quantizeMultiplier, requantize } from '../../numerics/fixed-point.js';
import { expOfNegative, inputRadius } from '../../numerics/fixed-point-functions.js';
import type { SoftmaxAttributes } from '../attributes.js';
import type { NodeContext } from '../operator.js';
import { dimension, inputAndOutput, scaleAndZeroPoint } from '../tensor-access.js';

export interface SoftmaxPrepared {
  /** Number of values that sum to 1. */
  readonly depth: number;
  /** [d] = exp(-d * beta * input scale) with 31 fractional bits; differences past the end count as 0. At most 256. */
  readonly exponentials: Int32Array;
}

/** Integer bits of a scaled difference. */
const differenceBits = 5;

/** Integer bits of the sum of exponentials. */
export const sumBits = 12;

/** No row of this length can overflow the sum: each exponential is at most 1. */
export const longestRow = 2 ** sumBits - 1;

/** One input step in 26 fractional bits, in double precision from the float32 beta and scale. */
export function softmaxMultiplier(beta: number, scale: number): number {
  return Math.fround(beta) * scale * 2 ** (31 - differenceBits);
}

/**
 * Tabulates the exponential of every difference that the reference kernel looks at.
 * Source: PreprocessSoftmaxScaling and CalculateInputRadius of TensorFlow Lite. Only the scaling of the difference
 * depends on the rounding.
 */
export function prepareSoftmax(node: Node<SoftmaxAttributes>, context: NodeContext): SoftmaxPrepared {
  const { input } = inputAndOutput(node, context);
  const largest = (context.rounding === 'double' ? 2 ** 31 : 2 ** 30) - 1;
  const multiplier = softmaxMultiplier(node.attributes.beta, scaleAndZeroPoint(input).scale);
  const factor = quantizeMultiplier(Math.min(multiplier, largest), context.rounding);
  const entries = Math.min(255, inputRadius(differenceBits, factor.shift)) + 1;
  return {
    depth: dimension(input.shape, input.shape.length - 1),
    exponentials: Int32Array.from({ length: entries }, (_, difference) => expOfNegative(requantize(-difference, factor, context.rounding), differenceBits)),
  };
}
