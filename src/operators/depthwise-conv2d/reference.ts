import { requantizeRows } from '../../numerics/requantize-rows.js';
import { windowOverlap } from '../../numerics/window.js';
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
  const { height, width, multiplier } = prepared;
  const channels = prepared.factors.length;
  const inputChannels = Math.floor(channels / multiplier);
  const inputRow = (row % height.output) * height.stride - height.padBefore + kernelRow * height.dilation;
  if (inputRow < 0 || inputRow >= height.input) return;
  const inputStart = (Math.floor(row / height.output) * height.input + inputRow) * width.input;
  const products: Products = {
    input: int8Input(run, 0),
    step: width.dilation * inputChannels,
    zeroPoint: prepared.inputZeroPoint,
    weights: int8Input(run, 1),
    sums,
    channels,
    multiplier,
  };
  for (let column = 0; column < width.output; column += 1) {
    const { begin, end } = windowOverlap(width, column);
    const inputColumn = column * width.stride - width.padBefore + begin * width.dilation;
    addProducts(products, (inputStart + inputColumn) * inputChannels, (kernelRow * width.kernel + begin) * channels, end - begin, column * channels);
  }
}

/** A kernel row laid over an input row: what stays the same from position to position. */
interface Products {
  readonly input: Int8Array;
  /** Distance of neighbouring kernel columns in the input. */
  readonly step: number;
  readonly zeroPoint: number;
  readonly weights: Int8Array;
  readonly sums: Int32Array;
  readonly channels: number;
  readonly multiplier: number;
}

/* eslint-disable @typescript-eslint/no-non-null-assertion -- indices are inside by construction; these are the innermost loops */

/**
 * sums[at + c] += sum over k < count of (input[from + k * step + c / multiplier] - zeroPoint) * weights[weight + k * channels + c].
 * Three kernel columns at a time where every channel has one kernel: the sums are then loaded and stored a third as often.
 */
function addProducts(products: Products, from: number, weight: number, count: number, at: number): void {
  const { step, channels, multiplier } = products;
  let k = 0;
  if (multiplier === 1) for (; k + 3 <= count; k += 3) addThreeColumns(products, from + k * step, weight + k * channels, at);
  for (; k < count; k += 1) addColumn(products, from + k * step, weight + k * channels, at);
}

function addThreeColumns({ input, step, zeroPoint, weights, sums, channels }: Products, first: number, weight: number, at: number): void {
  const second = first + step;
  const third = second + step;
  const nextWeight = weight + channels;
  const lastWeight = nextWeight + channels;
  for (let c = 0; c < channels; c += 1) {
    const a = Math.imul(input[first + c]! - zeroPoint, weights[weight + c]!);
    const b = Math.imul(input[second + c]! - zeroPoint, weights[nextWeight + c]!);
    const d = Math.imul(input[third + c]! - zeroPoint, weights[lastWeight + c]!);
    sums[at + c] = (sums[at + c]! + a + b + d) | 0;
  }
}

function addColumn({ input, zeroPoint, weights, sums, channels, multiplier }: Products, from: number, weight: number, at: number): void {
  for (let c = 0; c < channels; c += 1) {
    const value = input[from + Math.floor(c / multiplier)]! - zeroPoint;
    sums[at + c] = (sums[at + c]! + Math.imul(value, weights[weight + c]!)) | 0;
  }
}
