import { diagnostic, type Diagnostic } from '../diagnostics/diagnostic.js';
import type { FixedPointNumbers, Node } from '../ir/graph.js';
import type { Tensor } from '../ir/tensor.js';
import { fixedPointValue, type FixedPoint } from '../numerics/fixed-point.js';
import type { AnyArithmetic } from './arithmetic.js';
import { anyShift, derivedFactor, factorOf, givenFactor, type FactorSpec, type FactorSpecs } from './factors.js';
import { boundsOf, needsScale, type BoundedSite } from './output-bounds.js';
import type { AnySite } from './site.js';
import { scaleOf } from './tensor-access.js';

/** Numbers that are given instead of scales, or beside them: what they must be, and that something says them. */

/** What is wrong with given numbers by themselves, and scales that are needed because no numbers are given. */
export function fixedPointProblems(arithmetic: AnyArithmetic, site: AnySite, node: Node): Diagnostic[] {
  const given = node.fixedPoint === undefined ? [] : malformedNumbers(arithmetic, site, node.fixedPoint);
  const problems = given.map((seen) =>
    diagnostic('I8C2009', {
      message: `${node.op} must have multipliers, shifts and bounds that its arithmetic is defined for`,
      origin: node.origin,
      details: [seen],
      help: 'multipliers are whole numbers from 0 to 2147483647, positive shifts go to the left, as in CMSIS-NN; int8c multiplier 0.000347 shows both for a real factor',
    }),
  );
  return problems.length > 0 ? problems : missingScales(arithmetic, site, node);
}

function malformedNumbers(arithmetic: AnyArithmetic, site: AnySite, { factors, bounds }: FixedPointNumbers): string[] {
  const { bounded, of } = arithmetic;
  const specs = arithmetic.factors as FactorSpecs<AnySite>;
  const known = Object.keys(specs).join(', ');
  const odd = Object.entries(factors).flatMap(([name, numbers]) => {
    const spec = Object.hasOwn(specs, name) ? specs[name] : undefined;
    if (spec !== undefined) return malformedFactor(name, spec, site, numbers);
    return [`a factor ${name}; ${of.kind} has ${known === '' ? 'none' : known}`];
  });
  if (bounds === null) return odd;
  if (!bounded) return [...odd, `bounds of the output, which ${of.kind} does not have`];
  const { min, max } = bounds;
  const fits = isWhole(min, -128, 127) && isWhole(max, -128, 127) && min <= max;
  return fits
    ? odd
    : [...odd, `bounds ${min} to ${max}; whole numbers from -128 to 127 are needed, the smaller one first`];
}

function malformedFactor(
  name: string,
  { channels, shifts = anyShift }: FactorSpec<AnySite>,
  site: AnySite,
  numbers: readonly FixedPoint[],
): string[] {
  const wanted = channels?.(site) ?? 1;
  if (numbers.length !== 1 && numbers.length !== wanted) {
    return [
      `${numbers.length} multipliers of factor ${name} for ${wanted === 1 ? 'one' : `${wanted} output channels`}`,
    ];
  }
  const at = numbers.findIndex(
    ({ multiplier, shift }) => !isWhole(multiplier, 0, 2 ** 31 - 1) || !isWhole(shift, shifts.least, shifts.most),
  );
  if (at < 0) return [];
  const { multiplier, shift } = factorOf(numbers, at);
  const place = numbers.length === 1 ? '' : ` at channel ${at}`;
  return [
    `factor ${name}${place}: multiplier ${multiplier}, shift ${shift}; shifts from ${shifts.least} to ${shifts.most} are defined here`,
  ];
}

function isWhole(value: number, least: number, most: number): boolean {
  return Number.isInteger(value) && value >= least && value <= most;
}

function missingScales(arithmetic: AnyArithmetic, site: AnySite, node: Node): Diagnostic[] {
  const needs = [
    ...arithmetic.scalesOf.map((port) => ({ port, what: `the ${arithmetic.of.kind} itself`, instead: '' })),
    ...Object.entries(arithmetic.factors).flatMap(([name, { scalesOf, describe }]) =>
      givenFactor(site, name) === null
        ? scalesOf.map((port) => ({
            port,
            what: `factor ${name} (${describe})`,
            instead: `, or multiplier and shift of factor ${name}`,
          }))
        : [],
    ),
    ...activationNeeds(arithmetic, site),
  ];
  const missing = needs.find(({ port }) => !hasScale(site, port));
  if (missing === undefined) return [];
  return [
    diagnostic('I8C2008', {
      message: `${node.op} needs the scale of ${missing.port}`,
      origin: node.origin,
      details: [`${missing.port} has a zero point and no scale; ${missing.what} follows from it`],
      help: `give ${missing.port} a scale${missing.instead}`,
    }),
  ];
}

