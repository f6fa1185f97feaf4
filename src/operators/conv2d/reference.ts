import { clamp, requantize } from '../../numerics/fixed-point.js';
import { multiplyMatrix } from '../../numerics/multiply-matrix.js';
import type { ConvAttributes } from '../attributes.js';
import type { ReferenceRun } from '../operator.js';
import { dimension, int8Input, int8Output, runInput } from '../tensor-access.js';
import type { Conv2dPrepared } from './prepare.js';

/** Collects the windows of one output row, zero points subtracted and padding zero, and multiplies them by the weights. */
export function referenceConv2d(_attributes: ConvAttributes, prepared: Conv2dPrepared, run: ReferenceRun): void {
  const weights = int8Input(run, 1);
  const out = int8Output(run);
  const bias = run.inputs[2]?.values;
  const { height, width, groups, factors } = prepared;
  const channels = factors.length;
  const groupChannels = channels / groups;
  const depth = weights.length / channels;
  const windows = new Int32Array(width.output * depth);
  const sums = new Int32Array(width.output * groupChannels);
  const batches = dimension(runInput(run, 0).shape, 0);
  for (let row = 0; row < batches * height.output; row += 1) {
    for (let group = 0; group < groups; group += 1) {
      collectWindows(run, prepared, row, group, windows);
      multiplyMatrix(windows, width.output, depth, weights, group * groupChannels, groupChannels, sums);
      for (let i = 0; i < sums.length; i += 1) {
        const column = Math.floor(i / groupChannels);
        const channel = group * groupChannels + (i % groupChannels);
        const factor = factors[channel];
        if (factor === undefined) throw new Error('int8c bug: a channel has no factor');
        const scaled = requantize((sums[i] ?? 0) + (bias?.[channel] ?? 0), factor, run.rounding);
        out[(row * width.output + column) * channels + channel] = clamp(scaled + prepared.outputZeroPoint, prepared.min, prepared.max);
      }
    }
  }
}

/** `row` counts output rows over all batches. Windows are [column][kernel row][kernel column][channel of the group]. */
function collectWindows(run: ReferenceRun, prepared: Conv2dPrepared, row: number, group: number, windows: Int32Array): void {
  const { height, width, groups, inputZeroPoint } = prepared;
  const input = int8Input(run, 0);
  const channels = dimension(runInput(run, 0).shape, 3);
  const groupDepth = channels / groups;
  const batch = Math.floor(row / height.output);
  const top = (row % height.output) * height.stride - height.padBefore;
  let at = 0;
  for (let column = 0; column < width.output; column += 1) {
    const left = column * width.stride - width.padBefore;
    for (let ky = 0; ky < height.kernel; ky += 1) {
      const y = top + ky * height.dilation;
      for (let kx = 0; kx < width.kernel; kx += 1) {
        const x = left + kx * width.dilation;
        const inside = y >= 0 && y < height.input && x >= 0 && x < width.input;
        const from = ((batch * height.input + y) * width.input + x) * channels + group * groupDepth;
        for (let i = 0; i < groupDepth; i += 1) windows[at + i] = inside ? (input[from + i] ?? 0) - inputZeroPoint : 0;
        at += groupDepth;
      }
    }
  }
}
