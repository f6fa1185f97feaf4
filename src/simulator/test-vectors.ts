import { crc32 } from 'node:zlib';
import { tensorOf, type Graph } from '../ir/graph.js';
import { affineOf, byteRange, bytesOf, elementCount, type TensorId, type TensorValues } from '../ir/tensor.js';
import type { Rounding } from '../numerics/rounding.js';
import { createSimulator } from './simulate.js';
import { simulationSteps } from './work.js';

/** What the self-test of a package expects. */
export interface TestVectors {
  /** Start of the random inputs; case number `index` starts from seed + index. */
  readonly seed: number;
  /** Tensors in the order in which they are complete: inputs first. */
  readonly tensors: readonly { readonly id: TensorId; readonly label: string }[];
  readonly cases: readonly TestCase[];
}

export type FillKind = 'zero' | 'alternating' | 'random';

export interface TestCase {
  readonly name: string;
  readonly kind: FillKind;
  /** CRC-32 of each tensor's bytes, in the order of `tensors`. */
  readonly checksums: readonly number[];
  /** Bytes of the first output, as far as they are kept; the checksums cover the rest. */
  readonly output: Uint8Array;
}

const seed = 0x12345678;
const keptOutputBytes = 1024;
const caseKinds: readonly FillKind[] = ['random', 'alternating', 'zero', 'random'];
/** What making the vectors may cost, in steps of `simulationSteps`: large models get fewer cases, at least one. */
const stepBudget = 2e9;

/** Cases that the self-test of a graph gets. */
export function testCaseCount(graph: Graph): number {
  return Math.max(1, Math.min(caseKinds.length, Math.floor(stepBudget / Math.max(1, simulationSteps(graph)))));
}

/**
 * Simulates the cases of a package's self-test. `onProgress` is called with the number of tensors that are made, over
 * all cases.
 */
export function makeTestVectors(
  graph: Graph,
  rounding: Rounding,
  onProgress: (tensors: number) => void = () => undefined,
): TestVectors {
  const simulator = createSimulator(graph, rounding);
  let made = 0;
  const cases = caseKinds.slice(0, testCaseCount(graph)).map((kind, index): TestCase => {
    const checksums: number[] = [];
    const inputs = testInputs(graph, kind, index);
    const [output] = simulator.run(inputs, (_tensor, values) => {
      checksums.push(crc32(bytesOf(values)));
      made += 1;
      onProgress(made);
    });
    if (output === undefined) throw new Error('int8c bug: a model without outputs was compiled');
    return { name: kind, kind, checksums, output: bytesOf(output).slice(0, keptOutputBytes) };
  });
  return { seed, tensors: tracedTensors(graph), cases };
}

function tracedTensors(graph: Graph): TestVectors['tensors'] {
  const inputs = graph.inputs.map((id, index) => ({ id, label: `input ${index}` }));
  const made = graph.nodes.flatMap((node) => node.outputs.map((id) => ({ id, label: `${node.key} ${node.op}` })));
  return [...inputs, ...made];
}

/**
 * Inputs of case number `index`; the emitted self-test makes the same numbers. Float inputs are 1/16 of an int8 each,
 * uint8 inputs 128 more.
 */
export function testInputs(graph: Graph, kind: FillKind, index: number): TensorValues[] {
  return graph.inputs.map((id) => {
    const tensor = tensorOf(graph.tensors, id);
    const numbers = fillNumbers(
      kind,
      index,
      elementCount(tensor.shape),
      (affineOf(tensor).zeroPoint ?? 0) - (128 + byteRange(tensor.dtype).least),
    );
    if (tensor.dtype === 'uint8') return Uint8Array.from(numbers, (value) => value + 128);
    return tensor.dtype === 'float32' ? Float32Array.from(numbers, (value) => value / 16) : numbers;
  });
}

/** Numbers -128 … 127: the zero point, the extremes in turn, or the top bytes of a 32-bit xorshift generator. */
function fillNumbers(kind: FillKind, index: number, count: number, zeroPoint: number): Int8Array {
  let state = seed + index;
  return Int8Array.from({ length: count }, (_, at) => {
    switch (kind) {
      case 'zero':
        return zeroPoint;
      case 'alternating':
        return at % 2 === 0 ? -128 : 127;
      case 'random':
        state ^= state << 13;
        state ^= state >>> 17;
        state ^= state << 5;
        return state >> 24;
    }
  });
}
