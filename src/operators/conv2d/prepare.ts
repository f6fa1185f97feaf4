import { inputTensor, type Node } from '../../ir/graph.js';
import { activationBounds } from '../../numerics/activation.js';
import type { FixedPoint } from '../../numerics/fixed-point.js';
import { windowAxis, type WindowAxis } from '../../numerics/window.js';
import type { ConvAttributes } from '../attributes.js';
import { channelFactors, rowAccumulators } from '../channel-factors.js';
import type { AccumulatorRange, NodeContext } from '../operator.js';
import { dimension, inputAndOutput, scaleAndZeroPoint } from '../tensor-access.js';

export interface Conv2dPrepared {
  readonly height: WindowAxis;
  readonly width: WindowAxis;
  readonly groups: number;
  readonly inputZeroPoint: number;
  readonly outputZeroPoint: number;
  readonly min: number;
  readonly max: number;
  /** One per output channel: input scale * weight scale / output scale. */
  readonly factors: readonly FixedPoint[];
}

export function prepareConv2d(node: Node<ConvAttributes>, context: NodeContext): Conv2dPrepared {
  const { attributes } = node;
  const { input, output } = inputAndOutput(node, context);
  const weights = inputTensor(node, context.tensors, 1);
  const channels = dimension(weights.shape, 0);
  const { padding, strideHeight, strideWidth, dilationHeight, dilationWidth } = attributes;
  const { scale, zeroPoint } = scaleAndZeroPoint(output);
  return {
    height: windowAxis(padding, dimension(input.shape, 1), dimension(weights.shape, 1), strideHeight, dilationHeight),
    width: windowAxis(padding, dimension(input.shape, 2), dimension(weights.shape, 2), strideWidth, dilationWidth),
    groups: dimension(input.shape, 3) / dimension(weights.shape, 3),
    inputZeroPoint: scaleAndZeroPoint(input).zeroPoint,
    outputZeroPoint: zeroPoint,
    ...activationBounds(attributes.activation, scale, zeroPoint),
    factors: channelFactors(node, context, channels),
  };
}

export function conv2dAccumulators(node: Node<ConvAttributes>, prepared: Conv2dPrepared, context: NodeContext): AccumulatorRange[] {
  return rowAccumulators(node, prepared.factors, prepared.inputZeroPoint, context);
}
