import { tensorOf, type Graph } from '../ir/graph.js';
import { decodeValues, elementBytes, type Shape, type Tensor, type TensorId } from '../ir/tensor.js';
import { makerOf, type Maker } from './makers.js';

/** How the values of one tensor differ in one case. */
export interface TensorDifference {
  readonly tensor: TensorId;
  readonly name: string;
  /** What made the tensor: `op02 conv2d`, or `input 0`. */
  readonly maker: Maker;
  /** Bytes arrived as the tensor was made, or were read as an output after the run. */
  readonly when: 'made' | 'output';
  readonly differing: number;
  readonly elements: number;
  /** In units of the tensor's values; Infinity where a number stands against NaN. */
  readonly maxAbsDifference: number;
  readonly first: ElementDifference;
}

export interface ElementDifference {
  readonly index: number;
  readonly coordinates: readonly number[];
  readonly expected: number;
  /** Null where the model reported too few bytes. */
  readonly got: number | null;
}

/** Compares bit for bit; null when all is equal. `got` undefined: the model never reported the tensor. */
export function compareTensor(
  graph: Graph,
  id: TensorId,
  expected: Uint8Array,
  got: Uint8Array | undefined,
  when: 'made' | 'output',
): TensorDifference | null {
  if (got !== undefined && Buffer.compare(expected, got) === 0) return null;
  const tensor = tensorOf(graph.tensors, id);
  const width = elementBytes(tensor.dtype);
  const wanted = decodeValues(tensor.dtype, expected);
  const seen = decodeValues(
    tensor.dtype,
    (got ?? new Uint8Array()).subarray(0, Math.floor((got?.length ?? 0) / width) * width),
  );
  let differing = 0;
  let maxAbsDifference = 0;
  let first: ElementDifference | null = null;
  for (let index = 0; index < wanted.length; index += 1) {
    const there = index < seen.length;
    if (there && sameBits(expected, got, index, width)) continue;
    const [a, b] = [wanted[index] ?? 0, there ? (seen[index] ?? 0) : null];
    differing += 1;
    maxAbsDifference = Math.max(maxAbsDifference, distance(a, b));
    first ??= { index, coordinates: coordinatesOf(tensor.shape, index), expected: a, got: b };
  }
  // More bytes than the tensor has: the elements agree, and still the report is wrong.
  first ??= { index: wanted.length, coordinates: [], expected: 0, got: null };
  return {
    tensor: id,
    name: tensor.name,
    maker: makerOf(graph, id),
    when,
    differing,
    elements: wanted.length,
    maxAbsDifference,
    first,
  };
}

function sameBits(expected: Uint8Array, got: Uint8Array | undefined, index: number, width: number): boolean {
  for (let byte = index * width; byte < (index + 1) * width; byte += 1)
    if (expected[byte] !== got?.[byte]) return false;
  return true;
}

function distance(expected: number, got: number | null): number {
  const difference = got === null ? Infinity : Math.abs(expected - got);
  return Number.isNaN(difference) ? Infinity : difference;
}

/** `[batch, row, column, channel]` of an element, for any number of dimensions. */
export function coordinatesOf(shape: Shape, index: number): number[] {
  let rest = index;
  return [...shape]
    .reverse()
    .map((size) => {
      const coordinate = rest % size;
      rest = Math.floor(rest / size);
      return coordinate;
    })
    .reverse();
}

/** How a tensor is named in reports: its id, and its name where it has one. */
export function describeTensorName({ id, name }: Pick<Tensor, 'id' | 'name'>): string {
  return name === '' ? `tensor ${id}` : `tensor ${id} "${name}"`;
}
