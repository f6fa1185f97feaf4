import type { Graph, Node } from '../ir/graph.js';
import type { TensorId } from '../ir/tensor.js';

/** Where a tensor's values come from. */
export type Maker =
  | { readonly kind: 'input'; readonly index: number }
  | { readonly kind: 'operator'; readonly key: string; readonly operator: string; readonly node: number };

export function makerNode(graph: Graph, tensor: TensorId): Node | undefined {
  return graph.nodes.find(({ outputs }) => outputs.includes(tensor));
}

export function makerOf(graph: Graph, tensor: TensorId): Maker {
  const node = makerNode(graph, tensor);
  if (node !== undefined) return { kind: 'operator', key: node.key, operator: node.op, node: node.id };
  const index = graph.inputs.indexOf(tensor);
  if (index < 0) throw new Error(`int8c bug: nothing makes tensor ${tensor}`);
  return { kind: 'input', index };
}

/** `op02 conv2d` or `input 0`. */
export function describeMaker(maker: Maker): string {
  return maker.kind === 'input' ? `input ${maker.index}` : `${maker.key} ${maker.operator}`;
}
