import { inputTensor, outputTensor, tensorOf, type Graph, type Node } from '../ir/graph.js';
import { elementBytes, tensorBytes, type TensorId } from '../ir/tensor.js';
import type { Step } from '../schedule/expand.js';
import type { Sharing } from '../operators/operator.js';
import { rowsOf, type Rows } from '../schedule/rows.js';
import { selectedFor, type Selection } from '../select/selection.js';
import type { Target } from '../targets/target.js';
import { addressOf, bufferOf, liesOnInput, scratchOf, type MemoryPlan } from './memory-plan.js';
import { createOwners, type Owners } from './owners.js';
import { overlap, type Region } from './region.js';
import { declaredSharing, type SharingOf } from './sharing.js';

/** A plan, and what it has to be right for. */
interface Replay {
  readonly graph: Graph;
  readonly selection: Selection;
  readonly plan: MemoryPlan;
  readonly sharingOf: SharingOf;
  readonly owners: Owners;
}

/**
 * Replays the steps on a map of the memories that remembers which tensor each byte belongs to, and throws when a step
 * would read bytes that something else has overwritten. It knows nothing of lifetimes, nor of how buffers were found
 * and placed: it holds the planner to its word in every compile.
 */
export function verifyPlan(
  graph: Graph,
  selection: Selection,
  steps: readonly Step[],
  target: Target,
  plan: MemoryPlan,
  sharingOf: SharingOf = declaredSharing,
): void {
  verifyBuffers(plan, target);
  verifyPlaces(graph, plan);
  const replay: Replay = { graph, selection, plan, sharingOf, owners: createOwners() };
  for (const id of graph.inputs) replay.owners.write(id, regionOf(replay, id));
  for (const step of steps) replayStep(replay, step);
  for (const id of graph.outputs) read(replay, id, 'the caller');
}

function verifyBuffers({ buffers, memories }: MemoryPlan, { tensorAlignmentBytes }: Target): void {
  for (const { id, memory, offset, bytes, alignmentBytes } of buffers) {
    const peak = memories.find((planned) => planned.memory === memory)?.peakBytes ?? 0;
    if (offset < 0 || offset + bytes > peak) throw new Error(`int8c bug: buffer ${id} ends outside ${memory}`);
    if (offset % alignmentBytes !== 0 || offset % tensorAlignmentBytes !== 0)
      throw new Error(`int8c bug: buffer ${id} is not aligned`);
  }
}

function verifyPlaces({ tensors }: Graph, plan: MemoryPlan): void {
  for (const [id, { buffer, byteOffset }] of plan.tensors) {
    const tensor = tensorOf(tensors, id);
    if (byteOffset < 0 || byteOffset + tensorBytes(tensor) > bufferOf(plan, buffer).bytes)
      throw new Error(`int8c bug: tensor ${id} ends outside buffer ${buffer}`);
    if (addressOf(plan, id).offset % elementBytes(tensor.dtype) !== 0)
      throw new Error(`int8c bug: tensor ${id} is not aligned`);
  }
}

/**
 * A kernel may read, work in its scratch and write in any order: every input must be whole before it and after it. Only
 * an output that lies exactly on the input may be a view of it, or be written over it.
 */
function replayStep(replay: Replay, step: Step): void {
  const { node } = step;
  const { owners } = replay;
  const sharing = sharedInput(replay, node);
  const rows = isWhole(replay, step) ? undefined : step.rows;
  const outputs = node.outputs.map((id) => ({ id, region: regionOf(replay, id, rows) }));
  const onInput = sharing === null ? undefined : outputs[0]?.region;
  node.inputs.forEach((id, index) => {
    // Byte by byte: what the step makes of an output that lies on input 0 needs just these bytes of the input.
    if (id !== null) read(replay, id, node.op, index === 0 ? onInput : undefined);
  });
  if (sharing === 'view') {
    for (const { id, region } of outputs.slice(0, 1)) owners.share(id, region);
    return;
  }
  const scratch = scratchRegion(replay, node);
  if (scratch !== null) owners.clear(scratch);
  for (const { id, region } of outputs) {
    if (scratch !== null && overlap(region, scratch))
      throw new Error(`int8c bug: ${node.op} works in the bytes of its output ${id}`);
    owners.write(id, region);
  }
  node.inputs.forEach((id, index) => {
    if (id !== null && !(index === 0 && sharing === 'overwrite')) read(replay, id, node.op);
  });
}

/** Outputs may differ in height: a step that makes all rows of the first makes all of the others. */
function isWhole({ graph }: Replay, { node, rows }: Step): boolean {
  return rows.begin === 0 && rows.end === rowsOf(outputTensor(node, graph.tensors).shape);
}

/** How output 0 lies on input 0; null where it does not, or may not, so that it must be apart. */
function sharedInput({ graph, plan, sharingOf }: Replay, node: Node): Sharing | null {
  if (!liesOnInput(plan, node)) return null;
  const [from, to] = [inputTensor(node, graph.tensors, 0), outputTensor(node, graph.tensors)];
  const alike = tensorBytes(from) === tensorBytes(to) && elementBytes(from.dtype) === elementBytes(to.dtype);
  return alike ? sharingOf(node) : null;
}

/** Throws where bytes that a step reads are not the tensor's: all of it, where nothing says which. */
function read(replay: Replay, id: TensorId, reader: string, region?: Region): void {
  const { graph, owners } = replay;
  if (tensorOf(graph.tensors, id).data !== null) return;
  if (!owners.owns(id, region ?? regionOf(replay, id)))
    throw new Error(`int8c bug: ${reader} reads tensor ${id} after it was overwritten`);
}

/** The bytes of some rows of a tensor, or of all of it. */
function regionOf({ graph, plan }: Replay, id: TensorId, rows?: Rows): Region {
  const tensor = tensorOf(graph.tensors, id);
  const { memory, offset } = addressOf(plan, id);
  const [bytes, height] = [tensorBytes(tensor), rowsOf(tensor.shape)];
  const { begin, end } = rows ?? { begin: 0, end: height };
  if (begin < 0 || end > height) throw new Error(`int8c bug: tensor ${id} has no rows ${begin} .. ${end}`);
  return { memory, begin: offset + (begin * bytes) / height, end: offset + (end * bytes) / height };
}

/** What a node's kernel works in: a buffer as large as the kernel that was selected says. */
function scratchRegion({ selection, plan }: Replay, node: Node): Region | null {
  const { cost, scratchAlignmentBytes = 1 } = selectedFor(selection, node);
  const needed = cost.scratchBytes;
  const buffer = scratchOf(plan, node);
  if ((buffer?.bytes ?? 0) < needed) throw new Error(`int8c bug: ${node.op} needs ${needed} bytes of scratch`);
  if ((buffer?.offset ?? 0) % scratchAlignmentBytes !== 0)
    throw new Error(`int8c bug: the scratch of ${node.op} is not aligned to ${scratchAlignmentBytes} bytes`);
  return buffer === null ? null : { memory: buffer.memory, begin: buffer.offset, end: buffer.offset + buffer.bytes };
}
