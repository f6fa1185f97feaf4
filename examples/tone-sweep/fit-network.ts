import { madeBy, runFloat, type ConvolutionLayer, type DenseLayer, type Image, type Layer } from './float-network.js';
import { bands, between, frames, hump, toneClasses, type LabelledTone, type RandomSource } from './tones.js';

const stemChannels = 16;
const headChannels = 24;

/** Energies as the network takes them, [frames, bands, 1]. */
export function spectrogram(energies: Float64Array): Image {
  return { height: frames, width: bands, channels: 1, values: energies };
}

/**
 * A small residual network: a first layer of slanted ridges, drawn by hand; random layers; and a last layer that least
 * squares fits to labelled tones. Channels differ in gain by a factor of ten, as folded batch normalization leaves
 * them.
 */
export function fitNetwork(tones: readonly LabelledTone[], random: RandomSource): Layer[] {
  const body: Layer[] = [
    stem(random),
    depthwise('block/depthwise', 1, stemChannels, random),
    pointwise('block/pointwise', stemChannels, stemChannels, 'none', random),
    { kind: 'add', name: 'block/add', earlier: 'stem/conv' },
    depthwise('reduce/depthwise', 2, stemChannels, random),
    pointwise('reduce/pointwise', stemChannels, headChannels, 'relu', random),
    { kind: 'average-pool2d', name: 'head/pool' },
  ];
  const features = tones.map(({ energies }) => madeBy(runFloat(body, spectrogram(energies)), 'head/pool').values);
  return [...body, fitDense('head/dense', features, tones)];
}

/** Ridges of eight slopes and two widths in a window of 10 frames and 4 bands; no filter answers to an even field. */
function stem(random: RandomSource): ConvolutionLayer {
  const [kernelHeight, kernelWidth] = [10, 4];
  const weights = Array.from({ length: stemChannels }, (_, channel) => {
    const bandsPerFrame = ((channel % 8) - 3.5) * 0.09;
    const width = channel < 8 ? 1 : 1.6;
    const ridge = Array.from({ length: kernelHeight * kernelWidth }, (_element, at) => {
      const centre = 1.5 + bandsPerFrame * (Math.floor(at / kernelWidth) - 4.5);
      return hump((at % kernelWidth) - centre, width);
    });
    const mean = ridge.reduce((total, value) => total + value, 0) / ridge.length;
    const gain = between(random, 0.06, 0.6);
    return ridge.map((value) => gain * (value - mean));
  });
  const bias = Float64Array.from({ length: stemChannels }, () => between(random, -0.1, 0.02));
  return {
    kind: 'conv2d',
    name: 'stem/conv',
    kernelHeight,
    kernelWidth,
    stride: 2,
    channels: stemChannels,
    weights: Float64Array.from(weights.flat()),
    bias,
    activation: 'relu',
  };
}

function depthwise(name: string, stride: number, channels: number, random: RandomSource): ConvolutionLayer {
  const gains = Array.from({ length: channels }, () => between(random, 0.05, 0.5));
  const weights = Float64Array.from(
    { length: 9 * channels },
    (_, at) => (gains[at % channels] ?? 0) * between(random, -0.3, 1),
  );
  const bias = Float64Array.from({ length: channels }, () => between(random, -0.05, 0.05));
  return {
    kind: 'depthwise-conv2d',
    name,
    kernelHeight: 3,
    kernelWidth: 3,
    stride,
    channels,
    weights,
    bias,
    activation: 'relu',
  };
}

function pointwise(
  name: string,
  inputs: number,
  channels: number,
  activation: 'none' | 'relu',
  random: RandomSource,
): ConvolutionLayer {
  const weights = Array.from({ length: channels }, () => {
    const gain = between(random, 0.1, 1);
    return Array.from({ length: inputs }, () => gain * between(random, -1, 1));
  });
  const bias = Float64Array.from({ length: channels }, () => between(random, -0.1, 0.1));
  return {
    kind: 'conv2d',
    name,
    kernelHeight: 1,
    kernelWidth: 1,
    stride: 1,
    channels,
    weights: Float64Array.from(weights.flat()),
    bias,
    activation,
  };
}

/** Ridge regression from features to `sharpness` for the tone's class and 0 for the others. */
function fitDense(name: string, features: readonly Float64Array[], tones: readonly LabelledTone[]): DenseLayer {
  const inputs = features[0]?.length ?? 0;
  const sharpness = 5;
  const rows = features.map((feature) => [...feature, 1]);
  const targets = tones.map(({ label }) => toneClasses.map((each) => (each === label ? sharpness : 0)));
  const solution = solve(normalMatrix(rows, rows, 1e-3), normalMatrix(rows, targets, 0));
  const column = (row: number, channel: number): number => solution[row]?.[channel] ?? 0;
  const channels = toneClasses.length;
  return {
    kind: 'fully-connected',
    name,
    channels,
    weights: Float64Array.from({ length: channels * inputs }, (_, at) => column(at % inputs, Math.floor(at / inputs))),
    bias: Float64Array.from({ length: channels }, (_, channel) => column(inputs, channel)),
  };
}

/** leftᵀ · right, plus `ridge` on the diagonal. */
function normalMatrix(left: readonly number[][], right: readonly number[][], ridge: number): number[][] {
  return (left[0] ?? []).map((_, i) =>
    (right[0] ?? []).map((_value, j) =>
      left.reduce((total, row, at) => total + (row[i] ?? 0) * (right[at]?.[j] ?? 0), i === j ? ridge : 0),
    ),
  );
}

/** X with matrix · X = right, for a symmetric positive definite matrix: elimination needs no pivots. */
function solve(matrix: readonly number[][], right: readonly number[][]): number[][] {
  const size = matrix.length;
  const rows = matrix.map((row, at) => [...row, ...(right[at] ?? [])]);
  for (const [pivotIndex, pivotRow] of rows.entries()) {
    const pivot = pivotRow[pivotIndex] ?? 1;
    for (let at = 0; at < pivotRow.length; at += 1) pivotRow[at] = (pivotRow[at] ?? 0) / pivot;
    for (const row of rows) {
      if (row === pivotRow) continue;
      const factor = row[pivotIndex] ?? 0;
      for (let at = pivotIndex; at < row.length; at += 1) row[at] = (row[at] ?? 0) - factor * (pivotRow[at] ?? 0);
    }
  }
  return rows.map((row) => row.slice(size));
}
