import { inputTensor, type Node } from '../../ir/graph.js';
import { activationBounds } from '../../numerics/activation.js';
import { quantizeMultiplier, type FixedPoint } from '../../numerics/fixed-point.js';
import type { FullyConnectedAttributes } from '../attributes.js';
import { channelFactors, rowAccumulators } from '../channel-factors.js';
import type { AccumulatorRange, NodeContext } from '../operator.js';
import { dimension, inputAndOutput, scaleAndZeroPoint, weightScales } from '../tensor-access.js';

export interface FullyConnectedPrepared {
  readonly depth: number;
  readonly inputZeroPoint: number;
  readonly outputZeroPoint: number;
  readonly min: number;
  readonly max: number;
  /** One per output channel; all the same where weights are quantized per tensor. */
  readonly factors: readonly FixedPoint[];
}

export function prepareFullyConnected(node: Node<FullyConnectedAttributes>, context: NodeContext): FullyConnectedPrepared {
  const { input, output } = inputAndOutput(node, context);
  const weights = inputTensor(node, context.tensors, 1);
  const channels = dimension(weights.shape, 0);
  const { scale, zeroPoint } = scaleAndZeroPoint(output);
  const perChannel = weightScales(weights).length > 1;
  return {
    depth: dimension(weights.shape, 1),
    inputZeroPoint: scaleAndZeroPoint(input).zeroPoint,
    outputZeroPoint: zeroPoint,
    ...activationBounds(node.attributes.activation, scale, zeroPoint),
    factors: perChannel ? channelFactors(node, context, channels) : new Array<FixedPoint>(channels).fill(tensorFactor(node, context)),
  };
}

/**
 * Per tensor, the product of the scales is taken in float32 and only then divided in double.
 * Source: GetQuantizedConvolutionMultipler of TensorFlow Lite.
 */
function tensorFactor(node: Node, context: NodeContext): FixedPoint {
  const { input, output } = inputAndOutput(node, context);
  const [weightScale = 0] = weightScales(inputTensor(node, context.tensors, 1));
  const product = Math.fround(scaleAndZeroPoint(input).scale * weightScale);
  return quantizeMultiplier(product / scaleAndZeroPoint(output).scale, context.rounding);
}

export function fullyConnectedAccumulators(node: Node, prepared: FullyConnectedPrepared, context: NodeContext): AccumulatorRange[] {
  return rowAccumulators(node, prepared.factors, prepared.inputZeroPoint, context);
}
