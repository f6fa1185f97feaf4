import { inputTensor, outputTensor, type Node, type TensorTable } from '../../ir/graph.js';
import { elementCount, formatShape } from '../../ir/tensor.js';
import type { ConvAttributes } from '../attributes.js';
import { biasPerChannel, channelScales, positiveSteps, symmetricWeights, windowFits } from '../constraints.js';
import { inferConvShape } from '../conv-shape.js';
import { representableActivation } from '../fused-activation.js';
import type { Constraint, Operator } from '../operator.js';
import { dimension } from '../tensor-access.js';
import { conv2dAccumulators, prepareConv2d, type Conv2dPrepared } from './prepare.js';
import { referenceConv2d } from './reference.js';

const constraints: readonly Constraint<ConvAttributes>[] = [
  positiveSteps,
  {
    code: 'I8C2102',
    sentence: 'input channels must be a multiple of the weights\' input depth, and output channels a multiple of that number of groups',
    why: 'a grouped convolution splits its channels into equal parts',
    help: 'check the shapes of input and weights: weights are [output channels, height, width, input channels / groups]',
    violated(node, { tensors }) {
      const channels = dimension(inputTensor(node, tensors, 0).shape, 3);
      const weights = inputTensor(node, tensors, 1).shape;
      const depth = dimension(weights, 3);
      const outputs = dimension(weights, 0);
      const groups = channels / depth;
      const fits = Number.isInteger(groups) && groups > 0 && outputs % groups === 0;
      return fits ? null : `${channels} input channels, weights ${formatShape(weights)}`;
    },
  },
  symmetricWeights,
  channelScales(0),
  biasPerChannel(0),
  windowFits,
  representableActivation,
];

export const conv2d: Operator<ConvAttributes, Conv2dPrepared> = {
  kind: 'conv2d',
  tfliteName: 'CONV_2D',
  summary: 'Two-dimensional convolution, also grouped and dilated, with weights quantized per tensor or per channel.',
  formula: 'out[b,y,x,c] = clamp(zo + requantize(bias[c] + sum over ky,kx,i of w[c,ky,kx,i] * (in[b, y*sy + ky*dy - top, x*sx + kx*dx - left, group(c) + i] - zi), si*sw[c]/so))',
  inputs: [
    { name: 'input', dtypes: ['int8'], role: 'value', rank: 4, description: '[batch, height, width, channels]' },
    { name: 'weights', dtypes: ['int8'], role: 'weights', rank: 4, description: '[output channels, height, width, channels / groups]' },
    { name: 'bias', dtypes: ['int32'], role: 'bias', optional: true, description: '[output channels], scale = input scale * weight scale' },
  ],
  outputs: [{ name: 'output', dtypes: ['int8'], role: 'value', rank: 4, description: '[batch, output height, output width, output channels]' }],
  constraints,
  inferShape: (attributes, inputs) => inferConvShape(attributes, inputs, 0),
  prepare: prepareConv2d,
  reference: referenceConv2d,
  accumulators: conv2dAccumulators,
  macs: countMacs,
  steps(node, tensors) {
    const weights = inputTensor(node, tensors, 1).shape;
    const groups = dimension(inputTensor(node, tensors, 0).shape, 3) / dimension(weights, 3);
    return countMacs(node, tensors) * (1 + (gatherSteps * groups) / dimension(weights, 0));
  },
};

/** The reference gathers what is under a window for all channels of a group at once; an element costs as much as this many multiply-accumulates. */
const gatherSteps = 12;

function countMacs(node: Node, tensors: TensorTable): number {
  const weights = inputTensor(node, tensors, 1).shape;
  return elementCount(outputTensor(node, tensors).shape) * (elementCount(weights) / dimension(weights, 0));
}
