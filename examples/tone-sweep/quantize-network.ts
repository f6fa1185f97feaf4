import { buildGraph, type NodeParts } from '../../src/ir/builder.js';
import type { Graph } from '../../src/ir/graph.js';
import {
  elementCount,
  type DataType,
  type Quantization,
  type Shape,
  type Tensor,
  type TensorId,
} from '../../src/ir/tensor.js';
import type { OperatorAttributes, OperatorKind } from '../../src/operators/registry.js';
import { madeBy, runFloat, type ConvolutionLayer, type DenseLayer, type Image, type Layer } from './float-network.js';

type PerTensor = Extract<Quantization, { kind: 'perTensor' }>;

/** int8 for values low … high, which are widened so that 0 is among them: 0 must be exact, padding is made of it. */
export function activationQuantization(low: number, high: number): PerTensor {
  const scale = Math.fround((Math.max(0, high) - Math.min(0, low)) / 255);
  return { kind: 'perTensor', scale, zeroPoint: Math.round(-128 - Math.min(0, low) / scale) };
}

export function quantizeValues(values: Float64Array, { scale, zeroPoint }: PerTensor): Int8Array {
  return Int8Array.from(values, (value) => Math.max(-128, Math.min(127, Math.round(value / scale) + zeroPoint)));
}

/** The graph under construction. */
interface Draft {
  readonly tensors: Tensor[];
  readonly nodes: NodeParts[];
  /** Where the outputs of layers are. */
  readonly places: Map<string, Tensor>;
  readonly ranges: ReadonlyMap<string, PerTensor>;
}

const origin = { kind: 'file', file: 'make-model.ts' } as const;

/**
 * Post-training quantization, as converters do it: activations by the ranges seen on `samples`, weights symmetric and
 * per output channel (per tensor in the dense layer), biases in 32 bits. A softmax is added at the end.
 */
export function quantizeNetwork(
  name: string,
  layers: readonly Layer[],
  samples: readonly Image[],
  inputQuantization: PerTensor,
): Graph {
  const draft: Draft = { tensors: [], nodes: [], places: new Map(), ranges: calibrate(layers, samples) };
  const [sample] = samples;
  if (sample === undefined) throw new Error('calibration needs a sample');
  const input = addTensor(
    draft,
    'spectrogram',
    'int8',
    [1, sample.height, sample.width, sample.channels],
    inputQuantization,
    null,
  );
  const shapes = runFloat(layers, sample);
  const logits = layers.reduce((from, layer) => addLayer(draft, layer, from, madeBy(shapes, layer.name)), input);
  const probabilities: PerTensor = { kind: 'perTensor', scale: 1 / 256, zeroPoint: -128 };
  const output = addTensor(draft, 'probabilities', 'int8', logits.shape, probabilities, null);
  addNode(draft, 'softmax', { beta: 1 }, [logits.id], output);
  return buildGraph({
    name,
    tensors: draft.tensors,
    nodes: draft.nodes,
    inputs: [input.id],
    outputs: [output.id],
    origin,
  });
}

function calibrate(layers: readonly Layer[], samples: readonly Image[]): Map<string, PerTensor> {
  const runs = samples.map((sample) => runFloat(layers, sample));
  return new Map(
    layers.map(({ name }) => {
      let [low, high] = [0, 0];
      for (const made of runs) {
        for (const value of madeBy(made, name).values) {
          low = Math.min(low, value);
          high = Math.max(high, value);
        }
      }
      return [name, activationQuantization(low, high)];
    }),
  );
}

function addTensor(
  draft: Draft,
  name: string,
  dtype: DataType,
  shape: Shape,
  quantization: Quantization,
  data: Uint8Array | null,
): Tensor {
  const tensor: Tensor = { id: draft.tensors.length, name, dtype, shape, quantization, data, origin };
  draft.tensors.push(tensor);
  return tensor;
}

function addNode<K extends OperatorKind>(
  draft: Draft,
  op: K,
  attributes: OperatorAttributes[K],
  inputs: readonly TensorId[],
  output: Tensor,
): void {
  draft.nodes.push({ id: draft.nodes.length, op, inputs, outputs: [output.id], attributes, origin });
}

function addLayer(draft: Draft, layer: Layer, from: Tensor, { height, width, channels }: Image): Tensor {
  const quantization = draft.ranges.get(layer.name);
  if (quantization === undefined) throw new Error(`${layer.name} was not calibrated`);
  const place = (shape: Shape, chosen: Quantization = quantization): Tensor => {
    const tensor = addTensor(draft, layer.name, 'int8', shape, chosen, null);
    draft.places.set(layer.name, tensor);
    return tensor;
  };
  switch (layer.kind) {
    case 'conv2d':
    case 'depthwise-conv2d':
      return addConvolution(draft, layer, from, place([1, height, width, channels]));
    case 'add': {
      const earlier = draft.places.get(layer.earlier);
      if (earlier === undefined) throw new Error(`no layer is called ${layer.earlier}`);
      const output = place(from.shape);
      addNode(draft, 'add', { activation: 'relu' }, [from.id, earlier.id], output);
      return output;
    }
    case 'average-pool2d':
      return addPool(draft, from, place([1, 1, 1, channels], perTensorOf(from)));
    case 'fully-connected':
      return addDense(draft, layer, from, place([1, channels]));
  }
}

