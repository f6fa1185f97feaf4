import type { FixedPointNumbers } from '../../ir/graph.js';
import type { Shape, Tensor } from '../../ir/tensor.js';
import { accumulatorBounds } from '../../numerics/accumulator.js';
import type { FixedPoint } from '../../numerics/fixed-point.js';
import type { Rounding } from '../../numerics/rounding.js';
import { paddingAlong, windowAxis, windowOutput, type WindowAxis } from '../../numerics/window.js';
import type { AccumulatorRange } from '../arithmetic.js';
import type { FactorSpec } from '../factors.js';
import type { ConvolutionAttributes } from '../shared-attributes.js';
import { biasValues, dimension, int8Constant, scaleAndZeroPoint, weightScales } from '../tensor-access.js';

/** What layers with weights have in common: convolutions and dense layers. */

/** Tensors of such a layer. */
export interface WeightedSite {
  readonly inputs: { readonly input: Tensor; readonly weights: Tensor; readonly bias: Tensor | null };
  readonly outputs: { readonly output: Tensor };
  readonly fixedPoint: FixedPointNumbers | null;
  readonly rounding: Rounding;
}

/** Values of a layer with weights. */
export interface WeightedRun {
  readonly site: WeightedSite;
  readonly inputs: { readonly input: Int8Array; readonly weights: Int8Array; readonly bias: Int32Array | null };
  readonly outputs: { readonly output: Int8Array };
}

/** What is convolved with what. */
interface ConvolutionSite {
  readonly attributes: ConvolutionAttributes;
  readonly inputs: { readonly input: Tensor; readonly weights: Tensor };
}

export const int8Weighted = { input: ['int8'], weights: ['int8'], bias: ['int32'], output: ['int8'] } as const;

/** Output shape [batch, height, width, channels] of a convolution; weights have their channels on `channelAxis`. */
export function convolutionShape({ attributes, inputs }: ConvolutionSite, channelAxis: number): Shape {
  const { input, weights } = inputs;
  const { padding, strides, dilations } = attributes;
  return [
    dimension(input.shape, 0),
    windowOutput(
      paddingAlong(padding, 0),
      dimension(input.shape, 1),
      dimension(weights.shape, 1),
      strides[0],
      dilations[0],
    ),
    windowOutput(
      paddingAlong(padding, 1),
      dimension(input.shape, 2),
      dimension(weights.shape, 2),
      strides[1],
      dilations[1],
    ),
    dimension(weights.shape, channelAxis),
  ];
}

/** The kernel sliding down and across the input. */
export function convolutionWindow({ attributes, inputs }: ConvolutionSite): { height: WindowAxis; width: WindowAxis } {
  const { padding, strides, dilations } = attributes;
  const [from, kernel] = [inputs.input.shape, inputs.weights.shape];
  return {
    height: windowAxis(paddingAlong(padding, 0), dimension(from, 1), dimension(kernel, 1), strides[0], dilations[0]),
    width: windowAxis(paddingAlong(padding, 1), dimension(from, 2), dimension(kernel, 2), strides[1], dilations[1]),
  };
}

/**
 * The factor of a convolution, one per scale of the weights, in double precision throughout:
 * double(input scale) * double(weight scale) / double(output scale).
 * Source: PopulateConvolutionQuantizationParams of TensorFlow Lite.
 */
export function channelRatios({ inputs, outputs }: WeightedSite): number[] {
  const inputScale = scaleAndZeroPoint(inputs.input).scale;
  const outputScale = scaleAndZeroPoint(outputs.output).scale;
  return weightScales(inputs.weights).map((weightScale) => (inputScale * weightScale) / outputScale);
}

/** What a sum of products is multiplied by; weights have their channels on `channelAxis`. */
export function weightedFactor(
  channelAxis: number,
  real = channelRatios,
): { readonly output: FactorSpec<WeightedSite> } {
  return {
    output: {
      describe: 'input scale * weight scale / output scale',
      scalesOf: ['input', 'weights', 'output'],
      channels: ({ inputs }) => dimension(inputs.weights.shape, channelAxis),
      real,
    },
  };
}

interface WeightedPrepared {
  readonly factors: readonly FixedPoint[];
  readonly inputZeroPoint: number;
}

/** Accumulator bounds where each channel's weights are one contiguous row: convolutions and dense layers. */
export function rowAccumulators(site: WeightedSite, prepared: WeightedPrepared): AccumulatorRange[] {
  const depth = int8Constant(site.inputs.weights).length / prepared.factors.length;
  return channelAccumulators(site, prepared, (channel) => ({ first: channel * depth, step: 1, count: depth }));
}

/** Accumulator bounds of every channel; `place` says where its weights stand in the tensor. */
export function channelAccumulators(
  site: WeightedSite,
  prepared: WeightedPrepared,
  place: WeightPlaces,
): AccumulatorRange[] {
  return weightAccumulators(site, prepared, int8Constant(site.inputs.weights), place);
}

/** Where the weights of a channel stand. */
type WeightPlaces = (channel: number) => { first: number; step: number; count: number };

/** The same of weights whose zero point is subtracted. */
export function weightAccumulators(
  { inputs }: WeightedSite,
  { factors, inputZeroPoint }: WeightedPrepared,
  values: Int8Array | Int16Array,
  place: WeightPlaces,
): AccumulatorRange[] {
  const bias = biasValues(inputs.bias, factors.length);
  return factors.map((factor, channel) => {
    const { first, step, count } = place(channel);
    const bounds = accumulatorBounds(values, first, step, count, inputZeroPoint, bias[channel] ?? 0);
    return { channel, leftShift: Math.max(0, factor.shift), ...bounds };
  });
}
