import { elementCount } from '../../ir/tensor.js';
import type { FixedPoint } from '../../numerics/fixed-point.js';
import { requantizeRows } from '../../numerics/requantize-rows.js';
import { windowOverlap, type WindowAxis } from '../../numerics/window.js';
import { defineArithmetic } from '../arithmetic.js';
import { perChannel, type Factors } from '../factors.js';
import { defineOperator, value, type SiteOf } from '../operator.js';
import type { Rule } from '../rule.js';
import { convolutionAttributes } from '../shared-attributes.js';
import { outputBounds } from '../output-bounds.js';
import { representableActivation } from '../shared-rules.js';
import { dimension, zeroPointOf } from '../tensor-access.js';
import { paddingOfKernel, windowFits } from './rules.js';
import {
  channelAccumulators,
  convolutionShape,
  convolutionWindow,
  int8Weighted,
  weightedFactor,
  type WeightedRun,
  type WeightedSite,
} from './weighted.js';

export const depthwiseConv2d = defineOperator({
  kind: 'depthwise-conv2d',
  tfliteName: 'DEPTHWISE_CONV_2D',
  summary: 'Convolution of every channel with kernels of its own, one or several per input channel.',
  attributes: convolutionAttributes,
  inputs: {
    input: value('[batch, height, width, channels]', { rank: 4 }),
    weights: { role: 'weights', rank: 4, description: '[1, height, width, channels * multiplier]' },
    bias: { role: 'bias', optional: true, description: '[channels * multiplier], scale = input scale * weight scale' },
  },
  outputs: { output: value('[batch, output height, output width, channels * multiplier]', { rank: 4 }) },
  shapes: (site) => [convolutionShape(site, 3)],
  macs: countMacs,
});
export type DepthwiseConv2dSite = SiteOf<typeof depthwiseConv2d>;

const wholeMultiplier: Rule<WeightedSite> = {
  code: 'I8C2152',
  sentence: "output channels must be a whole multiple of the input channels, and the weights' first dimension 1",
  help: 'weights are [1, height, width, input channels * multiplier]',
  seen({ inputs }) {
    const channels = dimension(inputs.input.shape, 3);
    const weights = inputs.weights.shape;
    const outputs = dimension(weights, 3);
    return outputs % channels === 0 && dimension(weights, 0) === 1
      ? null
      : `${channels} input channels, weights [${weights.join(', ')}]`;
  },
};

export const depthwiseConv2dInt8 = defineArithmetic(depthwiseConv2d, {
  name: 'int8',
  formula:
    'out[b,y,x,c*m+j] = clamp(zo + requantize(bias[c*m+j] + sum over ky,kx of w[0,ky,kx,c*m+j] * (in[b, y*sy + ky*dy - top, x*sx + kx*dx - left, c] - zi), si*sw[c*m+j]/so))',
  dtypes: int8Weighted,
  quantization: { weights: { axis: 3, symmetric: true }, bias: { scaleOf: ['input', 'weights'] } },
  rules: [wholeMultiplier, windowFits, paddingOfKernel, representableActivation],
  factors: weightedFactor(3),
  bounded: true,
  prepare: prepareDepthwiseConv2d,
  reference: referenceDepthwiseConv2d,
  accumulators: (site, prepared) =>
    channelAccumulators(site, prepared, (channel) => ({
      first: channel,
      step: prepared.factors.length,
      count: prepared.height.kernel * prepared.width.kernel,
    })),
  steps: (site) => elementSteps * countMacs(site),
});

/** One multiply-accumulate of the reference, which has a channel at a time. */
const elementSteps = 3;

function countMacs({ inputs, outputs }: Pick<WeightedSite, 'inputs' | 'outputs'>): number {
  const { shape } = inputs.weights;
  return elementCount(outputs.output.shape) * dimension(shape, 1) * dimension(shape, 2);
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

function prepareDepthwiseConv2d(
  site: DepthwiseConv2dSite,
  factors: Factors<ReturnType<typeof weightedFactor>>,
): DepthwisePrepared {
  const { input, weights } = site.inputs;
  const channels = dimension(weights.shape, 3);
  return {
    ...convolutionWindow(site),
    multiplier: channels / dimension(input.shape, 3),
    inputZeroPoint: zeroPointOf(input),
    outputZeroPoint: zeroPointOf(site.outputs.output),
    ...outputBounds(site),
    factors: perChannel(factors.output, channels),
  };
}

/** All channels of one output row at a time: kernel elements inside the input are added up, then requantized. */
function referenceDepthwiseConv2d(prepared: DepthwisePrepared, run: WeightedRun): void {
  const { output } = run.outputs;
  const { height, width } = prepared;
  const channels = prepared.factors.length;
  const sums = new Int32Array(width.output * channels);
  const rows = dimension(run.site.inputs.input.shape, 0) * height.output;
  for (let row = 0; row < rows; row += 1) {
    sums.fill(0);
    for (let kernelRow = 0; kernelRow < height.kernel; kernelRow += 1)
      addKernelRow(run, prepared, row, kernelRow, sums);
    const { site, inputs } = run;
    requantizeRows(prepared, site.rounding, sums, inputs.bias, 0, channels, output, row * sums.length, channels);
  }
}

/** Adds one kernel row's products to the sums of output row `row`, which counts over all batches. */
function addKernelRow(
  run: WeightedRun,
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
    input: run.inputs.input,
    step: width.dilation * inputChannels,
    zeroPoint: prepared.inputZeroPoint,
    weights: run.inputs.weights,
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
