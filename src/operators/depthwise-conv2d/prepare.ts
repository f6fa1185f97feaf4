import { inputTensor, type Node } from '../../ir/graph.js';
import { activationBounds } from '../../numerics/activation.js';
import type { FixedPoint } from '../../numerics/fixed-point.js';
import { windowAxis, type WindowAxis } from '../../numerics/window.js';
import type { DepthwiseConvAttributes } from '../attributes.js';
import { channelAccumulators, channelFactors } from '../channel-factors.js';
import type { AccumulatorRange, NodeContext } from '../operator.js';
import { dimension, inputAndOutput, scaleAndZeroPoint } from '../tensor-access.js';

export interface DepthwisePrepared {
  readonly height: WindowAxis;
  readonly width: WindowAxis;
  /** Output channels per input channel. */
  readonly multiplier: number;
  readonly inputZeroPoint: number;
  readonly outputZeroPoint: number;
  readonly min: number;
  readonly max: number;
  /** One per output channel. */
  readonly factors: readonly FixedPoint[];
}

export function prepareDepthwiseConv2d(node: Node<DepthwiseConvAttributes>, context: NodeContext): DepthwisePrepared {
  const { padding, strideHeight, strideWidth, dilationHeight, dilationWidth, activation } = node.attributes;
  const { input, output } = inputAndOutput(node, context);
  const weights = inputTensor(node, context.tensors, 1);
  const channels = dimension(weights.shape, 3);
  const { scale, zeroPoint } = scaleAndZeroPoint(output);
  return {
    height: windowAxis(padding, dimension(input.shape, 1), dimension(weights.shape, 1), strideHeight, dilationHeight),
    width: windowAxis(padding, dimension(input.shape, 2), dimension(weights.shape, 2), strideWidth, dilationWidth),
    multiplier: channels / dimension(input.shape, 3),
    inputZeroPoint: scaleAndZeroPoint(input).zeroPoint,
    outputZeroPoint: zeroPoint,
    ...activationBounds(activation, scale, zeroPoint),
    factors: channelFactors(node, context, channels),
  };
}

export function depthwiseAccumulators(node: Node<DepthwiseConvAttributes>, prepared: DepthwisePrepared, context: NodeContext): AccumulatorRange[] {
  const { factors, height, width } = prepared;
  return channelAccumulators(node, factors, prepared.inputZeroPoint, context, (channel) => ({
    first: channel,
    step: factors.length,
    count: height.kernel * width.kernel,
  }));
}
