import { tensorOf, type Node, type TensorTable } from '../ir/graph.js';
import type { Tensor, TensorId } from '../ir/tensor.js';
import type { Rounding } from '../numerics/rounding.js';
import { portsOf, type AnyOperator, type Ports, type Site } from './operator.js';

/** A site whose operator is known only to itself. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- sites of every operator are made here
export type AnySite = Site<any, any, any>;

/** The node with its tensors by the names of the operator's ports, which it must fit. */
export function siteOf(operator: AnyOperator, node: Node, tensors: TensorTable, rounding: Rounding): AnySite {
  const tensor = (id: TensorId): Tensor => tensorOf(tensors, id);
  return {
    attributes: node.attributes as AnySite['attributes'],
    inputs: atPorts(operator.inputs as Ports, node.inputs, tensor),
    outputs: atPorts(operator.outputs as Ports, node.outputs, tensor),
    fixedPoint: node.fixedPoint ?? null,
    rounding,
  };
}

/**
 * Items of a list by the names of the ports that they stand at: the rest of the list at one that may repeat, null where
 * one was left out.
 */
export function atPorts<T, U>(
  ports: Ports,
  items: readonly (T | null)[],
  map: (item: T) => U,
): Record<string, U | null | readonly U[]> {
  const present = (item: T | null | undefined): U[] => (item === null || item === undefined ? [] : [map(item)]);
  return Object.fromEntries(
    portsOf(ports).map(({ name, variadic }, index) => [
      name,
      variadic === true ? items.slice(index).flatMap(present) : (present(items[index])[0] ?? null),
    ]),
  );
}
