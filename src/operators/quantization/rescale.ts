import { inputTensor, outputTensor } from '../../ir/graph.js';
import { clamp, requantize, type FixedPoint } from '../../numerics/fixed-point.js';
import type { Constraint, ReferenceRun } from '../operator.js';
import { int8Input, int8Output, scaleAndZeroPoint } from '../tensor-access.js';

/** int8 values from one quantization to another, clamped: QUANTIZE of int8, stand-alone RELU. */

export interface RescalePrepared {
  /** Input scale / output scale. */
  readonly factor: FixedPoint;
  readonly inputZeroPoint: number;
  readonly outputZeroPoint: number;
  readonly min: number;
  readonly max: number;
}

/** Differences of int8 values have 8 bits: up to here their left shift fits 32 bits, and so does the result. */
export const ratioLimit = 2 ** 22;

export const boundedRatio: Constraint<unknown> = {
  code: 'I8C2630',
  sentence: 'input of int8 must have a scale less than 2^22 times the output scale',
  why: 'the reference kernel shifts the input to the left by this ratio, in 32 bits',
  violated(node, { tensors }) {
    const input = inputTensor(node, tensors, 0);
    if (input.dtype !== 'int8') return null;
    const from = scaleAndZeroPoint(input).scale;
    const to = scaleAndZeroPoint(outputTensor(node, tensors)).scale;
    return from / to < ratioLimit ? null : `input scale ${from}, output scale ${to}`;
  },
};

export function referenceRescale(prepared: RescalePrepared, run: ReferenceRun): void {
  const input = int8Input(run, 0);
  const output = int8Output(run);
  const { factor, inputZeroPoint, outputZeroPoint, min, max } = prepared;
  for (let i = 0; i < input.length; i += 1) {
    const scaled = requantize((input[i] ?? 0) - inputZeroPoint, factor, run.rounding);
    output[i] = clamp(scaled + outputZeroPoint, min, max);
  }
}
