import { inputTensor, outputTensor, type Node, type TensorTable } from '../../ir/graph.js';
import { elementCount, formatShape } from '../../ir/tensor.js';
import { activationBounds } from '../../numerics/activation.js';
import type { FixedPoint } from '../../numerics/fixed-point.js';
import { multiplyMatrix, packRows } from '../../numerics/multiply-matrix.js';
import { requantizeRows } from '../../numerics/requantize-rows.js';
import { windowAxis, type WindowAxis } from '../../numerics/window.js';
import type { ConvAttributes } from '../attributes.js';
import { representableActivation } from '../fused-activation.js';
import type { AccumulatorRange, Constraint, NodeContext, Operator, ReferenceRun } from '../operator.js';
import { dimension, inputAndOutput, int8Input, int8Output, runInput, scaleAndZeroPoint } from '../tensor-access.js';
import { channelFactors, rowAccumulators } from './channel-factors.js';
import { inferConvShape } from './conv-shape.js';
import { biasPerChannel, channelScales, positiveSteps, symmetricWeights, windowFits } from './rules.js';

const constraints: readonly Constraint<ConvAttributes>[] = [
  positiveSteps,
  {
    code: 'I8C2102',
    sentence:
      "input channels must be a multiple of the weights' input depth, and output channels a multiple of that number of groups",
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
  formula:
    'out[b,y,x,c] = clamp(zo + requantize(bias[c] + sum over ky,kx,i of w[c,ky,kx,i] * (in[b, y*sy + ky*dy - top, x*sx + kx*dx - left, group(c) + i] - zi), si*sw[c]/so))',
  inputs: [
    { name: 'input', dtypes: ['int8'], role: 'value', rank: 4, description: '[batch, height, width, channels]' },
    {
      name: 'weights',
      dtypes: ['int8'],
      role: 'weights',
      rank: 4,
      description: '[output channels, height, width, channels / groups]',
    },
    {
      name: 'bias',
      dtypes: ['int32'],
      role: 'bias',
      optional: true,
      description: '[output channels], scale = input scale * weight scale',
    },
  ],
  outputs: [
    {
      name: 'output',
      dtypes: ['int8'],
      role: 'value',
      rank: 4,
      description: '[batch, output height, output width, output channels]',
    },
  ],
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

/**
 * The reference gathers what is under a window for all channels of a group at once; an element costs as much as this
 * many multiply-accumulates.
 */
const gatherSteps = 12;

function countMacs(node: Node, tensors: TensorTable): number {
  const weights = inputTensor(node, tensors, 1).shape;
  return elementCount(outputTensor(node, tensors).shape) * (elementCount(weights) / dimension(weights, 0));
}

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

export function conv2dAccumulators(
  node: Node<ConvAttributes>,
  prepared: Conv2dPrepared,
  context: NodeContext,
): AccumulatorRange[] {
  return rowAccumulators(node, prepared.factors, prepared.inputZeroPoint, context);
}

/**
 * Collects the windows of one output row, zero points subtracted and padding zero, and multiplies them by the weights.
 */
export function referenceConv2d(_attributes: ConvAttributes, prepared: Conv2dPrepared, run: ReferenceRun): void {
  const weights = int8Input(run, 1);
  const out = int8Output(run);
  const bias = run.inputs[2]?.values ?? null;
  const { height, width, groups } = prepared;
  const channels = prepared.factors.length;
  const groupChannels = channels / groups;
  const depth = weights.length / channels;
  const windows = new Float64Array(width.output * depth);
  const packed = Array.from({ length: groups }, (_, group) =>
    packRows(weights, group * groupChannels, groupChannels, depth),
  );
  const sums = new Int32Array(width.output * groupChannels);
  const rows = dimension(runInput(run, 0).shape, 0) * height.output;
  for (let row = 0; row < rows; row += 1) {
    packed.forEach((packedGroup, group) => {
      const first = group * groupChannels;
      collectWindows(run, prepared, row, group, windows);
      multiplyMatrix(windows, width.output, depth, packedGroup, groupChannels, sums);
      requantizeRows(
        prepared,
        run.rounding,
        sums,
        bias,
        first,
        groupChannels,
        out,
        row * width.output * channels + first,
        channels,
      );
    });
  }
}

/** `row` counts output rows over all batches. Windows are [column][kernel row][kernel column][channel of the group]. */
function collectWindows(
  run: ReferenceRun,
  prepared: Conv2dPrepared,
  row: number,
  group: number,
  windows: Float64Array,
): void {
  const { height, width, groups, inputZeroPoint } = prepared;
  const input = int8Input(run, 0);
  const channels = dimension(runInput(run, 0).shape, 3);
  const groupDepth = channels / groups;
  const batch = Math.floor(row / height.output);
  const top = (row % height.output) * height.stride - height.padBefore;
  let at = 0;
  for (let column = 0; column < width.output; column += 1) {
    const left = column * width.stride - width.padBefore;
    for (let kernelRow = 0; kernelRow < height.kernel; kernelRow += 1) {
      const inputRow = top + kernelRow * height.dilation;
      const rowInside = inputRow >= 0 && inputRow < height.input;
      for (let kernelColumn = 0; kernelColumn < width.kernel; kernelColumn += 1) {
        const inputColumn = left + kernelColumn * width.dilation;
        const inside = rowInside && inputColumn >= 0 && inputColumn < width.input;
        const from = ((batch * height.input + inputRow) * width.input + inputColumn) * channels + group * groupDepth;
        for (let i = 0; i < groupDepth; i += 1) windows[at + i] = inside ? (input[from + i] ?? 0) - inputZeroPoint : 0;
        at += groupDepth;
      }
    }
  }
}
