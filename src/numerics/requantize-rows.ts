import {
  clamp,
  doublingHighMultiply,
  requantizeSingle,
  roundingDivideByPowerOfTwo,
  type FixedPoint,
} from './fixed-point.js';
import type { Rounding } from './rounding.js';

/** How a layer turns accumulators into int8: one factor per channel, then zero point and clamp. */
export interface OutputStage {
  readonly factors: readonly FixedPoint[];
  readonly outputZeroPoint: number;
  readonly min: number;
  readonly max: number;
}

/**
 * Requantizes accumulators channel by channel: out[outStart + p * outStep + c] = clamp(zero point + requantize(sums[p *
 * channels + c] + bias[firstChannel + c], factor)). `sums` holds whole positions of `channels` accumulators each;
 * `outStart` is the output index of the first one.
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
  for (let c = 0; c < channels; c += 1) {
    const factor = stage.factors[firstChannel + c];
    if (factor === undefined) throw new Error('int8c bug: a channel has no factor');
    const { multiplier, shift } = factor;
    const left = Math.max(0, shift);
    const right = Math.max(0, -shift);
    const start = bias?.[firstChannel + c] ?? 0;
    for (let from = c, to = outStart + c; from < sums.length; from += channels, to += outStep) {
      // eslint-disable-next-line @typescript-eslint/no-non-null-assertion -- inside by construction, and this is an innermost loop
      const sum = (sums[from]! + start) | 0;
      const scaled =
        rounding === 'double'
          ? roundingDivideByPowerOfTwo(doublingHighMultiply(sum << left, multiplier), right)
          : requantizeSingle(sum, multiplier, shift);
      out[to] = clamp(scaled + stage.outputZeroPoint, stage.min, stage.max);
    }
  }
}
