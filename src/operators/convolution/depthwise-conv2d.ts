import { inputTensor, outputTensor, type Node, type TensorTable } from '../../ir/graph.js';
import { elementCount } from '../../ir/tensor.js';
import { activationBounds } from '../../numerics/activation.js';
import type { FixedPoint } from '../../numerics/fixed-point.js';
import { requantizeRows } from '../../numerics/requantize-rows.js';
import { windowAxis, windowOverlap, type WindowAxis } from '../../numerics/window.js';
import type { DepthwiseConvAttributes } from '../attributes.js';
import { representableActivation } from '../fused-activation.js';
import type { AccumulatorRange, Constraint, NodeContext, Operator, ReferenceRun } from '../operator.js';
import { dimension, inputAndOutput, int8Input, int8Output, runInput, scaleAndZeroPoint } from '../tensor-access.js';
import { channelAccumulators, channelFactors } from './channel-factors.js';
import { inferConvShape } from './conv-shape.js';
import { biasPerChannel, channelScales, positiveSteps, symmetricWeights, windowFits } from './rules.js';

const wholeMultiplier: Constraint<DepthwiseConvAttributes> = {
  code: 'I8C2152',
  sentence: "output channels must be a whole multiple of the input channels, and the weights' first dimension 1",
  help: 'weights are [1, height, width, input channels * multiplier]',
  violated(node, { tensors }) {
    const channels = dimension(inputTensor(node, tensors, 0).shape, 3);
    const weights = inputTensor(node, tensors, 1).shape;
    const outputs = dimension(weights, 3);
    return outputs % channels === 0 && dimension(weights, 0) === 1
      ? null
      : `${channels} input channels, weights [${weights.join(', ')}]`;
  },
};

