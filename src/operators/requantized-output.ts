import type { CCode } from '../text/sinks.js';
import type { FixedPoint } from '../numerics/fixed-point.js';
import { plus } from './c-expressions.js';
import type { LoweringContext } from './operator.js';
import { requantizationFor, type RequantizationView } from './requantization.js';

/** How a value becomes an int8 output: one factor, the zero point, the bounds. */
export interface RequantizedOutputView extends Pick<RequantizationView, 'requantize' | 'multiplier' | 'shift'> {
  /** As a summand in C: ` + 5`, ` - 5` or nothing. */
  readonly outputZeroPoint: CCode;
  readonly min: number;
  readonly max: number;
}

export function requantizedOutput(
  factor: FixedPoint,
  { outputZeroPoint, min, max }: { readonly outputZeroPoint: number; readonly min: number; readonly max: number },
  { rounding }: LoweringContext,
): RequantizedOutputView {
  const { requantize, multiplier, shift } = requantizationFor([factor], rounding).view;
  return { requantize, multiplier, shift, outputZeroPoint: plus(outputZeroPoint), min, max };
}
