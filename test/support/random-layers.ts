import { elementCount, type Quantization, type Shape, type Tensor } from '../../src/ir/tensor.js';
import { paddingAlong, windowOutput } from '../../src/numerics/window.js';
import type { OperatorAttributes } from '../../src/operators/registry.js';
import type { SeededRandom } from '../../src/verify/random.js';
import { randomQuantization, randomScale, type GraphDraft } from './random-graph.js';
import { anyActivation, isImage, pickValue, scaleOf, size, type NodeMaker } from './random-values.js';

type ConvAttributes = OperatorAttributes['conv2d'];
type PoolAttributes = OperatorAttributes['average-pool2d'];

/** Weights with symmetric values, per tensor or per channel along `axis`; one channel in a few is all zero. */
function makeWeights({ random, constant }: GraphDraft, shape: Shape, axis: number): Tensor {
  const channels = size(shape, axis);
  const base = randomScale(random);
  const scales = Array.from({ length: channels }, () => Math.fround(base * 2 ** (random.unit() * 4 - 2)));
  const perChannel: Quantization = { kind: 'perChannel', axis, scales, zeroPoints: scales.map(() => 0) };
  const quantization: Quantization = random.oneIn(3) ? { kind: 'perTensor', scale: base, zeroPoint: 0 } : perChannel;
  const zero = random.oneIn(4);
  return constant(shape, 'int8', quantization, () => (zero && random.oneIn(3) ? 0 : random.integer(-128, 127)));
}

function makeBias({ random, constant }: GraphDraft, channels: number): Tensor | null {
  if (random.oneIn(4)) return null;
  const magnitude = random.oneIn(8) ? 2 ** 29 : 2 ** random.integer(2, 15);
  return constant([channels], 'int32', null, () => random.integer(-magnitude, magnitude));
}

/** An output scale at which sums of `terms` products neither vanish nor all saturate; any other now and then. */
function sumQuantization(random: SeededRandom, input: Tensor, weights: Tensor, terms: number): Quantization {
  const { zeroPoint, scale } = randomQuantization(random) as Extract<Quantization, { kind: 'perTensor' }>;
  if (random.oneIn(8)) return { kind: 'perTensor', scale, zeroPoint };
  const weightScale =
    weights.quantization?.kind === 'perChannel' ? (weights.quantization.scales[0] ?? 1) : scaleOf(weights);
  return {
    kind: 'perTensor',
    scale: Math.fround(scaleOf(input) * weightScale * Math.sqrt(terms) * 2 ** (random.unit() * 8)),
    zeroPoint,
  };
}

function windowAttributes(random: SeededRandom): ConvAttributes {
  const step = (): number => (random.oneIn(2) ? 1 : random.integer(1, 3));
  const dilation = (): number => (random.oneIn(4) ? random.integer(1, 3) : 1);
  return {
    padding: random.pick(['same', 'valid']),
    strides: [step(), step()],
    dilations: [dilation(), dilation()],
    activation: anyActivation(random),
  };
}

function windowShape(
  input: Shape,
  kernelHeight: number,
  kernelWidth: number,
  channels: number,
  attributes: ConvAttributes,
): Shape {
  const { padding, strides, dilations } = attributes;
  const height = windowOutput(paddingAlong(padding, 0), size(input, 1), kernelHeight, strides[0], dilations[0]);
  const width = windowOutput(paddingAlong(padding, 1), size(input, 2), kernelWidth, strides[1], dilations[1]);
  return [size(input, 0), height, width, channels];
}

export const conv2d: NodeMaker = (draft) => {
  const { random } = draft;
  const input = pickValue(draft, isImage);
  if (input === null) return false;
  const channels = size(input.shape, 3);
  const groups = random.oneIn(3) ? random.pick([1, 2, 3, 4, channels].filter((count) => channels % count === 0)) : 1;
  const outputs = groups * random.integer(1, groups > 1 ? 3 : 10);
  const attributes = windowAttributes(random);
  const [height, width] = random.oneIn(4) ? [1, 1] : [random.integer(1, 4), random.integer(1, 4)];
  const weights = makeWeights(draft, [outputs, height, width, channels / groups], 0);
  const quantization = sumQuantization(random, input, weights, (height * width * channels) / groups);
  draft.node(
    'conv2d',
    attributes,
    [input, weights, makeBias(draft, outputs)],
    windowShape(input.shape, height, width, outputs, attributes),
    quantization,
  );
  return true;
};

export const depthwiseConv2d: NodeMaker = (draft) => {
  const { random } = draft;
  const input = pickValue(draft, isImage);
  if (input === null) return false;
  const outputs = size(input.shape, 3) * (random.oneIn(2) ? 1 : random.integer(1, 3));
  const attributes = windowAttributes(random);
  const [height, width] = [random.integer(1, 4), random.integer(1, 4)];
  const weights = makeWeights(draft, [1, height, width, outputs], 3);
  const quantization = sumQuantization(random, input, weights, height * width);
  draft.node(
    'depthwise-conv2d',
    attributes,
    [input, weights, makeBias(draft, outputs)],
    windowShape(input.shape, height, width, outputs, attributes),
    quantization,
  );
  return true;
};

export const fullyConnected: NodeMaker = (draft) => {
  const { random } = draft;
  const input = pickValue(draft);
  if (input === null) return false;
  const last = input.shape.at(-1) ?? 1;
  const keepDimensions = random.oneIn(3);
  const depth = keepDimensions || random.oneIn(2) ? last : elementCount(input.shape) / size(input.shape, 0);
  const outputs = random.integer(1, 12);
  const weights = makeWeights(draft, [outputs, depth], 0);
  const shape = keepDimensions ? [...input.shape.slice(0, -1), outputs] : [elementCount(input.shape) / depth, outputs];
  const attributes = { activation: anyActivation(random), keepDimensions };
  draft.node(
    'fully-connected',
    attributes,
    [input, weights, makeBias(draft, outputs)],
    shape,
    sumQuantization(random, input, weights, depth),
  );
  return true;
};

export const pool: (kind: 'average-pool2d' | 'max-pool2d') => NodeMaker = (kind) => (draft) => {
  const { random } = draft;
  const input = pickValue(draft, isImage);
  if (input === null) return false;
  const whole = random.oneIn(4);
  const filterHeight = whole ? size(input.shape, 1) : random.integer(1, 4);
  const filterWidth = whole ? size(input.shape, 2) : random.integer(1, 4);
  const { padding, strides, activation } = windowAttributes(random);
  const attributes: PoolAttributes = { padding, strides, activation, filter: [filterHeight, filterWidth] };
  const window: ConvAttributes = { ...attributes, dilations: [1, 1] };
  draft.node(
    kind,
    attributes,
    [input],
    windowShape(input.shape, filterHeight, filterWidth, size(input.shape, 3), window),
    input.quantization,
  );
  return true;
};
