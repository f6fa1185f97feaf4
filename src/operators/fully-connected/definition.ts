import { inputTensor, optionalInputTensor, outputTensor } from '../../ir/graph.js';
import { elementCount, formatShape } from '../../ir/tensor.js';
import type { FullyConnectedAttributes } from '../attributes.js';
import { biasPerChannel, channelScales, symmetricWeights } from '../constraints.js';
import { representableActivation } from '../fused-activation.js';
import type { Constraint, Operator } from '../operator.js';
import { dimension, scaleAndZeroPoint, weightScales } from '../tensor-access.js';
import { fullyConnectedAccumulators, prepareFullyConnected, type FullyConnectedPrepared } from './prepare.js';
import { referenceFullyConnected } from './reference.js';

/** How far the bias scale may be from input scale * weight scale, in output steps. Source: GetQuantizedConvolutionMultipler of TensorFlow Lite. */
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
    return distance <= biasScaleTolerance ? null : `bias scale ${bias.quantization.scale}, input scale * weight scale ${product}`;
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
    { name: 'bias', dtypes: ['int32'], role: 'bias', optional: true, description: '[output channels], scale = input scale * weight scale' },
  ],
  outputs: [{ name: 'output', dtypes: ['int8'], role: 'value', description: '[batch, output channels]' }],
  constraints: [
    symmetricWeights,
    channelScales(0),
    biasPerChannel(0),
    biasScale,
    representableActivation,
  ],
  inferShape(attributes, inputs, declared) {
    const [input, weights] = inputs;
    if (!input || !weights) return 'input or weights are missing';
    const depth = dimension(weights.shape, 1);
    const channels = dimension(weights.shape, 0);
    const batches = elementCount(input.shape) / depth;
    if (!Number.isInteger(batches)) return `${elementCount(input.shape)} input elements are not a multiple of the weights' depth ${depth}`;
    if (declared !== null && declared.at(-1) === channels && elementCount(declared) === batches * channels) return declared;
    if (!attributes.keepDimensions) return [batches, channels];
    if (input.shape.at(-1) !== depth) return `input ${formatShape(input.shape)} does not end with the weights' depth ${depth}`;
    return [...input.shape.slice(0, -1), channels];
  },
  prepare: prepareFullyConnected,
  reference: referenceFullyConnected,
  accumulators: fullyConnectedAccumulators,
  macs: (node, tensors) => elementCount(outputTensor(node, tensors).shape) * dimension(inputTensor(node, tensors, 1).shape, 1),
};
