import { inputTensor, outputTensor, type Node } from '../../ir/graph.js';
import { elementCount, type Shape } from '../../ir/tensor.js';
import { quantizeMultiplier, type FixedPoint } from '../../numerics/fixed-point.js';
import type { MeanAttributes } from '../attributes.js';
import { resolveAxis } from '../data-movement.js';
import type { AccumulatorRange, NodeContext } from '../operator.js';
import { scaleAndZeroPoint } from '../tensor-access.js';

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
