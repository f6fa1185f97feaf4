import { elementCount, formatShape, type Shape } from '../../ir/tensor.js';
import { clamp, requantize, type FixedPoint } from '../../numerics/fixed-point.js';
import { defineArithmetic, type AccumulatorRange } from '../arithmetic.js';
import { flag, integers } from '../attribute.js';
import { broadcastPositions } from '../elementwise/broadcast.js';
import { resolveAxis } from '../movement/moved-values.js';
import { factorOf, type Factors, type FactorSpec } from '../factors.js';
import { defineOperator, value, type SiteOf } from '../operator.js';
import type { Rule } from '../rule.js';
import { scaleAndZeroPoint, zeroPointOf } from '../tensor-access.js';
import { int8Unary, type Int8UnaryRun } from '../unary.js';

export const mean = defineOperator({
  kind: 'mean',
  tfliteName: 'MEAN',
  summary: "Mean over some of the dimensions, brought to the output's scale.",
  attributes: {
    axes: integers('averaged dimensions; negative counts from the last'),
    keepDimensions: flag('leave dimensions of size 1 in their place'),
  },
  inputs: { input: value('any shape') },
  outputs: {
    output: value("the input's shape without the averaged dimensions, or with 1 in their place"),
  },
  shapes({ attributes: { axes, keepDimensions }, inputs: { input } }) {
    const axis = unknownAxis(axes, input.shape.length);
    if (axis !== undefined) return `input ${formatShape(input.shape)} has no dimension ${axis}`;
    return [keepDimensions ? meanShape(axes, input.shape) : squeezedMeanShape(axes, input.shape)];
  },
});
export type MeanSite = SiteOf<typeof mean>;

const knownAxes: Rule<MeanSite> = {
  code: 'I8C2510',
  sentence: 'axes must be dimensions of the input, counted from the first or, negative, from the last',
  seen({ attributes: { axes }, inputs: { input } }) {
    const axis = unknownAxis(axes, input.shape.length);
    return axis === undefined ? null : `axis ${axis} of input ${formatShape(input.shape)}`;
  },
};

const factors: { readonly output: FactorSpec<MeanSite> } = {
  output: {
    describe: 'input scale / output scale, before it is divided by the number of elements',
    scalesOf: ['input', 'output'],
    real: ({ inputs, outputs }) => [scaleAndZeroPoint(inputs.input).scale / scaleAndZeroPoint(outputs.output).scale],
  },
};

export const meanInt8 = defineArithmetic(mean, {
  name: 'int8',
  formula:
    'out = clamp(zo + requantize(sum over the axes of (in - zi), si / so / n)), the multiplier of si / so divided by n in integers',
  dtypes: int8Unary,
  rules: [knownAxes],
  factors,
  prepare: prepareMean,
  reference: referenceMean,
  accumulators: (_site, prepared) => [meanAccumulator(prepared)],
});

export interface MeanPrepared {
  /** Per dimension of the input: whether it is averaged over. */
  readonly reduced: readonly boolean[];
  /** Elements that one output is the mean of. */
  readonly count: number;
  readonly inputZeroPoint: number;
  readonly outputZeroPoint: number;
  /** input scale / output scale / count; the multiplier may be under 2^30. */
  readonly factor: FixedPoint;
}

function prepareMean(
  { attributes, inputs: { input }, outputs }: MeanSite,
  { output: ratio }: Factors<typeof factors>,
): MeanPrepared {
  const reduced = reducedDimensions(attributes.axes, input.shape.length);
  const count = elementCount(input.shape.filter((_, axis) => reduced[axis]));
  return {
    reduced,
    count,
    inputZeroPoint: zeroPointOf(input),
    outputZeroPoint: zeroPointOf(outputs.output),
    factor: divideFixedPoint(factorOf(ratio, 0), count),
  };
}

/** Axes may repeat and may count from the last dimension; those of a scalar mean nothing. */
function reducedDimensions(axes: readonly number[], rank: number): boolean[] {
  const named = new Set(axes.map((axis) => resolveAxis(axis, rank)));
  return Array.from({ length: rank }, (_, axis) => named.has(axis));
}

/** The first axis that the shape does not have, or undefined. */
function unknownAxis(axes: readonly number[], rank: number): number | undefined {
  return rank === 0 ? undefined : axes.find((axis) => resolveAxis(axis, rank) === null);
}

/** The input's shape with the averaged dimensions made 1. */
function meanShape(axes: readonly number[], input: Shape): number[] {
  const reduced = reducedDimensions(axes, input.length);
  return input.map((size, axis) => (reduced[axis] ? 1 : size));
}

/** The input's shape without the averaged dimensions. */
function squeezedMeanShape(axes: readonly number[], input: Shape): number[] {
  const reduced = reducedDimensions(axes, input.length);
  return input.filter((_, axis) => !reduced[axis]);
}

/**
 * A fixed-point factor divided by a count: as many bits as the count has are gained before the division, which
 * truncates, as far as the shift stays within -31.
 * Source: QuantizedMeanOrSum of TensorFlow Lite.
 */
export function divideFixedPoint({ multiplier, shift }: FixedPoint, count: number): FixedPoint {
  const countBits = count.toString(2).length - 1;
  const gained = Math.min(countBits, 31 + shift);
  return { multiplier: Number((BigInt(multiplier) << BigInt(gained)) / BigInt(count)), shift: shift - gained };
}

/** The sum of all values without their zero points. Every value can be the zero point, so partial sums lie inside. */
function meanAccumulator({ count, inputZeroPoint, factor }: MeanPrepared): AccumulatorRange {
  const leftShift = Math.max(0, factor.shift);
  return { channel: 0, leftShift, min: count * (-128 - inputZeroPoint), max: count * (127 - inputZeroPoint) };
}

/** Source: QuantizedMeanOrSum of TensorFlow Lite. */
function referenceMean(prepared: MeanPrepared, run: Int8UnaryRun & { readonly site: MeanSite }): void {
  const { input } = run.inputs;
  const { output } = run.outputs;
  const { attributes, inputs, rounding } = run.site;
  const { shape } = inputs.input;
  // The output stretches over the input: each input element is added where the output would be read.
  const positions = broadcastPositions(meanShape(attributes.axes, shape), shape);
  const sums = new Int32Array(output.length).fill(-prepared.count * prepared.inputZeroPoint);
  for (let i = 0; i < input.length; i += 1) {
    const position = positions === null ? i : (positions[i] ?? 0);
    sums[position] = (sums[position] ?? 0) + (input[i] ?? 0);
  }
  for (let i = 0; i < output.length; i += 1) {
    output[i] = clamp(requantize(sums[i] ?? 0, prepared.factor, rounding) + prepared.outputZeroPoint, -128, 127);
  }
}
