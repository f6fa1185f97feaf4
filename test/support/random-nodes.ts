import { elementCount, type Quantization, type Shape, type Tensor } from '../../src/ir/tensor.js';
import type { OperatorKind } from '../../src/operators/registry.js';
import type { SeededRandom } from '../../src/verify/random.js';
import { asUint8, randomQuantization, type GraphDraft } from './random-graph.js';
import { conv2d, depthwiseConv2d, fullyConnected, pool } from './random-layers.js';
import { anyActivation, int8Fill, pickValue, scaleOf, size, type NodeMaker } from './random-values.js';

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
  const right = random.oneIn(2)
    ? random.pick(partners.length > 0 ? partners : [left])
    : random.oneIn(3)
      ? draft.input(shape)
      : constant();
  const inputs = random.oneIn(3) ? [right, left] : [left, right];
  const step =
    kind === 'mul'
      ? scaleOf(left) * scaleOf(right) * 2 ** (random.unit() * 10)
      : Math.max(scaleOf(left), scaleOf(right)) * 2 ** (random.unit() * 4 - 1);
  const quantization = {
    ...randomQuantization(random),
    ...(random.oneIn(8) ? {} : { scale: Math.fround(step) }),
  } as Quantization;
  draft.node(kind, { activation: anyActivation(random) }, inputs, stretch(left.shape, right.shape), quantization);
  return true;
};

const pad: NodeMaker = (draft) => {
  const { random } = draft;
  const input = pickValue(draft, ({ dtype, shape }) => dtype === 'int8' && shape.length <= 5);
  if (input === null) return false;
  const paddings = input.shape.map(() => [random.integer(0, 2), random.oneIn(2) ? 0 : random.integer(0, 2)] as const);
  const shape = input.shape.map((length, axis) => length + (paddings[axis]?.[0] ?? 0) + (paddings[axis]?.[1] ?? 0));
  draft.node(
    'pad',
    { paddings, value: random.oneIn(2) ? null : random.integer(-128, 127) },
    [input],
    shape,
    input.quantization,
  );
  return true;
};

const mean: NodeMaker = (draft) => {
  const { random } = draft;
  const input = pickValue(draft);
  if (input === null) return false;
  const rank = input.shape.length;
  const reduced = input.shape.map(() => random.oneIn(2));
  const axes = input.shape.flatMap((_length, axis) =>
    reduced[axis] === true ? [random.oneIn(3) ? axis - rank : axis] : [],
  );
  const keepDimensions = random.oneIn(2);
  const kept = input.shape.map((length, axis) => (reduced[axis] === true ? 1 : length));
  const shape = keepDimensions ? kept : kept.filter((_length, axis) => reduced[axis] !== true);
  const quantization = random.oneIn(2)
    ? input.quantization
    : { ...randomQuantization(random), scale: Math.fround(scaleOf(input) * 2 ** (random.unit() * 3 - 2)) };
  draft.node('mean', { axes, keepDimensions }, [input], shape, quantization);
  return true;
};

const movable = ({ dtype }: Tensor): boolean => dtype === 'int8' || dtype === 'float32';

/** Operators that move bytes of either type keep type and quantization. */
function move<K extends OperatorKind>(
  draft: GraphDraft,
  op: K,
  attributes: Parameters<typeof draft.node<K>>[1],
  inputs: readonly Tensor[],
  shape: Shape,
): true {
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
  return move(
    draft,
    'reshape',
    { shape: shape.map((length, axis) => (axis === unknown ? -1 : length)) },
    [input],
    shape,
  );
};

const squeeze: NodeMaker = (draft) => {
  const { random } = draft;
  const input = pickValue(draft, (tensor) => movable(tensor) && tensor.shape.includes(1));
  if (input === null) return false;
  const ones = input.shape.flatMap((length, axis) => (length === 1 ? [axis] : []));
  const dropped = random.oneIn(3) ? ones : [random.pick(ones)];
  const axes = dropped.length === ones.length && random.oneIn(2) ? [] : dropped;
  return move(
    draft,
    'squeeze',
    { axes },
    [input],
    input.shape.filter((_length, axis) => !dropped.includes(axis)),
  );
};

const expandDims: NodeMaker = (draft) => {
  const input = pickValue(draft, (tensor) => movable(tensor) && tensor.shape.length < 5);
  if (input === null) return false;
  const axis = draft.random.integer(0, input.shape.length);
  const given = draft.random.oneIn(2) ? axis : axis - input.shape.length - 1;
  return move(
    draft,
    'expand-dims',
    { axis: given },
    [input],
    [...input.shape.slice(0, axis), 1, ...input.shape.slice(axis)],
  );
};

const concatenation: NodeMaker = (draft) => {
  const { random } = draft;
  const first = pickValue(draft, (tensor) => movable(tensor) && tensor.shape.length > 0);
  if (first === null) return false;
  const axis = random.integer(0, first.shape.length - 1);
  const others = Array.from({ length: random.integer(0, 3) }, () => {
    if (random.oneIn(2) || first.dtype !== 'int8') return first;
    const shape = first.shape.map((length, at) => (at === axis ? random.integer(1, 5) : length));
    return random.oneIn(2)
      ? draft.input(shape, 'int8', first.quantization)
      : draft.constant(shape, 'int8', first.quantization, int8Fill(random));
  });
  const inputs = random.oneIn(2) ? [first, ...others] : [...others, first];
  const total = inputs.reduce((sum, { shape }) => sum + size(shape, axis), 0);
  const shape = first.shape.map((length, at) => (at === axis ? total : length));
  return move(
    draft,
    'concatenation',
    { axis: random.oneIn(2) ? axis : axis - first.shape.length, activation: 'none' },
    inputs,
    shape,
  );
};

