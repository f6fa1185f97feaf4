import { inputTensor, outputTensor, type Node, type TensorTable } from '../../ir/graph.js';
import { elementCount } from '../../ir/tensor.js';
import type { DepthwiseConvAttributes } from '../attributes.js';
import { biasPerChannel, channelScales, positiveSteps, symmetricWeights, windowFits } from '../constraints.js';
import { inferConvShape } from '../conv-shape.js';
import { representableActivation } from '../fused-activation.js';
import type { Constraint, Operator } from '../operator.js';
import { dimension } from '../tensor-access.js';
import { depthwiseAccumulators, prepareDepthwiseConv2d, type DepthwisePrepared } from './prepare.js';
import { referenceDepthwiseConv2d } from './reference.js';

const wholeMultiplier: Constraint<DepthwiseConvAttributes> = {
  code: 'I8C2152',
  sentence: 'output channels must be a whole multiple of the input channels, and the weights\' first dimension 1',
  help: 'weights are [1, height, width, input channels * multiplier]',
  violated(node, { tensors }) {
    const channels = dimension(inputTensor(node, tensors, 0).shape, 3);
    const weights = inputTensor(node, tensors, 1).shape;
    const outputs = dimension(weights, 3);
    return outputs % channels === 0 && dimension(weights, 0) === 1 ? null : `${channels} input channels, weights [${weights.join(', ')}]`;
  },
};

export const depthwiseConv2d: Operator<DepthwiseConvAttributes, DepthwisePrepared> = {
  kind: 'depthwise-conv2d',
  tfliteName: 'DEPTHWISE_CONV_2D',
  summary: 'Convolution of every channel with kernels of its own, one or several per input channel.',
  formula: 'out[b,y,x,c*m+j] = clamp(zo + requantize(bias[c*m+j] + sum over ky,kx of w[0,ky,kx,c*m+j] * (in[b, y*sy + ky*dy - top, x*sx + kx*dx - left, c] - zi), si*sw[c*m+j]/so))',
  inputs: [
    { name: 'input', dtypes: ['int8'], role: 'value', rank: 4, description: '[batch, height, width, channels]' },
    { name: 'weights', dtypes: ['int8'], role: 'weights', rank: 4, description: '[1, height, width, channels * multiplier]' },
    { name: 'bias', dtypes: ['int32'], role: 'bias', optional: true, description: '[channels * multiplier], scale = input scale * weight scale' },
  ],
  outputs: [{ name: 'output', dtypes: ['int8'], role: 'value', rank: 4, description: '[batch, output height, output width, channels * multiplier]' }],
  constraints: [
    positiveSteps,
    wholeMultiplier,
    symmetricWeights,
    channelScales(3),
    biasPerChannel(3),
    windowFits,
    representableActivation,
  ],
  inferShape: (attributes, inputs) => inferConvShape(attributes, inputs, 3),
  prepare: prepareDepthwiseConv2d,
  reference: referenceDepthwiseConv2d,
  accumulators: depthwiseAccumulators,
  macs: countMacs,
  steps: (node, tensors) => elementSteps * countMacs(node, tensors),
};

/** One multiply-accumulate of the reference, which has a channel at a time. */
const elementSteps = 3;

function countMacs(node: Node, tensors: TensorTable): number {
  const weights = inputTensor(node, tensors, 1).shape;
  return elementCount(outputTensor(node, tensors).shape) * dimension(weights, 1) * dimension(weights, 2);
}
