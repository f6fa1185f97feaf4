import { tensorOf, type Graph, type Node } from '../ir/graph.js';
import { affineOf, elementBytes, elementCount, tensorBytes, type TensorId } from '../ir/tensor.js';
import { inputPort } from '../operators/operator.js';
import { operatorOf } from '../operators/registry.js';
import { addressOf, type BufferId, type MemoryPlan } from '../planner/memory-plan.js';
import { largestFirst } from '../planner/place.js';
import { cType } from './c-type.js';
import type { ArenaBuffer, Operand, PlacedTensor } from './program.js';

export interface Placed {
  readonly graph: Graph;
  readonly plan: MemoryPlan;
}

/** A tensor of the graph with the place that the plan gave it; a constant has its place among the tables. */
export function placedTensor({ graph, plan }: Placed, id: TensorId): PlacedTensor {
  const tensor = tensorOf(graph.tensors, id);
  const { name, dtype, shape, quantization } = tensor;
  const { scale, zeroPoint } = affineOf(tensor);
  return {
    tensor: id,
    name,
    dtype,
    ctype: cType(dtype),
    shape,
    elements: elementCount(shape),
    elementBytes: elementBytes(dtype),
    bytes: tensorBytes(tensor),
    scale,
    zeroPoint,
    perChannel: quantization?.kind === 'perChannel',
    place: tensor.data === null ? { kind: 'arena', offset: addressOf(plan, id).offset } : { kind: 'table' },
  };
}

export function operandsOf(placed: Placed, node: Node): Operand[] {
  const operator = operatorOf(node);
  return node.inputs.flatMap((id, index) => {
    return id === null ? [] : [{ ...placedTensor(placed, id), role: inputPort(operator, index).role }];
  });
}

export function placedOutputs(placed: Placed, node: Node): readonly [PlacedTensor, ...PlacedTensor[]] {
  const [first, ...others] = node.outputs.map((id) => placedTensor(placed, id));
  if (first === undefined) throw new Error(`int8c bug: ${node.op} makes nothing`);
  return [first, ...others];
}

/** The buffers of the arena, the largest first. */
export function arenaBuffers({ graph, plan }: Placed): ArenaBuffer[] {
  const tensors = new Map<BufferId, TensorId[]>();
  for (const [tensor, { buffer }] of plan.tensors) tensors.set(buffer, [...(tensors.get(buffer) ?? []), tensor]);
  return [...plan.buffers].sort(largestFirst).map(({ id, purpose, offset, bytes, firstStep, lastStep }) => {
    const [tensor = null, ...aliases] = tensors.get(id) ?? [];
    const name = tensor === null ? purpose : tensorOf(graph.tensors, tensor).name;
    return { tensor, name, offset, bytes, firstStep, lastStep, aliases };
  });
}
