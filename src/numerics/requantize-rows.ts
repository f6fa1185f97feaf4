import { clamp, doublingHighMultiply, requantizeSingle, roundingDivideByPowerOfTwo, type FixedPoint } from './fixed-point.js';
import type { Rounding } from './rounding.js';

/** How a layer turns accumulators into int8: one factor per channel, then zero point and clamp. */
export interface OutputStage {
  readonly factors: readonly FixedPoint[];
  readonly outputZeroPoint: number;
  readonly min: number;
  readonly max: number;
}

/**
 * Requantizes accumulators channel by channel:
 * out[outStart + p * outStep + c] = clamp(zero point + requantize(sums[p * channels + c] + bias[firstChannel + c], factor)).
 * `sums` holds whole positions of `channels` accumulators each; `outStart` is the output index of the first one.
 */
export function requantizeRows(
  stage: OutputStage,
  rounding: Rounding,
  sums: Int32Array,
  bias: ArrayLike<number> | null,
  firstChannel: number,
  channels: number,
  out: Int8Array,
  outStart: number,
  outStep: number,
): void {
  const requantizeChannel = rounding === 'double' ? requantizeChannelTwice : requantizeChannelOnce;
  for (let c = 0; c < channels; c += 1) {
    const factor = stage.factors[firstChannel + c];
    if (factor === undefined) throw new Error('int8c bug: a channel has no factor');
    requantizeChannel(stage, factor, sums, c, channels, bias?.[firstChannel + c] ?? 0, out, outStart + c, outStep);
  }
}

/* eslint-disable @typescript-eslint/no-non-null-assertion -- indices are inside by construction; these are innermost loops */

function requantizeChannelTwice(
  { outputZeroPoint, min, max }: OutputStage,
  { multiplier, shift }: FixedPoint,
  sums: Int32Array,
  first: number,
  step: number,
  bias: number,
  out: Int8Array,
  outFirst: number,
  outStep: number,
): void {
  const left = Math.max(0, shift);
  const right = Math.max(0, -shift);
  for (let from = first, to = outFirst; from < sums.length; from += step, to += outStep) {
    const product = doublingHighMultiply(((sums[from]! + bias) | 0) << left, multiplier);
    out[to] = clamp(roundingDivideByPowerOfTwo(product, right) + outputZeroPoint, min, max);
  }
}

function requantizeChannelOnce(
  { outputZeroPoint, min, max }: OutputStage,
  { multiplier, shift }: FixedPoint,
  sums: Int32Array,
  first: number,
  step: number,
  bias: number,
  out: Int8Array,
  outFirst: number,
  outStep: number,
): void {
  for (let from = first, to = outFirst; from < sums.length; from += step, to += outStep) {
    out[to] = clamp(requantizeSingle((sums[from]! + bias) | 0, multiplier, shift) + outputZeroPoint, min, max);
  }
}
