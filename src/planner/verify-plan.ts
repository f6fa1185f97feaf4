import { tensorOf, type Graph, type Node } from '../ir/graph.js';
import { tensorBytes, type TensorId } from '../ir/tensor.js';
import { operatorOf } from '../operators/registry.js';
import type { Step } from '../schedule/schedule.js';
import { placementOf, type MemoryPlan } from './memory-plan.js';

/**
 * Replays the schedule on a map of the arena that remembers which tensor each byte belongs to, and throws when a
 * step would read bytes that another tensor has overwritten. It knows nothing of lifetimes: it holds the planner to
 * its word in every compile.
 */
export function verifyPlan(graph: Graph, steps: readonly Step[], plan: MemoryPlan): void {
  const owners = new Map<TensorId, { offset: number; end: number }>();
  const write = (id: TensorId): void => {
    const region = regionOf(graph, plan, id);
    for (const [other, placed] of owners)
      if (placed.offset < region.end && region.offset < placed.end) owners.delete(other);
    owners.set(id, region);
  };
  const read = (id: TensorId, reader: string): void => {
    if (tensorOf(graph.tensors, id).data === null && !owners.has(id))
      throw new Error(`int8c bug: ${reader} reads tensor ${id} after it was overwritten`);
  };
  for (const id of graph.inputs) write(id);
  for (const { node } of steps) {
    for (const id of node.inputs) if (id !== null) read(id, node.op);
    for (const id of node.outputs) {
      if (isAlias(plan, id)) {
        verifyAlias(graph, node, plan, id);
        owners.set(id, regionOf(graph, plan, id));
      } else {
        write(id);
        for (const input of node.inputs) if (input !== null) read(input, node.op);
      }
    }
  }
  for (const id of graph.outputs) read(id, 'the caller');
}

/** No code copies a view: its bytes must be where its input's are. */
function verifyAlias(graph: Graph, node: Node, plan: MemoryPlan, id: TensorId): void {
  const [input] = node.inputs;
  if (operatorOf(node).isView !== true || input === undefined || input === null)
    throw new Error(`int8c bug: ${node.op} is not a view`);
  if (regionOf(graph, plan, id).offset !== regionOf(graph, plan, input).offset)
    throw new Error(`int8c bug: view ${id} is not where its input ${input} is`);
}

function isAlias(plan: MemoryPlan, id: TensorId): boolean {
  return placementOf(plan, id).aliasOf !== undefined;
}

function regionOf(graph: Graph, plan: MemoryPlan, id: TensorId): { offset: number; end: number } {
  const { offset } = placementOf(plan, id);
  const end = offset + tensorBytes(tensorOf(graph.tensors, id));
  if (end > plan.peakBytes) throw new Error(`int8c bug: tensor ${id} ends outside the arena`);
  return { offset, end };
}
