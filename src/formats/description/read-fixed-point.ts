import type { FixedPointNumbers } from '../../ir/graph.js';
import type { FixedPoint } from '../../numerics/fixed-point.js';
import type { AnyOperator } from '../../operators/operator.js';
import { factorKeys, isBounded } from './layer-keys.js';
import {
  fieldOf,
  readFields,
  readWhole,
  readWholes,
  reportTwice,
  reportValue,
  type Fields,
  type Path,
  type ReadContext,
} from './source-context.js';

/** A layer whose `quantization` has been found to be an object with known keys. */
interface QuantizedLayer {
  readonly context: ReadContext;
  readonly path: Path;
  readonly operator: AnyOperator;
  readonly quantization: Fields;
}

/** Multipliers, shifts and bounds that the layer gives; null where it gives none. */
export function readFixedPoint({
  context,
  path: layer,
  operator,
  quantization,
}: QuantizedLayer): FixedPointNumbers | null {
  const path = [...layer, 'quantization'];
  const factors: Record<string, readonly FixedPoint[]> = {};
  for (const { factor, multiplier, shift, lists } of factorKeys(operator)) {
    const one = pairUp(context, path, quantization, [multiplier, shift], readOne);
    const many =
      lists === null ? null : pairUp(context, path, quantization, [lists.multipliers, lists.shifts], readWholes);
    if (one !== null && many !== null) reportTwice(context, path, `factor ${factor}`, `${multiplier} and multipliers`);
    const numbers = many ?? one;
    if (numbers !== null) factors[factor] = numbers;
  }
  const bounds = isBounded(operator) ? readBounds(context, path, quantization) : null;
  return Object.keys(factors).length === 0 && bounds === null ? null : { factors, bounds };
}

/** Multipliers and shifts, of which one without the other means nothing. */
function pairUp(
  context: ReadContext,
  path: Path,
  quantization: Fields,
  keys: readonly [multiplier: string, shift: string],
  read: NumbersReader,
): FixedPoint[] | null {
  const [multipliers, shifts] = keys.map((key) => read(context, [...path, key], fieldOf(quantization, key)));
  if (multipliers === undefined && shifts === undefined) return null;
  if (multipliers === undefined || shifts === undefined) {
    const [given, missing] = multipliers === undefined ? [keys[1], keys[0]] : keys;
    reportValue(context, [...path, missing], undefined, `given beside ${given}`);
    return null;
  }
  if (multipliers === null || shifts === null) return null;
  if (multipliers.length === shifts.length)
    return multipliers.map((multiplier, index) => ({ multiplier, shift: shifts[index] ?? 0 }));
  reportValue(context, [...path, keys[1]], shifts, `a list of ${multipliers.length}, as ${keys[0]} is`);
  return null;
}

type NumbersReader = (context: ReadContext, path: Path, value: unknown) => number[] | undefined | null;

/** The one number of all output channels. */
const readOne: NumbersReader = (context, path, value) => {
  const number = readWhole(context, path, value);
  return typeof number === 'number' ? [number] : number;
};

function readBounds(context: ReadContext, path: Path, quantization: Fields): FixedPointNumbers['bounds'] {
  const value = fieldOf(quantization, 'bounds');
  if (value === undefined) return null;
  const at = [...path, 'bounds'];
  const fields = readFields(context, at, value, ['min', 'max'], 'an object: { min, max }');
  if (fields === null) return null;
  const [min, max] = (['min', 'max'] as const).map((key) => {
    const number = readWhole(context, [...at, key], fieldOf(fields, key));
    if (number === undefined) reportValue(context, [...at, key], undefined, 'a whole number');
    return number ?? null;
  });
  return min === null || max === null || min === undefined || max === undefined ? null : { min, max };
}
