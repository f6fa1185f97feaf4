import { buildGraph } from '../../src/ir/builder.js';
import type { Graph, Node } from '../../src/ir/graph.js';
import { tensorBytes, type Shape, type Tensor, type TensorId } from '../../src/ir/tensor.js';
import { noCost } from '../../src/kernels/cost.js';
import type { MemoryPlan, PlacedBuffer } from '../../src/planner/memory-plan.js';
import { planMemory, type PlanOptions } from '../../src/planner/plan-memory.js';
import type { SharingOf } from '../../src/planner/sharing.js';
import { expandSchedule, type Step } from '../../src/schedule/expand.js';
import { scheduleLayerByLayer } from '../../src/schedule/phases.js';
import type { Selected, Selection } from '../../src/select/selection.js';
import type { Target, TargetMemory } from '../../src/targets/target.js';

/** Graphs of which only shapes and order matter, and what planner and plan verifier want to know besides. */

const origin = { kind: 'file', file: 'test' } as const;

/** An int8 tensor, `t3`. */
export function tensor(id: TensorId, shape: number | Shape, data: Uint8Array | null = null): Tensor {
  return {
    id,
    name: `t${id}`,
    dtype: 'int8',
    shape: typeof shape === 'number' ? [1, shape] : shape,
    quantization: { kind: 'perTensor', scale: 1, zeroPoint: 0 },
    data,
    origin,
  };
}

export function node(
  id: number,
  op: 'add' | 'reshape',
  inputs: readonly (TensorId | null)[],
  outputs: readonly TensorId[],
): Node {
  const key = `op${String(id).padStart(2, '0')}`;
  return { id, key, op, inputs, outputs, attributes: op === 'add' ? { activation: 'none' } : { shape: [] }, origin };
}

export function add(id: number, left: TensorId, right: TensorId, out: TensorId): Node {
  return node(id, 'add', [left, right], [out]);
}

export function view(id: number, from: TensorId, out: TensorId): Node {
  return node(id, 'reshape', [from], [out]);
}

/** Of tensors that are given; `graphOf` makes them itself. */
export function graphWith(
  tensors: readonly Tensor[],
  nodes: readonly Node[],
  outputs: readonly TensorId[],
  inputs: readonly TensorId[] = [0],
): Graph {
  return buildGraph({ name: 'plan', tensors, nodes, inputs, outputs, origin });
}

/** Tensor i has shape i of the list; those of `constants` are zeros in flash. */
export function graphOf(
  shapes: readonly (number | Shape)[],
  nodes: readonly Node[],
  inputs: readonly TensorId[],
  outputs: readonly TensorId[],
  constants: readonly TensorId[] = [],
): Graph {
  const tensors = shapes.map((shape, id) => {
    const made = tensor(id, shape);
    const bytes = made.shape.reduce((product, size) => product * size, 1);
    return constants.includes(id) ? { ...made, data: new Uint8Array(bytes) } : made;
  });
  return graphWith(tensors, nodes, outputs, inputs);
}

/** A target with memories of these sizes, `ram0`, `ram1`, ..; with a `ram` that has no limit where none is given. */
export function targetOf(tensorAlignmentBytes: number, ...sizes: readonly number[]): Target {
  const sized = sizes.map((bytes, index): TargetMemory => ({ name: `ram${index}`, bytes }));
  const memories = sized.length > 0 ? sized : [{ name: 'ram', bytes: Infinity }];
  return {
    name: 'board',
    description: '',
    core: 'cortex-m4',
    features: [],
    memories,
    tensorAlignmentBytes,
    compilerFlags: [],
  };
}

/** A selection in which the nodes of these ids need scratch. */
export function selectionOf(graph: Graph, scratch: Readonly<Record<number, number>> = {}): Selection {
  return new Map(
    graph.nodes.map(({ id }): [number, Selected] => {
      const cost = { ...noCost, scratchBytes: scratch[id] ?? 0 };
      return [id, { kernel: 'none', cost, refused: [], others: [] }];
    }),
  );
}

export function stepsOf(graph: Graph): readonly Step[] {
  return expandSchedule(graph, scheduleLayerByLayer(graph));
}

/** The plan of a graph layer by layer. */
export function planOf(
  graph: Graph,
  alignment: number,
  options: PlanOptions = {},
  scratch: Readonly<Record<number, number>> = {},
): MemoryPlan {
  return planMemory(graph, selectionOf(graph, scratch), stepsOf(graph), targetOf(alignment), options);
}

/** Additions may be written over their first input. */
export const addsOverwrite: SharingOf = ({ op }) => (op === 'add' ? 'overwrite' : op === 'reshape' ? 'view' : null);

/** Where each tensor begins, by its number; null for one without a place. */
export type Offsets = readonly (number | null)[];

/** Every tensor on a buffer of its own, which has the tensor's number. */
export function planAt(graph: Graph, offsets: Offsets, peakBytes: number): MemoryPlan {
  const life = { firstStep: 0, lastStep: 0 };
  const buffers = offsets.map((offset, id): PlacedBuffer => {
    const known = graph.tensors.get(id);
    const bytes = known === undefined ? 8 : tensorBytes(known);
    return { id, purpose: 'value', bytes, alignmentBytes: 1, ...life, memory: 'ram', offset: offset ?? 0 };
  });
  return {
    buffers,
    tensors: new Map(offsets.flatMap((offset, id) => (offset === null ? [] : [[id, { buffer: id, byteOffset: 0 }]]))),
    scratch: new Map(),
    memories: [{ memory: 'ram', peakBytes, lowerBoundBytes: 0 }],
  };
}

/** What is thrown, without saying that it is a bug of int8c; null where nothing is. */
export function reasonOf(run: () => void): string | null {
  try {
    run();
    return null;
  } catch (error) {
    return error instanceof Error ? error.message.replace('int8c bug: ', '') : String(error);
  }
}
