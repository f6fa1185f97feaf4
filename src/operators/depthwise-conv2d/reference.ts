import { clamp, requantize } from '../../numerics/fixed-point.js';
import type { DepthwiseConvAttributes } from '../attributes.js';
import type { ReferenceRun } from '../operator.js';
import { dimension, int8Input, int8Output, runInput } from '../tensor-access.js';
import type { DepthwisePrepared } from './prepare.js';

/** All channels of one output position at a time: sums start from the bias, kernel elements inside the input are added. */
export function referenceDepthwiseConv2d(_attributes: DepthwiseConvAttributes, prepared: DepthwisePrepared, run: ReferenceRun): void {
  const out = int8Output(run);
  const bias = run.inputs[2]?.values;
  const { height, width, factors } = prepared;
  const channels = factors.length;
  const sums = new Int32Array(channels);
  const positions = dimension(runInput(run, 0).shape, 0) * height.output * width.output;
  for (let position = 0; position < positions; position += 1) {
    for (let channel = 0; channel < channels; channel += 1) sums[channel] = bias?.[channel] ?? 0;
    addWindow(run, prepared, position, sums);
    for (let channel = 0; channel < channels; channel += 1) {
      const factor = factors[channel];
      if (factor === undefined) throw new Error('int8c bug: a channel has no factor');
      const scaled = requantize(sums[channel] ?? 0, factor, run.rounding);
      out[position * channels + channel] = clamp(scaled + prepared.outputZeroPoint, prepared.min, prepared.max);
    }
  }
}

/** `position` counts output positions over rows and batches. */
function addWindow(run: ReferenceRun, prepared: DepthwisePrepared, position: number, sums: Int32Array): void {
  const { height, width, multiplier, inputZeroPoint } = prepared;
  const input = int8Input(run, 0);
  const weights = int8Input(run, 1);
  const channels = sums.length / multiplier;
  const row = Math.floor(position / width.output);
  const batch = Math.floor(row / height.output);
  const top = (row % height.output) * height.stride - height.padBefore;
  const left = (position % width.output) * width.stride - width.padBefore;
  for (let kernelRow = 0; kernelRow < height.kernel; kernelRow += 1) {
    const inputRow = top + kernelRow * height.dilation;
    if (inputRow < 0 || inputRow >= height.input) continue;
    for (let kernelColumn = 0; kernelColumn < width.kernel; kernelColumn += 1) {
      const inputColumn = left + kernelColumn * width.dilation;
      if (inputColumn < 0 || inputColumn >= width.input) continue;
      const from = ((batch * height.input + inputRow) * width.input + inputColumn) * channels;
      const weight = (kernelRow * width.kernel + kernelColumn) * sums.length;
      if (multiplier === 1) addProducts(input, from, weights, weight, inputZeroPoint, sums);
      else addSpreadProducts(input, from, weights, weight, inputZeroPoint, multiplier, sums);
    }
  }
}

/* eslint-disable @typescript-eslint/no-non-null-assertion -- indices are inside by construction; this is the innermost loop */

function addProducts(input: Int8Array, from: number, weights: Int8Array, weight: number, zeroPoint: number, sums: Int32Array): void {
  for (let c = 0; c < sums.length; c += 1) sums[c] = sums[c]! + Math.imul(input[from + c]! - zeroPoint, weights[weight + c]!);
}

function addSpreadProducts(
  input: Int8Array,
  from: number,
  weights: Int8Array,
  weight: number,
  zeroPoint: number,
  multiplier: number,
  sums: Int32Array,
): void {
  for (let c = 0; c < sums.length; c += 1) {
    const value = input[from + Math.floor(c / multiplier)]! - zeroPoint;
    sums[c] = sums[c]! + Math.imul(value, weights[weight + c]!);
  }
}
