import type { Node } from '../ir/graph.js';
import type { TensorId } from '../ir/tensor.js';

export type BufferId = number;

/**
 * A stretch of memory and the steps during which it must be kept. Step -1 is before the first: inputs of the model; the
 * number of steps is after the last: its outputs.
 */
export interface Buffer {
  readonly id: BufferId;
  /** `value` holds tensors, `scratch` what a kernel needs while it runs. */
  readonly purpose: 'value' | 'scratch';
  readonly bytes: number;
  readonly alignmentBytes: number;
  /** Step that writes it first, and last step that reads it. */
  readonly firstStep: number;
  readonly lastStep: number;
}

/** A tensor is a place on a buffer; views and results written over an input are on one buffer with that input. */
export interface TensorPlace {
  readonly buffer: BufferId;
  readonly byteOffset: number;
}

export interface PlacedBuffer extends Buffer {
  readonly memory: string;
  /** In bytes from the beginning of the memory's arena. */
  readonly offset: number;
}

/** What a plan takes of one memory. */
export interface PlannedMemory {
  /** As the target calls the region; `ram` where it names none. */
  readonly memory: string;
  readonly peakBytes: number;
  /** No plan can be smaller: the largest sum of live bytes over all steps. */
  readonly lowerBoundBytes: number;
}

export interface MemoryPlan {
  /** A buffer stands at its id. */
  readonly buffers: readonly PlacedBuffer[];
  /** Everything that exists at run time: constants have no place here. */
  readonly tensors: ReadonlyMap<TensorId, TensorPlace>;
  /** By the id of the node. */
  readonly scratch: ReadonlyMap<number, BufferId>;
  readonly memories: readonly PlannedMemory[];
}

export interface Address {
  readonly memory: string;
  readonly offset: number;
}

/** Where the first byte of a tensor is. */
export function addressOf(plan: MemoryPlan, tensor: TensorId): Address {
  const place = plan.tensors.get(tensor);
  if (place === undefined) throw new Error(`int8c bug: tensor ${tensor} has no place in the arena`);
  const { memory, offset } = bufferOf(plan, place.buffer);
  return { memory, offset: offset + place.byteOffset };
}

export function bufferOf(plan: MemoryPlan, id: BufferId): PlacedBuffer {
  const buffer = plan.buffers[id];
  if (buffer === undefined) throw new Error(`int8c bug: the plan has no buffer ${id}`);
  return buffer;
}

/** The buffer that a node's kernel works in; null where it needs none. */
export function scratchOf(plan: MemoryPlan, node: Node): PlacedBuffer | null {
  const id = plan.scratch.get(node.id);
  return id === undefined ? null : bufferOf(plan, id);
}

/** True where output 0 of a node begins at the byte at which input 0 does. A constant has no such byte. */
export function liesOnInput(plan: MemoryPlan, node: Node): boolean {
  const [input = null] = node.inputs;
  const [output] = node.outputs;
  if (input === null || output === undefined || !plan.tensors.has(input)) return false;
  const [from, to] = [addressOf(plan, input), addressOf(plan, output)];
  return from.memory === to.memory && from.offset === to.offset;
}
