import { clamp, quantizeMultiplier, requantize, type FixedPoint } from '../../numerics/fixed-point.js';
import type { Rounding } from '../../numerics/rounding.js';
import { anyShift, factorOf, type Factors, type FactorSpec } from '../factors.js';
import { outputBounds, type BoundedSite } from '../output-bounds.js';
import type { Rule } from '../rule.js';
import { zeroPointOf } from '../tensor-access.js';
import { combineElements, elementwiseScales, type ElementwiseRun, type ElementwiseSite } from './operands.js';

/** One input of a sum: what brings it to the common scale. */
export interface ScaledInput {
  readonly zeroPoint: number;
  /** At most a half. */
  readonly factor: FixedPoint;
}

/**
 * Numbers of an addition or subtraction. Inputs are shifted left by 20 bits and brought to a common scale, twice the
 * larger input scale; the sum, below 2^28, is brought to the output's. Nothing can overflow: every factor is below 1.
 */
export interface ScaledSumPrepared {
  readonly left: ScaledInput;
  readonly right: ScaledInput;
  /** Bits that both inputs are shifted left by before they are scaled. */
  readonly fractionBits: number;
  readonly outputFactor: FixedPoint;
  readonly outputZeroPoint: number;
  readonly min: number;
  readonly max: number;
}

/** How exact the reference is when it derives factors: ADD works in double, SUB in float32. */
export type Precision = (value: number) => number;

export const doublePrecision: Precision = (value) => value;
export const floatPrecision: Precision = Math.fround;

const fractionBits = 20;

/**
 * Real factors of both inputs and of the sum. Source: CalculateOpDataAdd and CalculateOpDataSub of TensorFlow Lite
 * Micro.
 */
function sumRatios(site: ElementwiseSite, precision: Precision): { left: number; right: number; output: number } {
  const { left, right, output } = elementwiseScales(site);
  const commonScale = precision(2 * Math.max(left, right));
  return {
    left: precision(left / commonScale),
    right: precision(right / commonScale),
    output: precision(commonScale / precision(2 ** fractionBits * output)),
  };
}

/** Nothing overflows where factors take away from what they multiply. */
const fractionShifts = { least: anyShift.least, most: 0 };

/** Factors of both inputs and of their sum. */
export function sumFactors(precision: Precision) {
  const factor = (name: 'left' | 'right' | 'output', describe: string): FactorSpec<ElementwiseSite> => ({
    describe,
    scalesOf: name === 'output' ? ['left', 'right', 'output'] : ['left', 'right'],
    real: (site) => [sumRatios(site, precision)[name]],
    shifts: fractionShifts,
  });
  return {
    left: factor('left', 'left scale / common scale; the common scale is twice the larger one of left and right'),
    right: factor('right', 'right scale / common scale'),
    output: {
      ...factor('output', `common scale / (2^${fractionBits} * output scale)`),
      rules: [sumScales(precision)] as Rule<ElementwiseSite & { readonly rounding: Rounding }>[],
    },
  };
}

/**
 * A factor that QuantizeMultiplierSmallerThanOneExp of TensorFlow Lite accepts: above 0, and below 1 also after
 * rounding.
 */
function isProperFraction(factor: number, rounding: Rounding): boolean {
  return factor > 0 && factor < 1 && quantizeMultiplier(factor, rounding).shift <= 0;
}

function sumScales(precision: Precision): Rule<ElementwiseSite & { readonly rounding: Rounding }> {
  return {
    code: 'I8C2401',
    sentence: `scales must give factors between 0 and 1: twice the larger input scale is less than 2^${fractionBits} output scales`,
    why: `the sum has ${fractionBits} fractional bits, which the output's factor may only take away`,
    help: "convert again: an output scale this far from the inputs' is a sign of a broken calibration",
    seen(site) {
      const factors = sumRatios(site, precision);
      const fits = [factors.left, factors.right, factors.output].every((factor) =>
        isProperFraction(factor, site.rounding),
      );
      return fits ? null : `input factors ${factors.left} and ${factors.right}, output factor ${factors.output}`;
    },
  };
}

interface ScaledSumSite extends ElementwiseSite, BoundedSite {
  readonly outputs: ElementwiseSite['outputs'];
  readonly rounding: Rounding;
}

export function prepareScaledSum(
  site: ScaledSumSite,
  { left, right, output }: Factors<ReturnType<typeof sumFactors>>,
): ScaledSumPrepared {
  return {
    left: { zeroPoint: zeroPointOf(site.inputs.left), factor: factorOf(left, 0) },
    right: { zeroPoint: zeroPointOf(site.inputs.right), factor: factorOf(right, 0) },
    fractionBits,
    outputFactor: factorOf(output, 0),
    outputZeroPoint: zeroPointOf(site.outputs.output),
    ...outputBounds(site),
  };
}

/**
 * `sign` is 1 for a sum, -1 for a difference. Source: AddFunc and SubElementwise of TensorFlow Lite's integer kernels.
 */
export function referenceScaledSum(
  prepared: ScaledSumPrepared,
  run: ElementwiseRun & { readonly site: ScaledSumSite },
  sign: 1 | -1,
): void {
  const { outputFactor, outputZeroPoint, min, max } = prepared;
  const { rounding } = run.site;
  const left = scaledValues(prepared.left, rounding);
  const right = scaledValues(prepared.right, rounding);
  combineElements(run, (a, b) => {
    const sum = (left[a + 128] ?? 0) + sign * (right[b + 128] ?? 0);
    return clamp(requantize(sum, outputFactor, rounding) + outputZeroPoint, min, max);
  });
}

/** What each int8 value of an input contributes to the sum, from -128 to 127. */
function scaledValues({ zeroPoint, factor }: ScaledInput, rounding: Rounding): Int32Array {
  return Int32Array.from({ length: 256 }, (_, index) =>
    requantize((index - 128 - zeroPoint) * 2 ** fractionBits, factor, rounding),
  );
}
