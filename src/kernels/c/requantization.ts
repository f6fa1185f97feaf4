import type { FixedPoint } from '../../numerics/fixed-point.js';
import type { Rounding } from '../../numerics/rounding.js';
import { c, cIdentifier, type CCode, type Identifier } from '../../text/sinks.js';
import type { ConstantTable } from '../kernel.js';
import { plus } from './expressions.js';

/** How a layer's C requantizes: the runtime function and its arguments, as C expressions for channel `c`. */
export interface RequantizationView {
  /** `int8c_requantize_right_double` or one of its siblings in the runtime header. */
  readonly requantize: Identifier;
  readonly multiplier: CCode;
  readonly shift: CCode;
  /** The same for channel `c + lane` of a block. */
  readonly multiplierLane: CCode;
  readonly shiftLane: CCode;
}

/** A right shift of every factor is enough: none needs a left one. */
function shiftsRightOnly(factors: readonly FixedPoint[]): boolean {
  return factors.every(({ shift }) => shift <= 0);
}

/** Shifts as the runtime function takes them: by how much to the right, or signed, to the left. */
function shiftsOf(factors: readonly FixedPoint[]): number[] {
  const sign = shiftsRightOnly(factors) ? -1 : 1;
  return factors.map(({ shift }) => (shift === 0 ? 0 : sign * shift));
}

/** The value that all channels share, or undefined. */
function sharedValue(values: readonly number[]): number | undefined {
  const [first] = values;
  return values.every((value) => value === first) ? first : undefined;
}

function shiftName(factors: readonly FixedPoint[]): Identifier {
  return cIdentifier(shiftsRightOnly(factors) ? 'right_shift' : 'shift');
}

/**
 * Chooses the cheapest exact requantization for a set of factors: right shifts only where no factor needs a left
 * shift. A factor that all channels share is written into the code; others are read from the tables of
 * `requantizationTables`, which the code knows by their short names.
 */
export function requantization(factors: readonly FixedPoint[], rounding: Rounding): RequantizationView {
  const multiplier = factorAt(cIdentifier('multiplier'), sharedValue(factors.map((factor) => factor.multiplier)));
  const shift = factorAt(shiftName(factors), sharedValue(shiftsOf(factors)));
  return {
    requantize: cIdentifier(`int8c_requantize_${shiftsRightOnly(factors) ? 'right_' : ''}${rounding}`),
    multiplier: multiplier(c`c`),
    shift: shift(c`c`),
    multiplierLane: multiplier(c`c + lane`),
    shiftLane: shift(c`c + lane`),
  };
}

function factorAt(table: Identifier, shared: number | undefined): (channel: CCode) => CCode {
  return (channel) => (shared === undefined ? c`${table}[${channel}]` : c`${shared}`);
}

/** Multipliers and shifts that differ from channel to channel, as `requantization` reads them. */
export function requantizationTables(factors: readonly FixedPoint[]): ConstantTable[] {
  const multipliers = factors.map(({ multiplier }) => multiplier);
  const shifts = shiftsOf(factors);
  const tables: ConstantTable[] = [];
  if (sharedValue(multipliers) === undefined) {
    const description = 'requantization multiplier per channel, in 2^-31';
    tables.push({ name: 'multiplier', ctype: 'int32_t', values: Int32Array.from(multipliers), description });
  }
  if (sharedValue(shifts) === undefined) {
    const description = `${shiftsRightOnly(factors) ? 'right' : 'left'} shift per channel`;
    tables.push({ name: shiftName(factors), ctype: 'int8_t', values: Int8Array.from(shifts), description });
  }
  return tables;
}

/** Bytes of the tables that `requantizationTables` makes of these factors. */
export function requantizationTableBytes(factors: readonly FixedPoint[]): number {
  const multiplierBytes = sharedValue(factors.map(({ multiplier }) => multiplier)) === undefined ? 4 : 0;
  const shiftBytes = sharedValue(shiftsOf(factors)) === undefined ? 1 : 0;
  return (multiplierBytes + shiftBytes) * factors.length;
}

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
  rounding: Rounding,
): RequantizedOutputView {
  const { requantize, multiplier, shift } = requantization([factor], rounding);
  return { requantize, multiplier, shift, outputZeroPoint: plus(outputZeroPoint), min, max };
}
