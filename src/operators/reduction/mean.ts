import { inputTensor, outputTensor, type Node } from '../../ir/graph.js';
import { elementCount, formatShape, type Shape } from '../../ir/tensor.js';
import { clamp, quantizeMultiplier, requantize, type FixedPoint } from '../../numerics/fixed-point.js';
import type { MeanAttributes } from '../attributes.js';
import { broadcastPositions } from '../elementwise/broadcast.js';
import { resolveAxis } from '../movement/moved-values.js';
import type { AccumulatorRange, Constraint, NodeContext, Operator, ReferenceRun } from '../operator.js';
import { int8Input, int8Output, runInput, scaleAndZeroPoint } from '../tensor-access.js';

const constraints: readonly Constraint<MeanAttributes>[] = [
  {
    code: 'I8C2510',
    sentence: 'axes must be dimensions of the input, counted from the first or, negative, from the last',
    violated(node, { tensors }) {
      const { shape } = inputTensor(node, tensors, 0);
      const axis = unknownAxis(node.attributes.axes, shape.length);
      return axis === undefined ? null : `axis ${axis} of input ${formatShape(shape)}`;
    },
  },
];

export const mean: Operator<MeanAttributes, MeanPrepared> = {
  kind: 'mean',
  tfliteName: 'MEAN',
  summary: "Mean over some of the dimensions, brought to the output's scale.",
  formula:
    'out = clamp(zo + requantize(sum over the axes of (in - zi), si / so / n)), the multiplier of si / so divided by n in integers',
  inputs: [{ name: 'input', dtypes: ['int8'], role: 'value', description: 'any shape' }],
  outputs: [
    {
      name: 'output',
      dtypes: ['int8'],
      role: 'value',
      description: "the input's shape without the averaged dimensions, or with 1 in their place",
    },
  ],
  constraints,
  inferShape({ axes, keepDimensions }, inputs) {
    const [input] = inputs;
    if (!input) return 'input is missing';
    const axis = unknownAxis(axes, input.shape.length);
    if (axis !== undefined) return `input ${formatShape(input.shape)} has no dimension ${axis}`;
    return keepDimensions ? meanShape(axes, input.shape) : squeezedMeanShape(axes, input.shape);
  },
  prepare: prepareMean,
  reference: referenceMean,
  accumulators: meanAccumulators,
  macs: () => 0,
};

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

export function prepareMean(node: Node<MeanAttributes>, context: NodeContext): MeanPrepared {
  const input = inputTensor(node, context.tensors, 0);
  const from = scaleAndZeroPoint(input);
  const to = scaleAndZeroPoint(outputTensor(node, context.tensors));
  const reduced = reducedDimensions(node.attributes.axes, input.shape.length);
  const count = elementCount(input.shape.filter((_, axis) => reduced[axis]));
  return {
    reduced,
    count,
    inputZeroPoint: from.zeroPoint,
    outputZeroPoint: to.zeroPoint,
    factor: divideFixedPoint(quantizeMultiplier(from.scale / to.scale, context.rounding), count),
  };
}

/** Axes may repeat and may count from the last dimension; those of a scalar mean nothing. */
function reducedDimensions(axes: readonly number[], rank: number): boolean[] {
  const named = new Set(axes.map((axis) => resolveAxis(axis, rank)));
  return Array.from({ length: rank }, (_, axis) => named.has(axis));
}

/** The first axis that the shape does not have, or undefined. */
export function unknownAxis(axes: readonly number[], rank: number): number | undefined {
  return rank === 0 ? undefined : axes.find((axis) => resolveAxis(axis, rank) === null);
}

/** The input's shape with the averaged dimensions made 1. */
export function meanShape(axes: readonly number[], input: Shape): number[] {
  const reduced = reducedDimensions(axes, input.length);
  return input.map((size, axis) => (reduced[axis] ? 1 : size));
}

/** The input's shape without the averaged dimensions. */
export function squeezedMeanShape(axes: readonly number[], input: Shape): number[] {
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
export function meanAccumulators(_node: Node<MeanAttributes>, prepared: MeanPrepared): AccumulatorRange[] {
  const { count, inputZeroPoint, factor } = prepared;
  const leftShift = Math.max(0, factor.shift);
  return [{ channel: 0, leftShift, min: count * (-128 - inputZeroPoint), max: count * (127 - inputZeroPoint) }];
}

/** Source: QuantizedMeanOrSum of TensorFlow Lite. */
export function referenceMean(attributes: MeanAttributes, prepared: MeanPrepared, run: ReferenceRun): void {
  const [input, out] = [int8Input(run, 0), int8Output(run)];
  const { shape } = runInput(run, 0);
  // The output stretches over the input: each input element is added where the output would be read.
  const positions = broadcastPositions(meanShape(attributes.axes, shape), shape);
  const sums = new Int32Array(out.length).fill(-prepared.count * prepared.inputZeroPoint);
  for (let i = 0; i < input.length; i += 1) {
    const position = positions === null ? i : (positions[i] ?? 0);
    sums[position] = (sums[position] ?? 0) + (input[i] ?? 0);
  }
  for (let i = 0; i < out.length; i += 1) {
    out[i] = clamp(requantize(sums[i] ?? 0, prepared.factor, run.rounding) + prepared.outputZeroPoint, -128, 127);
  }
}
