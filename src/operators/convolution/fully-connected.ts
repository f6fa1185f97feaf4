import { inputTensor, optionalInputTensor, outputTensor, type Node } from '../../ir/graph.js';
import { elementCount, formatShape } from '../../ir/tensor.js';
import { activationBounds } from '../../numerics/activation.js';
import { quantizeMultiplier, type FixedPoint } from '../../numerics/fixed-point.js';
import { multiplyMatrix, packRows } from '../../numerics/multiply-matrix.js';
import { requantizeRows } from '../../numerics/requantize-rows.js';
import type { FullyConnectedAttributes } from '../attributes.js';
import { representableActivation } from '../fused-activation.js';
import type { AccumulatorRange, Constraint, NodeContext, Operator, ReferenceRun } from '../operator.js';
import { dimension, inputAndOutput, int8Input, int8Output, scaleAndZeroPoint, weightScales } from '../tensor-access.js';
import { channelFactors, rowAccumulators } from './channel-factors.js';
import { biasPerChannel, channelScales, symmetricWeights } from './rules.js';

/**
 * How far the bias scale may be from input scale * weight scale, in output steps. Source:
 * GetQuantizedConvolutionMultipler of TensorFlow Lite.
 */
const biasScaleTolerance = 0.02;

const biasScale: Constraint<FullyConnectedAttributes> = {
  code: 'I8C2204',
  sentence: 'bias must have the scale of input times weights',
  why: 'the bias is added to the accumulator as it is; the reference kernel refuses other scales',
  help: 'convert again with full-integer quantization',
  violated(node, { tensors }) {
    const bias = optionalInputTensor(node, tensors, 2);
    const scales = weightScales(inputTensor(node, tensors, 1));
    if (bias?.quantization?.kind !== 'perTensor' || scales.length !== 1) return null;
    const product = scaleAndZeroPoint(inputTensor(node, tensors, 0)).scale * (scales[0] ?? 0);
    const outputScale = scaleAndZeroPoint(outputTensor(node, tensors)).scale;
    const distance = Math.abs(product - bias.quantization.scale) / outputScale;
    return distance <= biasScaleTolerance
      ? null
      : `bias scale ${bias.quantization.scale}, input scale * weight scale ${product}`;
  },
};

export const fullyConnected: Operator<FullyConnectedAttributes, FullyConnectedPrepared> = {
  kind: 'fully-connected',
  tfliteName: 'FULLY_CONNECTED',
  summary: 'Dense layer, with weights quantized per tensor or per channel.',
  formula: 'out[b,c] = clamp(zo + requantize(bias[c] + sum over k of w[c,k] * (in[b,k] - zi), si*sw/so))',
  inputs: [
    { name: 'input', dtypes: ['int8'], role: 'value', description: 'any shape whose size is a multiple of the depth' },
    { name: 'weights', dtypes: ['int8'], role: 'weights', rank: 2, description: '[output channels, depth]' },
    {
      name: 'bias',
      dtypes: ['int32'],
      role: 'bias',
      optional: true,
      description: '[output channels], scale = input scale * weight scale',
    },
  ],
  outputs: [{ name: 'output', dtypes: ['int8'], role: 'value', description: '[batch, output channels]' }],
  constraints: [symmetricWeights, channelScales(0), biasPerChannel(0), biasScale, representableActivation],
  inferShape(attributes, inputs, declared) {
    const [input, weights] = inputs;
    if (!input || !weights) return 'input or weights are missing';
    const depth = dimension(weights.shape, 1);
    const channels = dimension(weights.shape, 0);
    const batches = elementCount(input.shape) / depth;
    if (!Number.isInteger(batches))
      return `${elementCount(input.shape)} input elements are not a multiple of the weights' depth ${depth}`;
    if (declared !== null && declared.at(-1) === channels && elementCount(declared) === batches * channels)
      return declared;
    if (!attributes.keepDimensions) return [batches, channels];
    if (input.shape.at(-1) !== depth)
      return `input ${formatShape(input.shape)} does not end with the weights' depth ${depth}`;
    return [...input.shape.slice(0, -1), channels];
  },
  prepare: prepareFullyConnected,
  reference: referenceFullyConnected,
  accumulators: fullyConnectedAccumulators,
  macs: (node, tensors) =>
    elementCount(outputTensor(node, tensors).shape) * dimension(inputTensor(node, tensors, 1).shape, 1),
};

export interface FullyConnectedPrepared {
  readonly depth: number;
  readonly inputZeroPoint: number;
  readonly outputZeroPoint: number;
  readonly min: number;
  readonly max: number;
  /** One per output channel; all the same where weights are quantized per tensor. */
  readonly factors: readonly FixedPoint[];
}

export function prepareFullyConnected(
  node: Node<FullyConnectedAttributes>,
  context: NodeContext,
): FullyConnectedPrepared {
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
    factors: perChannel
      ? channelFactors(node, context, channels)
      : new Array<FixedPoint>(channels).fill(tensorFactor(node, context)),
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

export function fullyConnectedAccumulators(
  node: Node,
  prepared: FullyConnectedPrepared,
  context: NodeContext,
): AccumulatorRange[] {
  return rowAccumulators(node, prepared.factors, prepared.inputZeroPoint, context);
}

export function referenceFullyConnected(
  _attributes: FullyConnectedAttributes,
  prepared: FullyConnectedPrepared,
  run: ReferenceRun,
): void {
  const input = int8Input(run, 0);
  const out = int8Output(run);
  const bias = run.inputs[2]?.values ?? null;
  const { depth } = prepared;
  const channels = prepared.factors.length;
  const rows = Float64Array.from(input, (value) => value - prepared.inputZeroPoint);
  const sums = new Int32Array(out.length);
  multiplyMatrix(rows, input.length / depth, depth, packRows(int8Input(run, 1), 0, channels, depth), channels, sums);
  requantizeRows(prepared, run.rounding, sums, bias, 0, channels, out, 0, channels);
}
