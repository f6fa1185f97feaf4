import { requantizeRows } from '../../numerics/requantize-rows.js';
import type { DepthwiseConvAttributes } from '../attributes.js';
import type { ReferenceRun } from '../operator.js';
import { dimension, int8Input, int8Output, runInput } from '../tensor-access.js';
import type { DepthwisePrepared } from './prepare.js';

/** All channels of one output row at a time: kernel elements inside the input are added up, then requantized. */
export function referenceDepthwiseConv2d(_attributes: DepthwiseConvAttributes, prepared: DepthwisePrepared, run: ReferenceRun): void {
  const out = int8Output(run);
  const bias = run.inputs[2]?.values ?? null;
  const { height, width } = prepared;
  const channels = prepared.factors.length;
  const sums = new Int32Array(width.output * channels);
  const rows = dimension(runInput(run, 0).shape, 0) * height.output;
  for (let row = 0; row < rows; row += 1) {
    sums.fill(0);
    for (let kernelRow = 0; kernelRow < height.kernel; kernelRow += 1) addKernelRow(run, prepared, row, kernelRow, sums);
    requantizeRows(prepared, run.rounding, sums, bias, 0, channels, out, row * sums.length, channels);
  }
}

/** Adds one kernel row's products to the sums of output row `row`, which counts over all batches. */
function addKernelRow(run: ReferenceRun, prepared: DepthwisePrepared, row: number, kernelRow: number, sums: Int32Array): void {
  const { height, width, multiplier, inputZeroPoint } = prepared;
  const input = int8Input(run, 0);
  const weights = int8Input(run, 1);
  const channels = prepared.factors.length;
  const inputChannels = Math.floor(channels / multiplier);
  const inputRow = (row % height.output) * height.stride - height.padBefore + kernelRow * height.dilation;
  if (inputRow < 0 || inputRow >= height.input) return;
  const inputStart = (Math.floor(row / height.output) * height.input + inputRow) * width.input;
  for (let column = 0; column < width.output; column += 1) {
    for (let kernelColumn = 0; kernelColumn < width.kernel; kernelColumn += 1) {
      const inputColumn = column * width.stride - width.padBefore + kernelColumn * width.dilation;
      if (inputColumn < 0 || inputColumn >= width.input) continue;
      const from = (inputStart + inputColumn) * inputChannels;
      const weight = (kernelRow * width.kernel + kernelColumn) * channels;
      addProducts(input, from, multiplier, weights, weight, inputZeroPoint, sums, column * channels, channels);
    }
  }
}

/** sums[at + c] += (input[from + c / multiplier] - zeroPoint) * weights[weight + c] for all channels. */
function addProducts(
  input: Int8Array,
  from: number,
  multiplier: number,
  weights: Int8Array,
  weight: number,
  zeroPoint: number,
  sums: Int32Array,
  at: number,
  channels: number,
): void {
  /* eslint-disable @typescript-eslint/no-non-null-assertion -- indices are inside by construction; this is the innermost loop */
  if (multiplier === 1) {
    for (let c = 0; c < channels; c += 1) sums[at + c] = sums[at + c]! + Math.imul(input[from + c]! - zeroPoint, weights[weight + c]!);
    return;
  }
  for (let c = 0; c < channels; c += 1) {
    const value = input[from + Math.floor(c / multiplier)]! - zeroPoint;
    sums[at + c] = sums[at + c]! + Math.imul(value, weights[weight + c]!);
  }
  /* eslint-enable @typescript-eslint/no-non-null-assertion */
}
