import { clamp, requantize, type FixedPoint } from '../../numerics/fixed-point.js';
import type { Rounding } from '../../numerics/rounding.js';
import { anyShift, type FactorSpec } from '../factors.js';
import type { Rule } from '../rule.js';
import { scaleAndZeroPoint } from '../tensor-access.js';
import type { ByteUnaryRun, UnarySite } from '../unary.js';

/** int8 or uint8 values from one quantization to another, clamped: QUANTIZE of them, stand-alone RELU. */

export interface RescalePrepared {
  /** Input scale / output scale. */
  readonly factor: FixedPoint;
  readonly inputZeroPoint: number;
  readonly outputZeroPoint: number;
  readonly min: number;
  readonly max: number;
}

/**
 * Differences of two values of a byte have 8 bits and a sign: up to here their left shift fits 32 bits, and so does the
 * result.
 */
export const ratioLimit = 2 ** 22;

/** Shifts under which that holds. */
export const ratioShifts = { least: anyShift.least, most: Math.log2(ratioLimit) };

/** What differences of input values are multiplied by. */
export function ratioFactor(real: (from: number, to: number) => number): { readonly output: FactorSpec<UnarySite> } {
  return {
    output: {
      describe: 'input scale / output scale',
      scalesOf: ['input', 'output'],
      real: ({ inputs, outputs }) => [
        real(scaleAndZeroPoint(inputs.input).scale, scaleAndZeroPoint(outputs.output).scale),
      ],
      shifts: ratioShifts,
      rules: [boundedRatio],
    },
  };
}

const boundedRatio: Rule<UnarySite> = {
  code: 'I8C2630',
  sentence: 'input of int8 or uint8 must have a scale less than 2^22 times the output scale',
  why: 'the reference kernel shifts the input to the left by this ratio, in 32 bits',
  seen({ inputs, outputs }) {
    const [from, to] = [scaleAndZeroPoint(inputs.input).scale, scaleAndZeroPoint(outputs.output).scale];
    return from / to < ratioLimit ? null : `input scale ${from}, output scale ${to}`;
  },
};

export function referenceRescale(
  { factor, inputZeroPoint, outputZeroPoint, min, max }: RescalePrepared,
  { inputs, outputs, site }: ByteUnaryRun & { readonly site: { readonly rounding: Rounding } },
): void {
  const { input } = inputs;
  for (let i = 0; i < input.length; i += 1) {
    const scaled = requantize((input[i] ?? 0) - inputZeroPoint, factor, site.rounding);
    outputs.output[i] = clamp(scaled + outputZeroPoint, min, max);
  }
}
