import { checkModel } from '../../src/analysis/check-model.js';
import { hasErrors } from '../../src/diagnostics/diagnostic.js';
import { buildGraph, type NodeParts } from '../../src/ir/builder.js';
import type { Graph } from '../../src/ir/graph.js';
import {
  elementCount,
  tensorBytes,
  type DataType,
  type Quantization,
  type Shape,
  type Tensor,
} from '../../src/ir/tensor.js';
import type { Rounding } from '../../src/numerics/rounding.js';
import type { OperatorAttributes, OperatorKind } from '../../src/operators/registry.js';
import { seedRandom, type SeededRandom } from '../../src/verify/random.js';
import { nodeMakers } from './random-nodes.js';

const origin = { kind: 'file', file: 'random graph' } as const;

const mostNodes = 9;
const largestTensor = 3000;

/** A graph that grows: makers of nodes add to it, and what int8c refuses is taken back. */
export interface GraphDraft {
  readonly random: SeededRandom;
  /** Values that a node may read: inputs and what nodes made. */
  readonly values: readonly Tensor[];
  input(shape: Shape, dtype?: 'int8' | 'uint8' | 'float32', quantization?: Quantization | null): Tensor;
  constant(
    shape: Shape,
    dtype: 'int8' | 'int32' | 'float32',
    quantization: Quantization | null,
    fill: () => number,
  ): Tensor;
  node<K extends OperatorKind>(
    op: K,
    attributes: OperatorAttributes[K],
    inputs: readonly (Tensor | null)[],
    shape: Shape,
    quantization: Quantization | null,
    dtype?: DataType,
  ): Tensor;
}

export interface RandomGraph {
  readonly seed: number;
  readonly graph: Graph;
  /** Codes of the diagnostics that refused nodes on the way. */
  readonly refused: readonly string[];
}

interface Parts {
  tensors: Tensor[];
  nodes: NodeParts[];
  inputs: Tensor[];
}

/**
 * A valid graph of one to nine nodes of any operator, with odd shapes and quantizations. The same seed gives the same
 * graph.
 */
export function randomGraph(seed: number, rounding: Rounding): RandomGraph {
  const random = seedRandom(seed);
  let parts: Parts = { tensors: [], nodes: [], inputs: [] };
  draftOf(parts, random).input(randomShape(random), random.oneIn(5) ? 'float32' : random.oneIn(5) ? 'uint8' : 'int8');
  const refused: string[] = [];
  const wanted = random.integer(1, mostNodes);
  for (let attempt = 0; attempt < 200 && parts.nodes.length < wanted; attempt += 1) {
    const grown: Parts = { tensors: [...parts.tensors], nodes: [...parts.nodes], inputs: [...parts.inputs] };
    const draft = draftOf(grown, random);
    if (!random.pick(nodeMakers)(draft)) continue;
    if (grown.tensors.some(({ shape }) => elementCount(shape) > largestTensor)) continue;
    const problems = checkModel(finish(seed, grown, sinks(grown)), rounding);
    if (hasErrors(problems)) refused.push(...new Set(problems.map(({ code }) => code)));
    else parts = grown;
  }
  const extra = parts.nodes.flatMap(({ outputs }) => outputs).filter(() => random.oneIn(8));
  return { seed, graph: finish(seed, parts, [...new Set([...sinks(parts), ...extra])]), refused };
}

function draftOf(parts: Parts, random: SeededRandom): GraphDraft {
  const add = (shape: Shape, dtype: DataType, quantization: Quantization | null, data: Uint8Array | null): Tensor => {
    const tensor: Tensor = {
      id: parts.tensors.length,
      name: `t${parts.tensors.length}`,
      dtype,
      shape,
      quantization,
      data,
      origin,
    };
    parts.tensors.push(tensor);
    return tensor;
  };
  return {
    random,
    values: parts.tensors.filter(({ data }) => data === null),
    input(shape, dtype = 'int8', quantization = randomQuantization(random)) {
      const tensor = add(
        shape,
        dtype,
        dtype === 'float32' ? null : dtype === 'uint8' ? asUint8(quantization) : quantization,
        null,
      );
      parts.inputs.push(tensor);
      return tensor;
    },
    constant(shape, dtype, quantization, fill) {
      const bytes = new Uint8Array(tensorBytes({ shape, dtype }));
      const values =
        dtype === 'int8'
          ? new Int8Array(bytes.buffer)
          : dtype === 'int32'
            ? new Int32Array(bytes.buffer)
            : new Float32Array(bytes.buffer);
      for (let index = 0; index < values.length; index += 1) values[index] = fill();
      return add(shape, dtype, quantization, bytes);
    },
    node(op, attributes, inputs, shape, quantization, dtype = 'int8') {
      const output = add(shape, dtype, quantization, null);
      parts.nodes.push({
        id: parts.nodes.length,
        op,
        attributes,
        inputs: inputs.map((tensor) => tensor?.id ?? null),
        outputs: [output.id],
        origin,
      });
      return output;
    },
  };
}

/** What nodes make and no node reads. */
function sinks({ nodes }: Parts): number[] {
  const read = new Set(nodes.flatMap(({ inputs }) => inputs));
  return nodes.flatMap(({ outputs }) => outputs).filter((id) => !read.has(id));
}

function finish(seed: number, { tensors, nodes, inputs }: Parts, outputs: readonly number[]): Graph {
  return buildGraph({ name: `random ${seed}`, tensors, nodes, inputs: inputs.map(({ id }) => id), outputs, origin });
}

/** Usually [batch, height, width, channels] with a small batch; sometimes one pixel, sometimes another rank. */
function randomShape(random: SeededRandom): Shape {
  const shape = anyShape(random);
  return elementCount(shape) > largestTensor ? randomShape(random) : shape;
}

function anyShape(random: SeededRandom): Shape {
  if (random.oneIn(6)) return Array.from({ length: random.integer(1, 5) }, () => random.integer(1, 6));
  const batch = random.oneIn(3) ? random.integer(2, 3) : 1;
  const size = (): number => (random.oneIn(5) ? 1 : random.integer(1, 11));
  return [batch, size(), size(), random.oneIn(4) ? random.integer(8, 20) : random.integer(1, 9)];
}

/** Zero points at the ends and in the middle, scales of everyday networks and, now and then, absurd ones. */
export function randomQuantization(random: SeededRandom): Quantization {
  const zeroPoint = random.pick([-128, 127, 0, -1, random.integer(-128, 127), random.integer(-128, 127)]);
  return { kind: 'perTensor', scale: randomScale(random), zeroPoint };
}

/** The same quantization with the zero point where uint8 has it. */
export function asUint8(quantization: Quantization | null): Quantization | null {
  return quantization?.kind === 'perTensor'
    ? { ...quantization, zeroPoint: quantization.zeroPoint + 128 }
    : quantization;
}

export function randomScale(random: SeededRandom): number {
  const exponent = random.oneIn(8) ? random.unit() * 40 - 26 : random.unit() * 8 - 8;
  return Math.fround(2 ** exponent);
}
