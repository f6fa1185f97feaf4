import type { FixedPoint } from '../../numerics/fixed-point.js';
import type { Rounding } from '../../numerics/rounding.js';
import { c, cIdentifier, type CCode, type Identifier } from '../../text/sinks.js';
import type { ConstantTable, KernelContext } from '../kernel.js';
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

/**
 * Chooses the cheapest exact requantization for a set of factors: right shifts only where no factor needs a left
 * shift. A factor that all channels share is written into the code; others go to the tables `multiplier` and
 * `right_shift` or `shift`, which the code knows by these names (see `localTables`).
 */
export function requantizationFor(
  factors: readonly FixedPoint[],
  rounding: Rounding,
): { readonly view: RequantizationView; readonly tables: readonly ConstantTable[] } {
  const rightOnly = factors.every(({ shift }) => shift <= 0);
  const sign = rightOnly ? -1 : 1;
  const shiftName = cIdentifier(rightOnly ? 'right_shift' : 'shift');
  const tables: ConstantTable[] = [];
  const place = (
    name: Identifier,
    ctype: 'int32_t' | 'int8_t',
    values: readonly number[],
    description: string,
  ): { at(index: CCode): CCode } => {
    const [first] = values;
    if (first !== undefined && values.every((value) => value === first)) return { at: () => c`${first}` };
    tables.push({
      name,
      ctype,
      values: ctype === 'int32_t' ? Int32Array.from(values) : Int8Array.from(values),
      description,
    });
    return { at: (index) => c`${name}[${index}]` };
  };
  const multipliers = factors.map((factor) => factor.multiplier);
  const shifts = factors.map((factor) => (factor.shift === 0 ? 0 : sign * factor.shift));
  const multiplier = place(
    cIdentifier('multiplier'),
    'int32_t',
    multipliers,
    'requantization multiplier per channel, in 2^-31',
  );
  const shift = place(shiftName, 'int8_t', shifts, `${rightOnly ? 'right' : 'left'} shift per channel`);
  const view = {
    requantize: cIdentifier(`int8c_requantize_${rightOnly ? 'right_' : ''}${rounding}`),
    multiplier: multiplier.at(c`c`),
    shift: shift.at(c`c`),
    multiplierLane: multiplier.at(c`c + lane`),
    shiftLane: shift.at(c`c + lane`),
  };
  return { view, tables };
}

/** Bytes of the tables that `requantizationFor` makes of these factors. */
export function requantizationTableBytes(factors: readonly FixedPoint[]): number {
  const [first] = factors;
  const bytes = (of: (factor: FixedPoint) => number, each: number): number => {
    return first !== undefined && factors.every((factor) => of(factor) === of(first)) ? 0 : each * factors.length;
  };
  return bytes(({ multiplier }) => multiplier, 4) + bytes(({ shift }) => shift, 1);
}

/** A table under the short name that a function body knows it by. */
export interface LocalTable {
  readonly ctype: ConstantTable['ctype'];
  readonly name: Identifier;
  readonly symbol: Identifier;
}

/** Declarations at the top of a body, so that its lines stay short whatever the model is called. */
export function localTables(tables: readonly ConstantTable[], tableName: (table: string) => string): LocalTable[] {
  return tables.map(({ ctype, name }) => ({ ctype, name: cIdentifier(name), symbol: cIdentifier(tableName(name)) }));
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
  { rounding }: KernelContext,
): RequantizedOutputView {
  const { requantize, multiplier, shift } = requantizationFor([factor], rounding).view;
  return { requantize, multiplier, shift, outputZeroPoint: plus(outputZeroPoint), min, max };
}