/** Bounds at 1 or 6 are quantized at the scale of the output. */
function activationNeeds({ bounded }: AnyArithmetic, site: AnySite) {
  const { activation } = site.attributes as Partial<BoundedSite['attributes']>;
  if (!bounded || activation === undefined || !needsScale(activation) || site.fixedPoint?.bounds) return [];
  return [{ port: 'output', what: `the bounds of ${activation}`, instead: ', or bounds of the output' }];
}

/** Whether the scales are there that a factor follows from. */
export function scalesKnown({ scalesOf }: FactorSpec<AnySite>, site: AnySite): boolean {
  return scalesOf.every((port) => hasScale(site, port));
}

/** Types without a scale, as floats, need none. */
function hasScale(site: AnySite, port: string): boolean {
  const tensor = ({ ...site.inputs, ...site.outputs } as Record<string, Tensor | readonly Tensor[] | null>)[port];
  if (tensor === null || tensor === undefined || !('quantization' in tensor)) return true;
  return tensor.quantization?.kind !== 'unscaled';
}

/** Up to here two factors are the same number that was rounded in different places, above they are two numbers. */
const largestDifference = 2 ** -20;

/** Where numbers are given although scales are there, both must say the same. The given ones are taken. */
export function disagreements(arithmetic: AnyArithmetic, site: AnySite, node: Node): Diagnostic[] {
  const specs = arithmetic.factors as FactorSpecs<AnySite>;
  const factors = Object.entries(specs).flatMap(([name, spec]) => {
    const given = givenFactor(site, name);
    if (given === null || !scalesKnown(spec, site)) return [];
    return factorDifference(node, name, spec, site, given);
  });
  return [...factors, ...boundsDifference(arithmetic, site, node)];
}

function factorDifference(
  node: Node,
  name: string,
  spec: FactorSpec<AnySite>,
  site: AnySite,
  given: readonly FixedPoint[],
): Diagnostic[] {
  const derived = derivedFactor(spec, site);
  const channels = Math.max(given.length, derived.length);
  let worst = { channel: -1, difference: 0 };
  for (let channel = 0; channel < channels; channel += 1) {
    const [a, b] = [factorOf(given, channel), factorOf(derived, channel)];
    if (a.multiplier === b.multiplier && a.shift === b.shift) continue;
    const [seen, wanted] = [fixedPointValue(a), fixedPointValue(b)];
    const difference = wanted === seen ? 0 : wanted === 0 ? Infinity : Math.abs(seen / wanted - 1);
    if (worst.channel < 0 || difference > worst.difference) worst = { channel, difference };
  }
  if (worst.channel < 0) return [];
  return [
    differenceDiagnostic(node, name, spec, worst, factorOf(given, worst.channel), factorOf(derived, worst.channel)),
  ];
}

function differenceDiagnostic(
  node: Node,
  name: string,
  { describe }: FactorSpec<AnySite>,
  { channel, difference }: { readonly channel: number; readonly difference: number },
  given: FixedPoint,
  derived: FixedPoint,
): Diagnostic {
  return diagnostic('I8C2010', {
    severity: difference > largestDifference ? 'error' : 'warning',
    message: `${node.op} must have multipliers and shifts that are those of its scales`,
    origin: node.origin,
    details: [
      `factor ${name} at channel ${channel} differs most, by ${Number((difference * 1e6).toPrecision(3))} ppm`,
      `given    multiplier ${given.multiplier}, shift ${given.shift}: ${fixedPointValue(given)}`,
      `scales   multiplier ${derived.multiplier}, shift ${derived.shift}: ${fixedPointValue(derived)} = ${describe}`,
    ],
    why: 'the numbers that are given are computed with; where scales are given as well, both should describe one model',
    help: 'leave out the scales, or the multipliers and shifts',
  });
}

function boundsDifference({ bounded }: AnyArithmetic, site: AnySite, node: Node): Diagnostic[] {
  const { activation } = site.attributes as Partial<BoundedSite['attributes']>;
  const given = site.fixedPoint?.bounds ?? null;
  if (!bounded || given === null || activation === undefined || activation === 'none') return [];
  const output = (site.outputs as { readonly output: Tensor }).output;
  if (scaleOf(output) === null && needsScale(activation)) return [];
  const { min, max } = boundsOf(activation, output);
  if (given.min === min && given.max === max) return [];
  return [
    diagnostic('I8C2010', {
      message: `${node.op} must have the bounds of its activation`,
      origin: node.origin,
      details: [`given ${given.min} to ${given.max}; ${activation} at the output's scale is ${min} to ${max}`],
      help: 'leave out the activation, or the bounds',
    }),
  ];
}
