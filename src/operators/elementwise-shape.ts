import { outputTensor, type Node } from '../ir/graph.js';
import { elementCount, type Shape, type Tensor } from '../ir/tensor.js';
import type { NodeContext } from './operator.js';

/** The shape of an operator with one input that treats every element alike. */
export function shapeOfInput(_attributes: unknown, inputs: readonly (Tensor | null)[]): Shape | string {
  return inputs[0]?.shape ?? 'input is missing';
}

/** How many elements such an operator computes. */
export function outputElements(node: Node, context: NodeContext): number {
  return elementCount(outputTensor(node, context.tensors).shape);
}
