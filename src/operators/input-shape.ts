import type { Shape, Tensor } from '../ir/tensor.js';

/** The shape of an operator with one input that treats every element alike. */
export function shapeOfInput(_attributes: unknown, inputs: readonly (Tensor | null)[]): Shape | string {
  return inputs[0]?.shape ?? 'input is missing';
}
