import { tensorOf, type Node } from '../ir/graph.js';
import { tensorBytes, type TensorId } from '../ir/tensor.js';
import { addressOf } from '../planner/memory-plan.js';
import { overlap, type Region } from '../planner/region.js';
import type { Placed } from './placed-tensors.js';
import type { ArenaArgument } from './program.js';

/** What a kernel works in comes last: bytes aligned as tensors are, which are nobody else's while it runs. */
export const scratchArgument = {
  kind: 'arena',
  parameter: 'scratch',
  ctype: 'int8_t',
  written: true,
  aliased: false,
} as const satisfies Omit<ArenaArgument, 'offset'>;

/**
 * True where the pointer to an operand of a node may not be `restrict`: the kernel writes, through another pointer, to
 * bytes that it reads or writes through this one. Pointers that are only read through may meet.
 */
export function isAliased({ graph, plan }: Placed, node: Node, operand: TensorId): boolean {
  const regionOf = (id: TensorId): Region => {
    const { memory, offset } = addressOf(plan, id);
    return { memory, begin: offset, end: offset + tensorBytes(tensorOf(graph.tensors, id)) };
  };
  const read = node.inputs.filter((id) => id !== null && plan.tensors.has(id));
  const others = node.outputs.includes(operand) ? [...read, ...node.outputs] : node.outputs;
  const region = regionOf(operand);
  return others.some((id) => id !== null && id !== operand && overlap(region, regionOf(id)));
}
