import { windowAxis, windowOverlap } from '../../src/numerics/window.js';

/** An activation, [height, width, channels]. */
export interface Image {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly values: Float64Array;
}

/**
 * A convolution with SAME padding. Weights are [channels, height, width, inputs], for a depthwise one [height, width,
 * channels].
 */
export interface ConvolutionLayer {
  readonly kind: 'conv2d' | 'depthwise-conv2d';
  readonly name: string;
  readonly kernelHeight: number;
  readonly kernelWidth: number;
  readonly stride: number;
  /** Output channels. */
  readonly channels: number;
  readonly weights: Float64Array;
  readonly bias: Float64Array;
  readonly activation: 'none' | 'relu';
}

/** Adds what an earlier layer made, then cuts at 0. */
export interface ResidualLayer {
  readonly kind: 'add';
  readonly name: string;
  readonly earlier: string;
}

/** The mean of the whole image, per channel. */
export interface PoolLayer {
  readonly kind: 'average-pool2d';
  readonly name: string;
}

/** Weights are [channels, inputs]. */
export interface DenseLayer {
  readonly kind: 'fully-connected';
  readonly name: string;
  readonly channels: number;
  readonly weights: Float64Array;
  readonly bias: Float64Array;
}

export type Layer = ConvolutionLayer | ResidualLayer | PoolLayer | DenseLayer;

/** Runs the network in floating point; the result holds what every layer made, by name. */
export function runFloat(layers: readonly Layer[], input: Image): Map<string, Image> {
  const made = new Map<string, Image>();
  let image = input;
  for (const layer of layers) {
    image = runLayer(layer, image, made);
    made.set(layer.name, image);
  }
  return made;
}

export function madeBy(made: ReadonlyMap<string, Image>, name: string): Image {
  const image = made.get(name);
  if (image === undefined) throw new Error(`no layer is called ${name}`);
  return image;
}

function runLayer(layer: Layer, input: Image, made: ReadonlyMap<string, Image>): Image {
  switch (layer.kind) {
    case 'conv2d':
    case 'depthwise-conv2d':
      return convolve(layer, input);
    case 'add': {
      const earlier = madeBy(made, layer.earlier).values;
      return { ...input, values: input.values.map((value, at) => Math.max(0, value + (earlier[at] ?? 0))) };
    }
    case 'average-pool2d': {
      const pixels = input.height * input.width;
      const mean = (channel: number): number =>
        sum(pixels, (pixel) => input.values[pixel * input.channels + channel] ?? 0) / pixels;
      return {
        height: 1,
        width: 1,
        channels: input.channels,
        values: Float64Array.from({ length: input.channels }, (_, channel) => mean(channel)),
      };
    }
    case 'fully-connected': {
      const dot = (channel: number): number =>
        sum(input.channels, (at) => (input.values[at] ?? 0) * (layer.weights[channel * input.channels + at] ?? 0));
      const values = layer.bias.map((bias, channel) => bias + dot(channel));
      return { height: 1, width: 1, channels: layer.channels, values };
    }
  }
}

function sum(count: number, term: (index: number) => number): number {
  let total = 0;
  for (let index = 0; index < count; index += 1) total += term(index);
  return total;
}

function convolve(layer: ConvolutionLayer, input: Image): Image {
  const rows = windowAxis('same', input.height, layer.kernelHeight, layer.stride, 1);
  const columns = windowAxis('same', input.width, layer.kernelWidth, layer.stride, 1);
  const values = new Float64Array(rows.output * columns.output * layer.channels);
  for (let at = 0; at < values.length; at += 1) {
    const channel = at % layer.channels;
    const pixel = Math.floor(at / layer.channels);
    const row = Math.floor(pixel / columns.output);
    const column = pixel % columns.output;
    let total = layer.bias[channel] ?? 0;
    const down = windowOverlap(rows, row);
    const across = windowOverlap(columns, column);
    for (let y = down.begin; y < down.end; y += 1) {
      for (let x = across.begin; x < across.end; x += 1) {
        const place =
          (row * layer.stride - rows.padBefore + y) * input.width + column * layer.stride - columns.padBefore + x;
        total += windowElement(layer, input, place * input.channels, y * layer.kernelWidth + x, channel);
      }
    }
    values[at] = layer.activation === 'relu' ? Math.max(0, total) : total;
  }
  return { height: rows.output, width: columns.output, channels: layer.channels, values };
}

/** What one element of the window adds to an output channel; `first` is where the element's input channels begin. */
function windowElement(layer: ConvolutionLayer, input: Image, first: number, element: number, channel: number): number {
  if (layer.kind === 'depthwise-conv2d') {
    return (input.values[first + channel] ?? 0) * (layer.weights[element * layer.channels + channel] ?? 0);
  }
  const firstWeight = (channel * layer.kernelHeight * layer.kernelWidth + element) * input.channels;
  return sum(input.channels, (index) => (input.values[first + index] ?? 0) * (layer.weights[firstWeight + index] ?? 0));
}
