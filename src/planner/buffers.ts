import { inputTensor, outputTensor, tensorOf, type Graph, type Node } from '../ir/graph.js';
import { elementBytes, tensorBytes, type TensorId } from '../ir/tensor.js';
import type { Step } from '../schedule/expand.js';
import { selectedFor, type Selected, type Selection } from '../select/selection.js';
import type { Buffer, BufferId, TensorPlace } from './memory-plan.js';
import type { SharingOf } from './sharing.js';

export interface BufferOptions {
  readonly alignmentBytes: number;
  /** True lets a result be written over an input that nobody misses afterwards. */
  readonly inPlace: boolean;
  readonly sharingOf: SharingOf;
}

/** What has to be placed, and which tensor is where on it. */
export interface BufferTable {
  /** A buffer stands at its id. Ids go up with first steps; of one step they go up with tensors, then comes scratch. */
  readonly buffers: readonly Buffer[];
  readonly tensors: ReadonlyMap<TensorId, TensorPlace>;
  /** By the id of the node. */
  readonly scratch: ReadonlyMap<number, BufferId>;
}

/** A table in the making, and what it is made from. */
interface Draft extends BufferOptions {
  readonly graph: Graph;
  /** The last step that reads or writes each tensor; the caller reads outputs of the model after the last step. */
  readonly lastUses: ReadonlyMap<TensorId, number>;
  readonly buffers: Buffer[];
  readonly tensors: Map<TensorId, TensorPlace>;
  readonly scratch: Map<number, BufferId>;
}

/**
 * The buffers of all that lives at run time. Inputs of the model are written before step 0, outputs are read after the
 * last step. A view and its input are one buffer, live as long as either; so are a result and the input that it is
 * written over. A kernel's scratch lives while the kernel runs.
 */
export function findBuffers(
  graph: Graph,
  selection: Selection,
  steps: readonly Step[],
  options: BufferOptions,
): BufferTable {
  const lastUses = findLastUses(graph, steps);
  const draft: Draft = { ...options, graph, lastUses, buffers: [], tensors: new Map(), scratch: new Map() };
  for (const id of ascending(graph.inputs)) giveBuffer(draft, id, -1);
  steps.forEach(({ node }, step) => {
    const viewed = addOutputs(draft, node, step);
    if (!viewed) addScratch(draft, node, step, selectedFor(selection, node));
  });
  const { buffers, tensors, scratch } = draft;
  return { buffers, tensors, scratch };
}

function findLastUses(graph: Graph, steps: readonly Step[]): Map<TensorId, number> {
  const uses = new Map<TensorId, number>(graph.inputs.map((id) => [id, -1]));
  steps.forEach(({ node }, step) => {
    for (const id of [...node.inputs, ...node.outputs]) if (id !== null) uses.set(id, step);
  });
  for (const id of graph.outputs) uses.set(id, steps.length);
  return uses;
}

/** Places the outputs of a node when its first step comes. True where the node is a view, and nothing runs. */
function addOutputs(draft: Draft, node: Node, step: number): boolean {
  const [output] = node.outputs;
  const shared = sharedPlace(draft, node, step);
  for (const id of ascending(node.outputs)) {
    if (draft.tensors.has(id)) continue;
    if (shared === null || id !== output) giveBuffer(draft, id, step);
    else {
      draft.tensors.set(id, shared);
      keepUntil(draft, shared.buffer, draft.lastUses.get(id) ?? step);
    }
  }
  return shared !== null && draft.sharingOf(node) === 'view';
}

/** Where output 0 goes that needs no bytes of its own. A constant is in flash: a view of it is a copy. */
function sharedPlace(draft: Draft, node: Node, step: number): TensorPlace | null {
  const [input = null] = node.inputs;
  const place = input === null ? undefined : draft.tensors.get(input);
  if (place === undefined) return null;
  switch (draft.sharingOf(node)) {
    case 'view':
      return place;
    case 'overwrite':
      return draft.inPlace && mayOverwrite(draft, node, place, step) ? place : null;
    case null:
      return null;
  }
}

/**
 * Whether output 0 may be written over input 0: it has as many elements of the same size, and nothing on the buffer is
 * read later or at another port of the node. Inputs of the model are no exception: the caller writes them before every
 * run, and any buffer may take their bytes once they were read. Outputs of the model are read later, by the caller.
 */
function mayOverwrite({ graph, tensors, buffers }: Draft, node: Node, place: TensorPlace, step: number): boolean {
  const [from, to] = [inputTensor(node, graph.tensors, 0), outputTensor(node, graph.tensors)];
  return (
    tensorBytes(from) === tensorBytes(to) &&
    elementBytes(from.dtype) === elementBytes(to.dtype) &&
    buffers[place.buffer]?.lastStep === step &&
    node.inputs.slice(1).every((id) => id === null || tensors.get(id)?.buffer !== place.buffer)
  );
}

function addScratch(draft: Draft, node: Node, step: number, { cost, scratchAlignmentBytes = 1 }: Selected): void {
  const known = draft.scratch.get(node.id);
  const { scratchBytes: bytes } = cost;
  if (known !== undefined) return keepUntil(draft, known, step);
  if (bytes === 0) return;
  const alignmentBytes = Math.max(draft.alignmentBytes, scratchAlignmentBytes);
  draft.scratch.set(
    node.id,
    addBuffer(draft, { purpose: 'scratch', bytes, alignmentBytes, firstStep: step, lastStep: step }),
  );
}

function giveBuffer(draft: Draft, id: TensorId, step: number): void {
  const bytes = tensorBytes(tensorOf(draft.graph.tensors, id));
  const { alignmentBytes, lastUses } = draft;
  const lastStep = lastUses.get(id) ?? step;
  const buffer = addBuffer(draft, { purpose: 'value', bytes, alignmentBytes, firstStep: step, lastStep });
  draft.tensors.set(id, { buffer, byteOffset: 0 });
}

function addBuffer({ buffers }: Draft, buffer: Omit<Buffer, 'id'>): BufferId {
  const id = buffers.length;
  buffers.push({ id, ...buffer });
  return id;
}

function keepUntil({ buffers }: Draft, id: BufferId, step: number): void {
  const buffer = buffers[id];
  if (buffer !== undefined) buffers[id] = { ...buffer, lastStep: Math.max(buffer.lastStep, step) };
}

function ascending(ids: readonly TensorId[]): TensorId[] {
  return [...ids].sort((a, b) => a - b);
}
