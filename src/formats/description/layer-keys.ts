import type { FactorSpecs } from '../../operators/factors.js';
import { portsOf, type AnyOperator, type Ports } from '../../operators/operator.js';
import type { Attributes } from '../../operators/attribute.js';
import { arithmeticsOf } from '../../operators/registry.js';

/** The keys of layers, which follow from what operators declare: for the reader, the schema and the manual. */

/** Keys of a layer besides its ports and attributes. */
export const commonKeys = ['op', 'name', 'quantization', 'outputShape', 'index', 'label'] as const;

export function layerKeys({ inputs, attributes }: AnyOperator): string[] {
  return [...commonKeys, ...portsOf(inputs as Ports).map(({ name }) => name), ...Object.keys(attributes as Attributes)];
}

/** A factor, and the keys under which a description gives its multiplier and its shift. */
export interface FactorKeys {
  readonly factor: string;
  readonly describe: string;
  readonly multiplier: string;
  readonly shift: string;
  /** There may be one for each output channel, under these keys. */
  readonly lists: { readonly multipliers: string; readonly shifts: string } | null;
}

/** The factors of an operator, whatever numbers it computes in. */
export function factorKeys(operator: AnyOperator): FactorKeys[] {
  const found = new Map<string, FactorKeys>();
  for (const { factors } of arithmeticsOf(operator.kind)) {
    for (const [factor, { describe, channels }] of Object.entries(factors as FactorSpecs<never>)) {
      const isMain = factor === 'output';
      found.set(factor, {
        factor,
        describe,
        multiplier: isMain ? 'multiplier' : `${factor}Multiplier`,
        shift: isMain ? 'shift' : `${factor}Shift`,
        lists: channels === undefined ? null : { multipliers: 'multipliers', shifts: 'shifts' },
      });
    }
  }
  return [...found.values()];
}

export function hasWeights({ inputs }: AnyOperator): boolean {
  return portsOf(inputs as Ports).some(({ role }) => role === 'weights');
}

export function isBounded({ kind }: AnyOperator): boolean {
  return arithmeticsOf(kind).some(({ bounded }) => bounded);
}

export function outputNames({ outputs }: AnyOperator): string[] {
  return portsOf(outputs as Ports).map(({ name }) => name);
}

/** The keys of a layer's `quantization`. */
export function quantizationKeys(operator: AnyOperator): string[] {
  const factors = factorKeys(operator).flatMap(({ multiplier, shift, lists }) => [
    multiplier,
    shift,
    ...(lists === null ? [] : [lists.multipliers, lists.shifts]),
  ]);
  return [
    ...outputNames(operator),
    ...(hasWeights(operator) ? ['weightScale', 'weightScales'] : []),
    ...factors,
    ...(isBounded(operator) ? ['bounds'] : []),
  ];
}
