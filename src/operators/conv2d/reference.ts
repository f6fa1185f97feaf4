import { multiplyMatrix, packRows } from '../../numerics/multiply-matrix.js';
import { requantizeRows } from '../../numerics/requantize-rows.js';
import type { ConvAttributes } from '../attributes.js';
import type { ReferenceRun } from '../operator.js';
import { dimension, int8Input, int8Output, runInput } from '../tensor-access.js';
import type { Conv2dPrepared } from './prepare.js';

/** Collects the windows of one output row, zero points subtracted and padding zero, and multiplies them by the weights. */
export function referenceConv2d(_attributes: ConvAttributes, prepared: Conv2dPrepared, run: ReferenceRun): void {
  const weights = int8Input(run, 1);
  const out = int8Output(run);
  const bias = run.inputs[2]?.values ?? null;
  const { height, width, groups } = prepared;
  const channels = prepared.factors.length;
  const groupChannels = channels / groups;
  const depth = weights.length / channels;
  const windows = new Float64Array(width.output * depth);
  const packed = Array.from({ length: groups }, (_, group) => packRows(weights, group * groupChannels, groupChannels, depth));
  const sums = new Int32Array(width.output * groupChannels);
  const rows = dimension(runInput(run, 0).shape, 0) * height.output;
  for (let row = 0; row < rows; row += 1) {
    packed.forEach((packedGroup, group) => {
      const first = group * groupChannels;
      collectWindows(run, prepared, row, group, windows);
      multiplyMatrix(windows, width.output, depth, packedGroup, groupChannels, sums);
      requantizeRows(prepared, run.rounding, sums, bias, first, groupChannels, out, row * width.output * channels + first, channels);
    });
  }
}

/** `row` counts output rows over all batches. Windows are [column][kernel row][kernel column][channel of the group]. */
function collectWindows(run: ReferenceRun, prepared: Conv2dPrepared, row: number, group: number, windows: Float64Array): void {
  const { height, width, groups, inputZeroPoint } = prepared;
  const input = int8Input(run, 0);
  const channels = dimension(runInput(run, 0).shape, 3);
  const groupDepth = channels / groups;
  const batch = Math.floor(row / height.output);
  const top = (row % height.output) * height.stride - height.padBefore;
  let at = 0;
  for (let column = 0; column < width.output; column += 1) {
    const left = column * width.stride - width.padBefore;
    for (let kernelRow = 0; kernelRow < height.kernel; kernelRow += 1) {
      const inputRow = top + kernelRow * height.dilation;
      const rowInside = inputRow >= 0 && inputRow < height.input;
      for (let kernelColumn = 0; kernelColumn < width.kernel; kernelColumn += 1) {
        const inputColumn = left + kernelColumn * width.dilation;
        const inside = rowInside && inputColumn >= 0 && inputColumn < width.input;
        const from = ((batch * height.input + inputRow) * width.input + inputColumn) * channels + group * groupDepth;
        for (let i = 0; i < groupDepth; i += 1) windows[at + i] = inside ? (input[from + i] ?? 0) - inputZeroPoint : 0;
        at += groupDepth;
      }
    }
  }
}
