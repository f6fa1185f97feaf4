import { inputTensor, type Node } from '../../ir/graph.js';
import { accumulatorBounds } from '../../numerics/accumulator.js';
import { quantizeMultiplier, type FixedPoint } from '../../numerics/fixed-point.js';
import type { AccumulatorRange, NodeContext } from '../operator.js';
import { biasValues, inputAndOutput, int8Constant, scaleAndZeroPoint, weightScales } from '../tensor-access.js';

/**
 * Requantization factors of a convolution, one per channel, in double precision throughout:
 * double(input scale) * double(weight scale) / double(output scale).
 * Source: PopulateConvolutionQuantizationParams of TensorFlow Lite.
 */
export function channelFactors(node: Node, context: NodeContext, channels: number): FixedPoint[] {
  const { input, output } = inputAndOutput(node, context);
  const scales = weightScales(inputTensor(node, context.tensors, 1));
  const inputScale = scaleAndZeroPoint(input).scale;
  const outputScale = scaleAndZeroPoint(output).scale;
  return Array.from({ length: channels }, (_, channel) => {
    const weightScale = scales[scales.length === 1 ? 0 : channel] ?? 0;
    return quantizeMultiplier((inputScale * weightScale) / outputScale, context.rounding);
  });
}

/** Accumulator bounds where each channel's weights are one contiguous row: convolutions and dense layers. */
export function rowAccumulators(
  node: Node,
  factors: readonly FixedPoint[],
  inputZeroPoint: number,
  context: NodeContext,
): AccumulatorRange[] {
  const depth = int8Constant(inputTensor(node, context.tensors, 1)).length / factors.length;
  return channelAccumulators(node, factors, inputZeroPoint, context, (channel) => ({
    first: channel * depth,
    step: 1,
    count: depth,
  }));
}

/** Accumulator bounds of every channel; `place` says where its weights stand in the tensor. */
export function channelAccumulators(
  node: Node,
  factors: readonly FixedPoint[],
  inputZeroPoint: number,
  context: NodeContext,
  place: (channel: number) => { first: number; step: number; count: number },
): AccumulatorRange[] {
  const values = int8Constant(inputTensor(node, context.tensors, 1));
  const bias = biasValues(node, context, 2, factors.length);
  return factors.map((factor, channel) => {
    const { first, step, count } = place(channel);
    const bounds = accumulatorBounds(values, first, step, count, inputZeroPoint, bias[channel] ?? 0);
    return { channel, leftShift: Math.max(0, factor.shift), ...bounds };
  });
}
