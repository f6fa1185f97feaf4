import { elementCount, formatShape } from '../../ir/tensor.js';
import type { FixedPoint } from '../../numerics/fixed-point.js';
import { multiplyMatrix, packRows } from '../../numerics/multiply-matrix.js';
import { requantizeRows } from '../../numerics/requantize-rows.js';
import { defineArithmetic, type AccumulatorRange } from '../arithmetic.js';
import { flag } from '../attribute.js';
import { perChannel, type Factors } from '../factors.js';
import { defineOperator, value, type ShapeSite, type SiteOf } from '../operator.js';
import type { Rule } from '../rule.js';
import { fusedActivation } from '../shared-attributes.js';
import { outputBounds } from '../output-bounds.js';
import { representableActivation } from '../shared-rules.js';
import {
  dimension,
  int8Constant,
  scaleAndZeroPoint,
  scaleOf,
  weightScales,
  weightZeroPoints,
  zeroPointOf,
} from '../tensor-access.js';
import {
  channelRatios,
  int8Weighted,
  weightAccumulators,
  weightedFactor,
  type WeightedRun,
  type WeightedSite,
} from './weighted.js';

const attributes = {
  activation: fusedActivation,
  keepDimensions: flag("keep the input's outer dimensions instead of making them one"),
};

const inputs = {
  input: value('any shape whose size is a multiple of the depth'),
  weights: { role: 'weights', rank: 2, description: '[output channels, depth]' },
  bias: { role: 'bias', optional: true, description: '[output channels], scale = input scale * weight scale' },
} as const;

export const fullyConnected = defineOperator({
  kind: 'fully-connected',
  tfliteName: 'FULLY_CONNECTED',
  summary: 'Dense layer, with weights quantized per tensor or per channel.',
  attributes,
  inputs,
  outputs: { output: value('[batch, output channels]') },
  shapes: denseShape,
  macs: ({ inputs: { weights }, outputs }) => elementCount(outputs.output.shape) * dimension(weights.shape, 1),
});
export type FullyConnectedSite = SiteOf<typeof fullyConnected>;

/** The reference kernel takes any shape with as many elements that ends with the channels. */
function denseShape(site: ShapeSite<typeof attributes, typeof inputs>): readonly (readonly number[])[] | string {
  const { input, weights } = site.inputs;
  const [declared] = site.declared;
  const [channels, depth] = [dimension(weights.shape, 0), dimension(weights.shape, 1)];
  const batches = elementCount(input.shape) / depth;
  if (!Number.isInteger(batches)) {
    return `${elementCount(input.shape)} input elements are not a multiple of the weights' depth ${depth}`;
  }
  if (declared?.at(-1) === channels && elementCount(declared) === batches * channels) return [declared];
  if (!site.attributes.keepDimensions) return [[batches, channels]];
  if (input.shape.at(-1) !== depth) {
    return `input ${formatShape(input.shape)} does not end with the weights' depth ${depth}`;
  }
  return [[...input.shape.slice(0, -1), channels]];
}

/**
 * How far the bias scale may be from input scale * weight scale, in output steps. Source:
 * GetQuantizedConvolutionMultipler of TensorFlow Lite.
 */
const biasScaleTolerance = 0.02;

const biasScale: Rule<WeightedSite> = {
  code: 'I8C2204',
  sentence: 'bias must have the scale of input times weights',
  why: 'the bias is added to the accumulator as it is; the reference kernel refuses other scales',
  help: 'convert again with full-integer quantization',
  seen({ inputs: { input, weights, bias }, outputs: { output } }) {
    const scales = weightScales(weights);
    const [inputScale, outputScale] = [scaleOf(input), scaleOf(output)];
    if (bias?.quantization?.kind !== 'perTensor' || scales.length !== 1) return null;
    if (inputScale === null || outputScale === null) return null;
    const product = inputScale * (scales[0] ?? 0);
    const distance = Math.abs(product - bias.quantization.scale) / outputScale;
    return distance <= biasScaleTolerance
      ? null
      : `bias scale ${bias.quantization.scale}, input scale * weight scale ${product}`;
  },
};

