import { inputTensor, outputTensor, type Node, type TensorTable } from '../../ir/graph.js';
import { elementCount, type Shape } from '../../ir/tensor.js';
import type { NodeContext } from '../../operators/operator.js';
import { denseStrides, loopNest, mergeAxes, type LoopNest } from './loops.js';

/** How many elements a node computes. */
export function outputElements(node: Node, context: NodeContext): number {
  return elementCount(outputTensor(node, context.tensors).shape);
}

/** Loops over the output of an elementwise node; positions are those of the left and the right input. */
export function elementwiseLoops(node: Node, tensors: TensorTable): LoopNest {
  const { shape } = outputTensor(node, tensors);
  const left = stretchedStrides(inputTensor(node, tensors, 0).shape, shape);
  const right = stretchedStrides(inputTensor(node, tensors, 1).shape, shape);
  const axes = shape.map((size, axis) => ({ size, strides: [left[axis] ?? 0, right[axis] ?? 0] }));
  return loopNest(mergeAxes(axes), 2);
}

/**
 * How far an operand moves per element of each dimension of the output: 0 where it has one element, or no such
 * dimension, and is stretched. Dimensions count from the last. The reference finds its elements in a way of its own.
 */
function stretchedStrides(operand: Shape, output: Shape): number[] {
  const missing = output.length - operand.length;
  const strides = denseStrides(operand);
  return output.map((_, axis) =>
    axis < missing || operand[axis - missing] === 1 ? 0 : (strides[axis - missing] ?? 0),
  );
}
