import type { FixedPointNumbers } from '../ir/graph.js';
import { quantizeMultiplier, type FixedPoint } from '../numerics/fixed-point.js';
import type { Rounding } from '../numerics/rounding.js';
import type { Rule } from './rule.js';

/**
 * A real factor that a kernel multiplies by in fixed point. It follows from the scales of tensors, or a description
 * gives its multiplier and shift.
 */
export interface FactorSpec<S> {
  /** What it stands for: `input scale * weight scale / output scale`. */
  readonly describe: string;
  /** Ports whose scales it follows from. */
  readonly scalesOf: readonly string[];
  /** Number of output channels, each of which may have a factor of its own. Absent where all have one. */
  readonly channels?: (site: S) => number;
  /** One real number, or one for each channel. Called only where the scales are there. */
  readonly real: (site: S) => readonly number[];
  /** How the reference splits a real number, where that is not QuantizeMultiplier. */
  readonly split?: (real: number, rounding: Rounding) => FixedPoint;
  /** Shifts that the arithmetic is defined for; -31 to 30 where nothing is said. */
  readonly shifts?: ShiftRange;
  /** What scales must keep where the factor follows from them. */
  readonly rules?: readonly Rule<S>[];
}

export interface ShiftRange {
  readonly least: number;
  readonly most: number;
}

/** Shifts by which a product of 32 bits can be shifted at all. */
export const anyShift: ShiftRange = { least: -31, most: 30 };

/** Specs by the names of the factors. */
export type FactorSpecs<S> = Readonly<Record<string, FactorSpec<S>>>;

/** Of each factor one number for all output channels, or one for each. */
export type Factors<F> = { readonly [K in keyof F]: readonly FixedPoint[] };

/** What may have been given instead of scales. */
interface GivenSite {
  readonly fixedPoint: FixedPointNumbers | null;
  readonly rounding: Rounding;
}

/** The factors of a node: as given, or as they follow from scales. */
export function resolveFactors<S extends GivenSite, F extends FactorSpecs<S>>(specs: F, site: S): Factors<F> {
  const resolved = Object.entries(specs).map(([name, spec]) => [
    name,
    givenFactor(site, name) ?? derivedFactor(spec, site),
  ]);
  return Object.fromEntries(resolved) as Factors<F>;
}

/** Multipliers and shifts of a factor as a description gives them, or null. */
export function givenFactor({ fixedPoint }: GivenSite, name: string): readonly FixedPoint[] | null {
  return fixedPoint !== null && Object.hasOwn(fixedPoint.factors, name) ? (fixedPoint.factors[name] ?? null) : null;
}

/** Multipliers and shifts of a factor as they follow from the scales, which must be there. */
export function derivedFactor<S extends GivenSite>({ real, split }: FactorSpec<S>, site: S): FixedPoint[] {
  return real(site).map((each) => (split ?? quantizeMultiplier)(each, site.rounding));
}

/** Rules of scales that a factor follows from hold only where it does. */
export function factorRules<S extends GivenSite>(specs: FactorSpecs<S>): Rule<S>[] {
  return Object.entries(specs).flatMap(([name, { rules = [] }]) =>
    rules.map((rule) => ({
      ...rule,
      seen: (site: S) => (givenFactor(site, name) === null ? rule.seen(site) : null),
    })),
  );
}

/** The factor of an output channel: its own, or the one of all. */
export function factorOf(factors: readonly FixedPoint[], channel: number): FixedPoint {
  const factor = factors[factors.length === 1 ? 0 : channel];
  if (factor === undefined) throw new Error(`int8c bug: no factor for channel ${channel}`);
  return factor;
}

/** One factor for each channel. */
export function perChannel(factors: readonly FixedPoint[], channels: number): FixedPoint[] {
  return Array.from({ length: channels }, (_, channel) => factorOf(factors, channel));
}
