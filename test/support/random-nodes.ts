import type { Quantization, Shape, Tensor } from '../../src/ir/tensor.js';
import { elementCount } from '../../src/ir/tensor.js';
import { fusedActivations } from '../../src/numerics/activation.js';
import { windowOutput } from '../../src/numerics/window.js';
import type { ConvAttributes, OperatorKind, PoolAttributes } from '../../src/operators/attributes.js';
import type { SeededRandom } from '../../src/verify/random.js';
import { randomQuantization, randomScale, type GraphDraft } from './random-graph.js';

/** Adds a node to a draft, or finds nothing to read and says false. What is added may still be refused. */
export type NodeMaker = (draft: GraphDraft) => boolean;

const int8Fill = (random: SeededRandom) => (): number => random.integer(-128, 127);
const anyActivation = (random: SeededRandom) => (random.oneIn(2) ? 'none' : random.pick(fusedActivations));
const size = (shape: Shape, axis: number): number => shape[axis] ?? 1;

/** A value to read, the latest more often than others; now and then a constant. */
function pickValue({ random, values, constant }: GraphDraft, fits: (tensor: Tensor) => boolean = (tensor) => tensor.dtype === 'int8'): Tensor | null {
  const fitting = values.filter(fits);
  if (fitting.length === 0) return null;
  const chosen = random.oneIn(2) ? (fitting.at(-1) ?? null) : random.pick(fitting);
  if (chosen === null || !random.oneIn(25)) return chosen;
  const fill = chosen.dtype === 'float32' ? () => random.unit() * 8 - 4 : int8Fill(random);
  return constant(chosen.shape, chosen.dtype === 'float32' ? 'float32' : 'int8', chosen.quantization, fill);
}

const isImage = (tensor: Tensor): boolean => tensor.dtype === 'int8' && tensor.shape.length === 4;

function scaleOf(tensor: Tensor): number {
  return tensor.quantization?.kind === 'perTensor' ? tensor.quantization.scale : 1;
}

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
  const weightScale = weights.quantization?.kind === 'perChannel' ? (weights.quantization.scales[0] ?? 1) : scaleOf(weights);
  return { kind: 'perTensor', scale: Math.fround(scaleOf(input) * weightScale * Math.sqrt(terms) * 2 ** (random.unit() * 8)), zeroPoint };
}

function windowAttributes(random: SeededRandom): ConvAttributes {
  const step = (): number => (random.oneIn(2) ? 1 : random.integer(1, 3));
  const dilation = (): number => (random.oneIn(4) ? random.integer(1, 3) : 1);
  return {
    padding: random.pick(['same', 'valid']),
    strideHeight: step(),
    strideWidth: step(),
    dilationHeight: dilation(),
    dilationWidth: dilation(),
    activation: anyActivation(random),
  };
}

function windowShape(input: Shape, kernelHeight: number, kernelWidth: number, channels: number, attributes: ConvAttributes): Shape {
  const { padding, strideHeight, strideWidth, dilationHeight, dilationWidth } = attributes;
  const height = windowOutput(padding, size(input, 1), kernelHeight, strideHeight, dilationHeight);
  const width = windowOutput(padding, size(input, 2), kernelWidth, strideWidth, dilationWidth);
  return [size(input, 0), height, width, channels];
}

const conv2d: NodeMaker = (draft) => {
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
  draft.node('conv2d', attributes, [input, weights, makeBias(draft, outputs)], windowShape(input.shape, height, width, outputs, attributes), quantization);
  return true;
};

const depthwiseConv2d: NodeMaker = (draft) => {
  const { random } = draft;
  const input = pickValue(draft, isImage);
  if (input === null) return false;
  const outputs = size(input.shape, 3) * (random.oneIn(2) ? 1 : random.integer(1, 3));
  const attributes = windowAttributes(random);
  const [height, width] = [random.integer(1, 4), random.integer(1, 4)];
  const weights = makeWeights(draft, [1, height, width, outputs], 3);
  const quantization = sumQuantization(random, input, weights, height * width);
  draft.node('depthwise-conv2d', attributes, [input, weights, makeBias(draft, outputs)], windowShape(input.shape, height, width, outputs, attributes), quantization);
  return true;
};

