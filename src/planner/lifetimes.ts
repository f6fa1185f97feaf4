import { tensorOf, type Graph } from '../ir/graph.js';
import { tensorBytes, type TensorId } from '../ir/tensor.js';
import { operatorOf } from '../operators/registry.js';
import type { Step } from '../schedule/schedule.js';

/** A stretch of bytes and the steps during which it must not be overwritten. */
export interface Lifetime {
  readonly tensor: TensorId;
  readonly bytes: number;
  readonly firstStep: number;
  readonly lastStep: number;
  /** Tensors that are the same bytes under other shapes. */
  readonly aliases: readonly TensorId[];
}

/**
 * Lifetimes of everything that lives in the arena. Inputs of the model are written before step 0, outputs are read
 * after the last step. A view and its input are one stretch of bytes, live as long as either.
 */
export function computeLifetimes(graph: Graph, steps: readonly Step[]): Lifetime[] {
  const root = new Map<TensorId, TensorId>();
  const ranges = new Map<TensorId, { first: number; last: number; aliases: TensorId[] }>();
  const touch = (id: TensorId, step: number): void => {
    const owner = root.get(id) ?? id;
    const range = ranges.get(owner);
    if (range === undefined) ranges.set(owner, { first: step, last: step, aliases: [] });
    else range.last = Math.max(range.last, step);
  };
  for (const id of graph.inputs) touch(id, -1);
  steps.forEach(({ node }, step) => {
    for (const id of node.inputs) if (id !== null && tensorOf(graph.tensors, id).data === null) touch(id, step);
    const [input] = node.inputs;
    const [output] = node.outputs;
    if (output === undefined) return;
    if (
      operatorOf(node).isView === true &&
      input !== null &&
      input !== undefined &&
      tensorOf(graph.tensors, input).data === null
    ) {
      const owner = root.get(input) ?? input;
      root.set(output, owner);
      ranges.get(owner)?.aliases.push(output);
    }
    touch(output, step);
  });
  for (const id of graph.outputs) touch(id, steps.length);
  return [...ranges].map(([tensor, { first, last, aliases }]) => ({
    tensor,
    bytes: tensorBytes(tensorOf(graph.tensors, tensor)),
    firstStep: first,
    lastStep: last,
    aliases,
  }));
}
