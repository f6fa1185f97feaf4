import { tensorOf, type Graph } from '../ir/graph.js';
import { affineOf, byteRange, allocateValues, elementCount, type Tensor, type TensorValues } from '../ir/tensor.js';
import { seedRandom, type SeededRandom } from './random.js';

/** Inputs of one inference, made when they are needed: many cases of a large model would not fit memory. */
export interface VerifyCase {
  readonly name: string;
  /** Values of each input of the graph, in its order. */
  inputs(): TensorValues[];
}

/** Float inputs beyond what quantizing can hold, at its edges and at the edges of the type. */
const specialFloats: readonly number[] = [
  0,
  -0,
  1,
  -1,
  0.5,
  -0.5,
  1e-45,
  -1e-45,
  1.17549435e-38,
  1e9,
  -1e9,
  2 ** 31,
  -(2 ** 31),
  2 ** 63,
  3.4028234663852886e38,
  -3.4028234663852886e38,
  Infinity,
  -Infinity,
  NaN,
];

type Fill = (tensor: Tensor, index: number) => number;

const extremeFills: readonly (readonly [name: string, fill: Fill])[] = [
  ['zero point', (tensor) => affineOf(tensor).zeroPoint ?? 0],
  ['all minimum', (tensor) => lowest(tensor)],
  ['all maximum', (tensor) => highest(tensor)],
  ['alternating', (tensor, index) => (index % 2 === 0 ? lowest(tensor) : highest(tensor))],
  ['ramp', (tensor, index) => (tensor.dtype === 'float32' ? (index - 128) / 16 : lowest(tensor) + (index % 256))],
];

/**
 * The inputs at which arithmetic breaks first: zero point, both ends, both in turn, every value; specials for real
 * inputs.
 */
export function extremeCases(graph: Graph): VerifyCase[] {
  const cases = extremeFills.map(([name, fill]) => filledCase(graph, name, fill));
  const hasReals = graph.inputs.some((id) => tensorOf(graph.tensors, id).dtype === 'float32');
  if (!hasReals) return cases;
  const special: Fill = (tensor, index) =>
    tensor.dtype === 'float32' ? (specialFloats[index % specialFloats.length] ?? 0) : lowest(tensor) + (index % 256);
  return [...cases, filledCase(graph, 'float specials', special)];
}

/**
 * `count` cases of random inputs; the same seed gives the same cases. Real inputs lie where quantizing tells them
 * apart.
 */
export function randomCases(graph: Graph, count: number, seed: number): VerifyCase[] {
  return Array.from({ length: count }, (_, index) => {
    const caseSeed = seed + index;
    return {
      name: `random, seed ${caseSeed}`,
      inputs(): TensorValues[] {
        const random = seedRandom(caseSeed);
        return graph.inputs.map((id) => fillTensor(tensorOf(graph.tensors, id), randomFill(random)));
      },
    };
  });
}

/** Inputs that a user gave: `frames[n]` holds the values of every input in the n-th inference. */
export function givenCases(frames: readonly (readonly TensorValues[])[], name: string): VerifyCase[] {
  return frames.map((inputs, index) => ({
    name: frames.length === 1 ? name : `${name}, frame ${index}`,
    inputs: () => [...inputs],
  }));
}

/** Real numbers are small and large in turn, for nothing says here which scale they meet. */
function randomFill(random: SeededRandom): Fill {
  const magnitude = 2 ** random.integer(-3, 6);
  return ({ dtype }) => {
    const { least, most } = byteRange(dtype);
    return dtype === 'float32' ? (random.unit() * 2 - 1) * magnitude : random.integer(least, most);
  };
}

function filledCase(graph: Graph, name: string, fill: Fill): VerifyCase {
  return { name, inputs: () => graph.inputs.map((id) => fillTensor(tensorOf(graph.tensors, id), fill)) };
}

function fillTensor(tensor: Tensor, fill: Fill): TensorValues {
  const values = allocateValues(tensor);
  const count = elementCount(tensor.shape);
  for (let index = 0; index < count; index += 1) values[index] = fill(tensor, index);
  return values;
}

function lowest({ dtype }: Tensor): number {
  return dtype === 'float32' ? -3.4028234663852886e38 : byteRange(dtype).least;
}

function highest({ dtype }: Tensor): number {
  return dtype === 'float32' ? 3.4028234663852886e38 : byteRange(dtype).most;
}