const fullyConnected: NodeMaker = (draft) => {
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
  draft.node('fully-connected', attributes, [input, weights, makeBias(draft, outputs)], shape, sumQuantization(random, input, weights, depth));
  return true;
};

const pool: (kind: 'average-pool2d' | 'max-pool2d') => NodeMaker = (kind) => (draft) => {
  const { random } = draft;
  const input = pickValue(draft, isImage);
  if (input === null) return false;
  const whole = random.oneIn(4);
  const filterHeight = whole ? size(input.shape, 1) : random.integer(1, 4);
  const filterWidth = whole ? size(input.shape, 2) : random.integer(1, 4);
  const { padding, strideHeight, strideWidth, activation } = windowAttributes(random);
  const attributes: PoolAttributes = { padding, strideHeight, strideWidth, activation, filterHeight, filterWidth };
  const window = { ...attributes, dilationHeight: 1, dilationWidth: 1 };
  draft.node(kind, attributes, [input], windowShape(input.shape, filterHeight, filterWidth, size(input.shape, 3), window), input.quantization);
  return true;
};

/** Some dimensions shrunk to 1, some leading ones dropped: what broadcasts to `shape`. */
function shrunkShape(random: SeededRandom, shape: Shape): Shape {
  const shrunk = shape.map((length) => (random.oneIn(2) ? length : 1));
  return random.oneIn(3) ? shrunk.slice(random.integer(0, shape.length - 1)) : shrunk;
}

function stretch(left: Shape, right: Shape): Shape {
  const rank = Math.max(left.length, right.length);
  const padded = (shape: Shape): number[] => [...new Array<number>(rank - shape.length).fill(1), ...shape];
  const other = padded(right);
  return padded(left).map((length, axis) => Math.max(length, size(other, axis)));
}

const elementwise: (kind: 'add' | 'sub' | 'mul') => NodeMaker = (kind) => (draft) => {
  const { random } = draft;
  const left = pickValue(draft);
  if (left === null) return false;
  const partners = draft.values.filter(({ dtype, shape }) => dtype === 'int8' && shape.join() === left.shape.join());
  const shape = random.oneIn(2) ? left.shape : shrunkShape(random, left.shape);
  const constant = (): Tensor => draft.constant(shape, 'int8', randomQuantization(random), int8Fill(random));
  const right = random.oneIn(2) ? random.pick(partners.length > 0 ? partners : [left]) : random.oneIn(3) ? draft.input(shape) : constant();
  const inputs = random.oneIn(3) ? [right, left] : [left, right];
  const step = kind === 'mul' ? scaleOf(left) * scaleOf(right) * 2 ** (random.unit() * 10) : Math.max(scaleOf(left), scaleOf(right)) * 2 ** (random.unit() * 4 - 1);
  const quantization = { ...randomQuantization(random), ...(random.oneIn(8) ? {} : { scale: Math.fround(step) }) } as Quantization;
  draft.node(kind, { activation: anyActivation(random) }, inputs, stretch(left.shape, right.shape), quantization);
  return true;
};

const pad: NodeMaker = (draft) => {
  const { random } = draft;
  const input = pickValue(draft, ({ dtype, shape }) => dtype === 'int8' && shape.length <= 5);
  if (input === null) return false;
  const paddings = input.shape.map(() => [random.integer(0, 2), random.oneIn(2) ? 0 : random.integer(0, 2)] as const);
  const shape = input.shape.map((length, axis) => length + (paddings[axis]?.[0] ?? 0) + (paddings[axis]?.[1] ?? 0));
  draft.node('pad', { paddings, value: random.oneIn(2) ? null : random.integer(-128, 127) }, [input], shape, input.quantization);
  return true;
};