export const fullyConnectedInt8 = defineArithmetic(fullyConnected, {
  name: 'int8',
  formula:
    'out[b,c] = clamp(zo + requantize(bias[c] + sum over k of (w[c,k] - zw) * (in[b,k] - zi), si*sw/so)), zw 0 but for weights of one scale that have a zero point',
  dtypes: int8Weighted,
  quantization: { weights: { axis: 0, symmetric: false }, bias: { scaleOf: ['input', 'weights'] } },
  rules: [biasScale, representableActivation],
  factors: weightedFactor(0, denseRatios),
  bounded: true,
  prepare: prepareFullyConnected,
  reference: referenceFullyConnected,
  accumulators: denseAccumulators,
});

export interface FullyConnectedPrepared {
  readonly depth: number;
  readonly inputZeroPoint: number;
  /** Of all weights; 0 for most. */
  readonly weightsZeroPoint: number;
  readonly outputZeroPoint: number;
  readonly min: number;
  readonly max: number;
  /** One per output channel; all the same where weights are quantized per tensor. */
  readonly factors: readonly FixedPoint[];
}

function prepareFullyConnected(
  site: FullyConnectedSite,
  factors: Factors<ReturnType<typeof weightedFactor>>,
): FullyConnectedPrepared {
  const { input, weights } = site.inputs;
  return {
    depth: dimension(weights.shape, 1),
    inputZeroPoint: zeroPointOf(input),
    weightsZeroPoint: weightZeroPoints(weights)[0] ?? 0,
    outputZeroPoint: zeroPointOf(site.outputs.output),
    ...outputBounds(site),
    factors: perChannel(factors.output, dimension(weights.shape, 0)),
  };
}

/**
 * Per tensor, the product of the scales is taken in float32 and only then divided in double.
 * Source: GetQuantizedConvolutionMultipler of TensorFlow Lite.
 */
function denseRatios(site: WeightedSite): number[] {
  const { inputs, outputs } = site;
  const [weightScale = 0, ...others] = weightScales(inputs.weights);
  if (others.length > 0) return channelRatios(site);
  const product = Math.fround(scaleAndZeroPoint(inputs.input).scale * weightScale);
  return [product / scaleAndZeroPoint(outputs.output).scale];
}

function referenceFullyConnected(prepared: FullyConnectedPrepared, run: WeightedRun): void {
  const { input, weights, bias } = run.inputs;
  const { output } = run.outputs;
  const { depth } = prepared;
  const channels = prepared.factors.length;
  const rows = Float64Array.from(input, (value) => value - prepared.inputZeroPoint);
  const sums = new Int32Array(output.length);
  multiplyMatrix(rows, input.length / depth, depth, packRows(weights, 0, channels, depth), channels, sums);
  subtractZeroPoint(sums, rows, prepared);
  requantizeRows(prepared, run.site.rounding, sums, bias, 0, channels, output, 0, channels);
}

/** The zero point of the weights takes the same from all sums of a row: itself times the sum of the row. */
function subtractZeroPoint(sums: Int32Array, rows: Float64Array, { depth, factors, weightsZeroPoint }: Dense): void {
  if (weightsZeroPoint === 0) return;
  for (let row = 0; row * depth < rows.length; row += 1) {
    const sum = rows.subarray(row * depth, (row + 1) * depth).reduce((total, value) => total + value, 0);
    for (let channel = 0; channel < factors.length; channel += 1) {
      const at = row * factors.length + channel;
      sums[at] = (sums[at] ?? 0) - weightsZeroPoint * sum;
    }
  }
}

type Dense = Pick<FullyConnectedPrepared, 'depth' | 'factors' | 'weightsZeroPoint'>;

function denseAccumulators(site: FullyConnectedSite, prepared: FullyConnectedPrepared): AccumulatorRange[] {
  const { depth, weightsZeroPoint } = prepared;
  const values = Int16Array.from(int8Constant(site.inputs.weights), (weight) => weight - weightsZeroPoint);
  return weightAccumulators(site, prepared, values, (channel) => ({ first: channel * depth, step: 1, count: depth }));
}
