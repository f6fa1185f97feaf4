import type { FixedPoint } from '../numerics/fixed-point.js';
import type { Rounding } from '../numerics/rounding.js';
import type { ConstantTable } from './operator.js';

/** How a layer's C requantizes: the runtime function and its arguments, as C expressions for channel `c`. */
export interface RequantizationView {
  /** `int8c_requantize_right_double` or one of its siblings in the runtime header. */
  readonly requantize: string;
  readonly multiplier: string;
  readonly shift: string;
  /** The same for channel `c + lane` of a block. */
  readonly multiplierLane: string;
  readonly shiftLane: string;
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
  const shiftName = rightOnly ? 'right_shift' : 'shift';
  const tables: ConstantTable[] = [];
  const place = (name: string, ctype: 'int32_t' | 'int8_t', values: readonly number[], description: string): { at(index: string): string } => {
    const [first] = values;
    if (first !== undefined && values.every((value) => value === first)) return { at: () => String(first) };
    tables.push({ name, ctype, values: ctype === 'int32_t' ? Int32Array.from(values) : Int8Array.from(values), description });
    return { at: (index) => `${name}[${index}]` };
  };
  const multipliers = factors.map((factor) => factor.multiplier);
  const shifts = factors.map((factor) => (factor.shift === 0 ? 0 : sign * factor.shift));
  const multiplier = place('multiplier', 'int32_t', multipliers, 'requantization multiplier per channel, in 2^-31');
  const shift = place(shiftName, 'int8_t', shifts, `${rightOnly ? 'right' : 'left'} shift per channel`);
  const view = {
    requantize: `int8c_requantize_${rightOnly ? 'right_' : ''}${rounding}`,
    multiplier: multiplier.at('c'),
    shift: shift.at('c'),
    multiplierLane: multiplier.at('c + lane'),
    shiftLane: shift.at('c + lane'),
  };
  return { view, tables };
}

/** A table under the short name that a function body knows it by. */
export interface LocalTable {
  readonly ctype: string;
  readonly name: string;
  readonly symbol: string;
}

/** Declarations at the top of a body, so that its lines stay short whatever the model is called. */
export function localTables(tables: readonly ConstantTable[], tableName: (table: string) => string): LocalTable[] {
  return tables.map(({ ctype, name }) => ({ ctype, name, symbol: tableName(name) }));
}