const transpose: NodeMaker = (draft) => {
  const input = pickValue(draft, (tensor) => movable(tensor) && tensor.shape.length <= 5);
  if (input === null) return false;
  const left = input.shape.map((_length, axis) => axis);
  const permutation = input.shape.map(() => left.splice(draft.random.integer(0, left.length - 1), 1)[0] ?? 0);
  return move(
    draft,
    'transpose',
    { permutation },
    [input],
    permutation.map((axis) => size(input.shape, axis)),
  );
};

const resize: NodeMaker = (draft) => {
  const { random } = draft;
  const input = pickValue(draft, (tensor) => movable(tensor) && tensor.shape.length === 4);
  if (input === null) return false;
  const [outputHeight, outputWidth] = [random.integer(1, 9), random.integer(1, 9)];
  const attributes = {
    outputSize: [outputHeight, outputWidth] as const,
    alignCorners: random.oneIn(3),
    halfPixelCenters: random.oneIn(3),
  };
  return move(
    draft,
    'resize-nearest-neighbor',
    attributes,
    [input],
    [size(input.shape, 0), outputHeight, outputWidth, size(input.shape, 3)],
  );
};

const fixedOutput = (denominator: number, zeroPoint: number): Quantization => ({
  kind: 'perTensor',
  scale: 1 / denominator,
  zeroPoint,
});

const softmax: NodeMaker = (draft) => {
  const input = pickValue(draft, ({ dtype, shape }) => dtype === 'int8' && shape.length > 0);
  if (input === null) return false;
  draft.node(
    'softmax',
    { beta: Math.fround(draft.random.oneIn(2) ? 1 : draft.random.unit() * 4) },
    [input],
    input.shape,
    fixedOutput(256, -128),
  );
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
  const input = pickValue(draft, (tensor) => movable(tensor) || tensor.dtype === 'uint8');
  if (input === null) return false;
  const quantization = randomQuantization(draft.random);
  const leaves = input.dtype === 'int8' && draft.random.oneIn(3);
  draft.node(
    'quantize',
    {},
    [input],
    input.shape,
    leaves ? asUint8(quantization) : quantization,
    leaves ? 'uint8' : 'int8',
  );
  return true;
};

const dequantize: NodeMaker = (draft) => {
  const input = pickValue(draft);
  if (input === null) return false;
  draft.node('dequantize', {}, [input], input.shape, null, 'float32');
  return true;
};

const leakyRelu: NodeMaker = (draft) => {
  const input = pickValue(draft);
  if (input === null) return false;
  const quantization = draft.random.oneIn(2) ? input.quantization : randomQuantization(draft.random);
  draft.node('leaky-relu', { alpha: Math.fround(draft.random.unit() * 2 - 0.5) }, [input], input.shape, quantization);
  return true;
};

const extreme: (kind: 'maximum' | 'minimum') => NodeMaker = (kind) => (draft) => {
  const { random } = draft;
  const left = pickValue(draft);
  if (left === null) return false;
  const right = draft.constant(
    random.oneIn(2) ? left.shape : shrunkShape(random, left.shape),
    'int8',
    left.quantization,
    int8Fill(random),
  );
  draft.node(
    kind,
    {},
    random.oneIn(3) ? [right, left] : [left, right],
    stretch(left.shape, right.shape),
    left.quantization,
  );
  return true;
};

const stridedSlice: NodeMaker = (draft) => {
  const { random } = draft;
  const input = pickValue(draft, (tensor) => movable(tensor) && tensor.shape.length <= 4);
  if (input === null) return false;
  const axes = input.shape.map((length) => {
    const size = random.integer(1, length);
    const stride = size === 1 ? 1 : random.integer(1, Math.floor((length - 1) / (size - 1)));
    const first = random.integer(0, length - 1 - (size - 1) * stride);
    const backwards = random.oneIn(3);
    return {
      size,
      step: backwards ? -stride : stride,
      start: backwards ? first + (size - 1) * stride : first,
      dropped: size === 1 && random.oneIn(2),
    };
  });
  const attributes = {
    starts: axes.map(({ start }) => start),
    steps: axes.map(({ step, dropped }) => (dropped ? 1 : step)),
    sizes: axes.map(({ size }) => size),
    droppedAxes: axes.flatMap(({ dropped }, axis) => (dropped ? [axis] : [])),
  };
  return move(
    draft,
    'strided-slice',
    attributes,
    [input],
    axes.flatMap(({ size, dropped }) => (dropped ? [] : [size])),
  );
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
  'leaky-relu': leakyRelu,
  maximum: extreme('maximum'),
  minimum: extreme('minimum'),
  'strided-slice': stridedSlice,
  quantize,
  dequantize,
};

/** Operators with weights and arithmetic come three times as often as those that only move values. */
export const nodeMakers: readonly NodeMaker[] = [
  ...Object.values(makers),
  ...[conv2d, depthwiseConv2d, fullyConnected, makers.add, makers.sub, makers.mul, makers.mean].flatMap((maker) => [
    maker,
    maker,
  ]),
];