function addConvolution(draft: Draft, layer: ConvolutionLayer, from: Tensor, output: Tensor): Tensor {
  const { kernelHeight, kernelWidth, channels, stride, activation } = layer;
  const isDepthwise = layer.kind === 'depthwise-conv2d';
  const shape = isDepthwise
    ? [1, kernelHeight, kernelWidth, channels]
    : [channels, kernelHeight, kernelWidth, from.shape[3] ?? 1];
  const channelOf = (at: number): number =>
    isDepthwise ? at % channels : Math.floor((at * channels) / elementCount(shape));
  const weights = addWeights(draft, layer, shape, channels, channelOf, isDepthwise ? 3 : 0);
  const bias = addBias(draft, layer, from, weights);
  const window = {
    padding: 'same',
    strides: [stride, stride],
    dilations: [1, 1],
    activation,
  } as const;
  addNode(draft, layer.kind, window, [from.id, weights.id, bias.id], output);
  return output;
}

function addPool(draft: Draft, from: Tensor, output: Tensor): Tensor {
  const [, filterHeight = 1, filterWidth = 1, channels = 1] = from.shape;
  addNode(
    draft,
    'average-pool2d',
    { padding: 'valid', strides: [1, 1], filter: [filterHeight, filterWidth], activation: 'none' },
    [from.id],
    output,
  );
  const flat = addTensor(draft, `${output.name}/flat`, 'int8', [1, channels], perTensorOf(output), null);
  addNode(draft, 'reshape', { shape: [-1, channels] }, [output.id], flat);
  return flat;
}

function addDense(draft: Draft, layer: DenseLayer, from: Tensor, output: Tensor): Tensor {
  const weights = addWeights(draft, layer, [layer.channels, from.shape[1] ?? 1], 1, () => 0, 0);
  const bias = addBias(draft, layer, from, weights);
  addNode(
    draft,
    'fully-connected',
    { activation: 'none', keepDimensions: false },
    [from.id, weights.id, bias.id],
    output,
  );
  return output;
}

type WeightedLayer = ConvolutionLayer | DenseLayer;

/** Symmetric int8 weights with one scale for each of `groups` channels. */
function addWeights(
  draft: Draft,
  layer: WeightedLayer,
  shape: Shape,
  groups: number,
  groupOf: (at: number) => number,
  axis: number,
): Tensor {
  const largest = new Float64Array(groups);
  layer.weights.forEach((value, at) => (largest[groupOf(at)] = Math.max(largest[groupOf(at)] ?? 0, Math.abs(value))));
  const scales = Array.from(largest, (value) => Math.fround(value / 127));
  const values = Int8Array.from(layer.weights, (value, at) => Math.round(value / (scales[groupOf(at)] ?? 1)));
  return addTensor(
    draft,
    `${layer.name}/weights`,
    'int8',
    shape,
    quantizationOf(scales, axis),
    new Uint8Array(values.buffer),
  );
}

/** int32 biases in the unit of the accumulator: input scale × weight scale. */
function addBias(draft: Draft, layer: WeightedLayer, from: Tensor, weights: Tensor): Tensor {
  const { quantization } = weights;
  const weightScales = quantization?.kind === 'perChannel' ? quantization.scales : [perTensorOf(weights).scale];
  const scales = weightScales.map((scale) => Math.fround(perTensorOf(from).scale * scale));
  const values = Int32Array.from(layer.bias, (value, channel) =>
    Math.round(value / (scales[channel % scales.length] ?? 1)),
  );
  return addTensor(
    draft,
    `${layer.name}/bias`,
    'int32',
    [values.length],
    quantizationOf(scales, 0),
    new Uint8Array(values.buffer),
  );
}

function quantizationOf(scales: readonly number[], axis: number): Quantization {
  const [scale = 1] = scales;
  return scales.length === 1
    ? { kind: 'perTensor', scale, zeroPoint: 0 }
    : { kind: 'perChannel', axis, scales, zeroPoints: scales.map(() => 0) };
}

function perTensorOf({ name, quantization }: Tensor): PerTensor {
  if (quantization?.kind !== 'perTensor') throw new Error(`${name} is not quantized as a whole`);
  return quantization;
}
