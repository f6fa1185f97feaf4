import { elementCount, type Shape, type Tensor } from '../../ir/tensor.js';
import { denseStrides, loopNest, mergeAxes, type LoopNest } from './loops.js';

/** A node of which a kernel wants to know the output alone. */
export interface OutputSite {
  readonly outputs: { readonly output: Tensor };
}

/** How many elements a node computes. */
export function outputElements({ outputs }: OutputSite): number {
  return elementCount(outputs.output.shape);
}

/** A node of two operands that stretch over the output. */
export interface OperandsSite extends OutputSite {
  readonly inputs: { readonly left: Tensor; readonly right: Tensor };
}

/** Loops over the output of an elementwise node; positions are those of the left and the right input. */
export function elementwiseLoops({ inputs, outputs }: OperandsSite): LoopNest {
  const { shape } = outputs.output;
  const left = stretchedStrides(inputs.left.shape, shape);
  const right = stretchedStrides(inputs.right.shape, shape);
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