export const depthwiseConv2d: Operator<DepthwiseConvAttributes, DepthwisePrepared> = {
  kind: 'depthwise-conv2d',
  tfliteName: 'DEPTHWISE_CONV_2D',
  summary: 'Convolution of every channel with kernels of its own, one or several per input channel.',
  formula:
    'out[b,y,x,c*m+j] = clamp(zo + requantize(bias[c*m+j] + sum over ky,kx of w[0,ky,kx,c*m+j] * (in[b, y*sy + ky*dy - top, x*sx + kx*dx - left, c] - zi), si*sw[c*m+j]/so))',
  inputs: [
    { name: 'input', dtypes: ['int8'], role: 'value', rank: 4, description: '[batch, height, width, channels]' },
    {
      name: 'weights',
      dtypes: ['int8'],
      role: 'weights',
      rank: 4,
      description: '[1, height, width, channels * multiplier]',
    },
    {
      name: 'bias',
      dtypes: ['int32'],
      role: 'bias',
      optional: true,
      description: '[channels * multiplier], scale = input scale * weight scale',
    },
  ],
  outputs: [
    {
      name: 'output',
      dtypes: ['int8'],
      role: 'value',
      rank: 4,
      description: '[batch, output height, output width, channels * multiplier]',
    },
  ],
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

export function depthwiseAccumulators(
  node: Node<DepthwiseConvAttributes>,
  prepared: DepthwisePrepared,
  context: NodeContext,
): AccumulatorRange[] {
  const { factors, height, width } = prepared;
  return channelAccumulators(node, factors, prepared.inputZeroPoint, context, (channel) => ({
    first: channel,
    step: factors.length,
    count: height.kernel * width.kernel,
  }));
}

/** All channels of one output row at a time: kernel elements inside the input are added up, then requantized. */
export function referenceDepthwiseConv2d(
  _attributes: DepthwiseConvAttributes,
  prepared: DepthwisePrepared,
  run: ReferenceRun,
): void {
  const out = int8Output(run);
  const bias = run.inputs[2]?.values ?? null;
  const { height, width } = prepared;
  const channels = prepared.factors.length;
  const sums = new Int32Array(width.output * channels);
  const rows = dimension(runInput(run, 0).shape, 0) * height.output;
  for (let row = 0; row < rows; row += 1) {
    sums.fill(0);
    for (let kernelRow = 0; kernelRow < height.kernel; kernelRow += 1)
      addKernelRow(run, prepared, row, kernelRow, sums);
    requantizeRows(prepared, run.rounding, sums, bias, 0, channels, out, row * sums.length, channels);
  }
}

/** Adds one kernel row's products to the sums of output row `row`, which counts over all batches. */
function addKernelRow(
  run: ReferenceRun,
  prepared: DepthwisePrepared,
  row: number,
  kernelRow: number,
  sums: Int32Array,
): void {
  const { height, width, multiplier } = prepared;
  const channels = prepared.factors.length;
  const inputChannels = Math.floor(channels / multiplier);
  const inputRow = (row % height.output) * height.stride - height.padBefore + kernelRow * height.dilation;
  if (inputRow < 0 || inputRow >= height.input) return;
  const inputStart = (Math.floor(row / height.output) * height.input + inputRow) * width.input;
  const products: Products = {
    input: int8Input(run, 0),
    step: width.dilation * inputChannels,
    zeroPoint: prepared.inputZeroPoint,
    weights: int8Input(run, 1),
    sums,
    channels,
    multiplier,
  };
  for (let column = 0; column < width.output; column += 1) {
    const { begin, end } = windowOverlap(width, column);
    const inputColumn = column * width.stride - width.padBefore + begin * width.dilation;
    addProducts(
      products,
      (inputStart + inputColumn) * inputChannels,
      (kernelRow * width.kernel + begin) * channels,
      end - begin,
      column * channels,
    );
  }
}

/** A kernel row laid over an input row: what stays the same from position to position. */
interface Products {
  readonly input: Int8Array;
  /** Distance of neighbouring kernel columns in the input. */
  readonly step: number;
  readonly zeroPoint: number;
  readonly weights: Int8Array;
  readonly sums: Int32Array;
  readonly channels: number;
  readonly multiplier: number;
}

/* eslint-disable @typescript-eslint/no-non-null-assertion -- indices are inside by construction: innermost loops */

/**
 * sums[at + c] += sum over k < count of (input[from + k * step + c / multiplier] - zeroPoint) * weights[weight + k *
 * channels + c]. Three kernel columns at a time where every channel has one kernel: the sums are then loaded and stored
 * a third as often.
 */
function addProducts(products: Products, from: number, weight: number, count: number, at: number): void {
  const { step, channels, multiplier } = products;
  let k = 0;
  if (multiplier === 1)
    for (; k + 3 <= count; k += 3) addThreeColumns(products, from + k * step, weight + k * channels, at);
  for (; k < count; k += 1) addColumn(products, from + k * step, weight + k * channels, at);
}

function addThreeColumns(
  { input, step, zeroPoint, weights, sums, channels }: Products,
  first: number,
  weight: number,
  at: number,
): void {
  const second = first + step;
  const third = second + step;
  const nextWeight = weight + channels;
  const lastWeight = nextWeight + channels;
  for (let c = 0; c < channels; c += 1) {
    const a = Math.imul(input[first + c]! - zeroPoint, weights[weight + c]!);
    const b = Math.imul(input[second + c]! - zeroPoint, weights[nextWeight + c]!);
    const d = Math.imul(input[third + c]! - zeroPoint, weights[lastWeight + c]!);
    sums[at + c] = (sums[at + c]! + a + b + d) | 0;
  }
}

function addColumn(
  { input, zeroPoint, weights, sums, channels, multiplier }: Products,
  from: number,
  weight: number,
  at: number,
): void {
  for (let c = 0; c < channels; c += 1) {
    const value = input[from + Math.floor(c / multiplier)]! - zeroPoint;
    sums[at + c] = (sums[at + c]! + Math.imul(value, weights[weight + c]!)) | 0;
  }
}