const mean: NodeMaker = (draft) => {
  const { random } = draft;
  const input = pickValue(draft);
  if (input === null) return false;
  const rank = input.shape.length;
  const reduced = input.shape.map(() => random.oneIn(2));
  const axes = input.shape.flatMap((_length, axis) => (reduced[axis] === true ? [random.oneIn(3) ? axis - rank : axis] : []));
  const keepDimensions = random.oneIn(2);
  const kept = input.shape.map((length, axis) => (reduced[axis] === true ? 1 : length));
  const shape = keepDimensions ? kept : kept.filter((_length, axis) => reduced[axis] !== true);
  const quantization = random.oneIn(2) ? input.quantization : { ...randomQuantization(random), scale: Math.fround(scaleOf(input) * 2 ** (random.unit() * 3 - 2)) };
  draft.node('mean', { axes, keepDimensions }, [input], shape, quantization as Quantization);
  return true;
};

const movable = ({ dtype }: Tensor): boolean => dtype === 'int8' || dtype === 'float32';

/** Operators that move bytes of either type keep type and quantization. */
function move<K extends OperatorKind>(draft: GraphDraft, op: K, attributes: Parameters<typeof draft.node<K>>[1], inputs: readonly Tensor[], shape: Shape): true {
  const [first] = inputs;
  draft.node(op, attributes, inputs, shape, first?.quantization ?? null, first?.dtype ?? 'int8');
  return true;
}

const reshape: NodeMaker = (draft) => {
  const { random } = draft;
  const input = pickValue(draft, movable);
  if (input === null) return false;
  let rest = elementCount(input.shape);
  const shape: number[] = [];
  for (let rank = random.integer(0, 4); rank > 0; rank -= 1) {
    const divisors = Array.from({ length: 12 }, (_, index) => index + 1).filter((divisor) => rest % divisor === 0);
    const divisor = random.pick(divisors);
    shape.push(divisor);
    rest /= divisor;
  }
  shape.push(rest);
  const unknown = random.oneIn(2) ? random.integer(0, shape.length - 1) : -1;
  return move(draft, 'reshape', { shape: shape.map((length, axis) => (axis === unknown ? -1 : length)) }, [input], shape);
};

const squeeze: NodeMaker = (draft) => {
  const { random } = draft;
  const input = pickValue(draft, (tensor) => movable(tensor) && tensor.shape.includes(1));
  if (input === null) return false;
  const ones = input.shape.flatMap((length, axis) => (length === 1 ? [axis] : []));
  const dropped = random.oneIn(3) ? ones : [random.pick(ones)];
  const axes = dropped.length === ones.length && random.oneIn(2) ? [] : dropped;
  return move(draft, 'squeeze', { axes }, [input], input.shape.filter((_length, axis) => !dropped.includes(axis)));
};

const expandDims: NodeMaker = (draft) => {
  const input = pickValue(draft, (tensor) => movable(tensor) && tensor.shape.length < 5);
  if (input === null) return false;
  const axis = draft.random.integer(0, input.shape.length);
  const given = draft.random.oneIn(2) ? axis : axis - input.shape.length - 1;
  return move(draft, 'expand-dims', { axis: given }, [input], [...input.shape.slice(0, axis), 1, ...input.shape.slice(axis)]);
};

const concatenation: NodeMaker = (draft) => {
  const { random } = draft;
  const first = pickValue(draft, (tensor) => movable(tensor) && tensor.shape.length > 0);
  if (first === null) return false;
  const axis = random.integer(0, first.shape.length - 1);
  const others = Array.from({ length: random.integer(0, 3) }, () => {
    if (random.oneIn(2) || first.dtype !== 'int8') return first;
    const shape = first.shape.map((length, at) => (at === axis ? random.integer(1, 5) : length));
    return random.oneIn(2) ? draft.input(shape, 'int8', first.quantization) : draft.constant(shape, 'int8', first.quantization, int8Fill(random));
  });
  const inputs = random.oneIn(2) ? [first, ...others] : [...others, first];
  const total = inputs.reduce((sum, { shape }) => sum + size(shape, axis), 0);
  const shape = first.shape.map((length, at) => (at === axis ? total : length));
  return move(draft, 'concatenation', { axis: random.oneIn(2) ? axis : axis - first.shape.length, activation: 'none' }, inputs, shape);
};

