import { fixedPointValue, type FixedPoint } from '../numerics/fixed-point.js';
import { shortestFloat32 } from '../numerics/float-text.js';

/** A real factor beside the integers that stand for it. */
export interface FactorRow {
  /** Output channel; null where one factor is that of all. */
  readonly channel: number | null;
  /** Null where nothing has weights, and where their scale is not known. */
  readonly weightScale: number | null;
  /** What the scales give; null where multiplier and shift were given and no scales say what they stand for. */
  readonly real: number | null;
  readonly multiplier: number;
  /** Positive to the left, as in CMSIS-NN. */
  readonly shift: number;
  /** multiplier * 2^(shift - 31). */
  readonly value: number;
  /** (value - real) / real in millionths; null where there is no real number. */
  readonly errorPpm: number | null;
}

/** How every factor is written, in words. */
export const fixedPointFormula = 'value = multiplier * 2^(shift - 31); a positive shift goes to the left';

/** What is known of a factor; the real number is not 0. */
export function factorRow(
  fixedPoint: FixedPoint,
  { channel, weightScale, real }: Pick<FactorRow, 'channel' | 'weightScale' | 'real'>,
): FactorRow {
  const { multiplier, shift } = fixedPoint;
  const value = fixedPointValue(fixedPoint);
  const errorPpm = real === null ? null : ((value - real) / real) * 1e6;
  return { channel, weightScale, real, multiplier, shift, value, errorPpm };
}

/** A column of factors, with what it shows where something is missing. */
export interface FactorColumn<R> {
  readonly title: string;
  readonly align: 'right';
  readonly cell: (row: R) => string;
}

/** The columns of a table of factors; those of channels and weight scales only where some row has them. */
export function factorColumns(rows: readonly FactorRow[]): FactorColumn<FactorRow>[] {
  const column = (title: string, cell: (row: FactorRow) => string): FactorColumn<FactorRow> => ({
    title,
    align: 'right',
    cell,
  });
  const channel = column('channel', (row) => (row.channel === null ? 'all' : String(row.channel)));
  const weightScale = column('weight scale', (row) =>
    row.weightScale === null ? '-' : shortestFloat32(row.weightScale),
  );
  return [
    ...(rows.some((row) => row.channel !== null) ? [channel] : []),
    ...(rows.some((row) => row.weightScale !== null) ? [weightScale] : []),
    column('real', ({ real }) => (real === null ? 'given' : significant(real))),
    column('multiplier', ({ multiplier }) => String(multiplier)),
    column('shift', ({ shift }) => String(shift)),
    column('value', ({ value }) => significant(value)),
    column('error ppm', ({ errorPpm }) => (errorPpm === null ? '-' : String(Number(errorPpm.toPrecision(3))))),
  ];
}

/** Errors are a few 10^-10 of the number, as multipliers have 31 bits: enough digits to see them. */
function significant(value: number): string {
  return String(Number(value.toPrecision(12)));
}
