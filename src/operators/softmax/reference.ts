import { doublingHighMultiply, roundingDivideByPowerOfTwo } from '../../numerics/fixed-point.js';
import { oneOverOnePlus } from '../../numerics/fixed-point-functions.js';
import type { SoftmaxAttributes } from '../attributes.js';
import type { ReferenceRun } from '../operator.js';
import { int8Input, int8Output } from '../tensor-access.js';
import { sumBits, type SoftmaxPrepared } from './prepare.js';

export function referenceSoftmax(_attributes: SoftmaxAttributes, prepared: SoftmaxPrepared, run: ReferenceRun): void {
  const input = int8Input(run, 0);
  const output = int8Output(run);
  const { depth, exponentials } = prepared;
  for (let row = 0; row < input.length; row += depth) {
    let largest = -128;
    for (let i = row; i < row + depth; i += 1) largest = Math.max(largest, input[i] ?? 0);
    let sum = 0;
    for (let i = row; i < row + depth; i += 1) sum += roundingDivideByPowerOfTwo(exponentials[largest - (input[i] ?? 0)] ?? 0, sumBits);
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