const transpose: NodeMaker = (draft) => {
  const input = pickValue(draft, (tensor) => movable(tensor) && tensor.shape.length <= 5);
  if (input === null) return false;
  const left = input.shape.map((_length, axis) => axis);
  const permutation = input.shape.map(() => left.splice(draft.random.integer(0, left.length - 1), 1)[0] ?? 0);
  return move(draft, 'transpose', { permutation }, [input], permutation.map((axis) => size(input.shape, axis)));
};

const resize: NodeMaker = (draft) => {
  const { random } = draft;
  const input = pickValue(draft, (tensor) => movable(tensor) && tensor.shape.length === 4);
  if (input === null) return false;
  const [outputHeight, outputWidth] = [random.integer(1, 9), random.integer(1, 9)];
  const attributes = { outputHeight, outputWidth, alignCorners: random.oneIn(3), halfPixelCenters: random.oneIn(3) };
  return move(draft, 'resize-nearest-neighbor', attributes, [input], [size(input.shape, 0), outputHeight, outputWidth, size(input.shape, 3)]);
};

const fixedOutput = (denominator: number, zeroPoint: number): Quantization => ({ kind: 'perTensor', scale: 1 / denominator, zeroPoint });

const softmax: NodeMaker = (draft) => {
  const input = pickValue(draft, ({ dtype, shape }) => dtype === 'int8' && shape.length > 0);
  if (input === null) return false;
  draft.node('softmax', { beta: Math.fround(draft.random.oneIn(2) ? 1 : draft.random.unit() * 4) }, [input], input.shape, fixedOutput(256, -128));
  return true;
};

const activation: (kind: 'logistic' | 'tanh' | 'relu' | 'relu6') => NodeMaker = (kind) => (draft) => {
  const input = pickValue(draft);
  if (input === null) return false;
  const free = draft.random.oneIn(2) ? input.quantization : randomQuantization(draft.random);
  const quantization = kind === 'logistic' ? fixedOutput(256, -128) : kind === 'tanh' ? fixedOutput(128, 0) : free;
  draft.node(kind, {}, [input], input.shape, quantization);
  return true;
};

const quantize: NodeMaker = (draft) => {
  const input = pickValue(draft, movable);
  if (input === null) return false;
  draft.node('quantize', {}, [input], input.shape, randomQuantization(draft.random));
  return true;
};

const dequantize: NodeMaker = (draft) => {
  const input = pickValue(draft);
  if (input === null) return false;
  draft.node('dequantize', {}, [input], input.shape, null, 'float32');
  return true;
};

/** One maker for every operator; the record's type names whichever is missing. */
const makers: Readonly<Record<OperatorKind, NodeMaker>> = {
  conv2d,
  'depthwise-conv2d': depthwiseConv2d,
  'fully-connected': fullyConnected,
  'average-pool2d': pool('average-pool2d'),
  'max-pool2d': pool('max-pool2d'),
  add: elementwise('add'),
  sub: elementwise('sub'),
  mul: elementwise('mul'),
  pad,
  mean,
  reshape,
  squeeze,
  'expand-dims': expandDims,
  concatenation,
  transpose,
  'resize-nearest-neighbor': resize,
  softmax,
  logistic: activation('logistic'),
  tanh: activation('tanh'),
  relu: activation('relu'),
  relu6: activation('relu6'),
  quantize,
  dequantize,
};

/** Operators with weights and arithmetic come three times as often as those that only move values. */
export const nodeMakers: readonly NodeMaker[] = [
  ...Object.values(makers),
  ...[conv2d, depthwiseConv2d, fullyConnected, makers.add, makers.sub, makers.mul, makers.mean].flatMap((maker) => [maker, maker]),
];
