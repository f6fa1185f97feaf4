import type { Node } from '../../ir/graph.js';
import type { TransposeAttributes } from '../attributes.js';
import type { NodeContext } from '../operator.js';
import { dimension, inputAndOutput } from '../tensor-access.js';

/** One dimension of the output, and how far a step along it goes in the input, in elements. */
export interface TransposedAxis {
  readonly size: number;
  readonly stride: number;
}

/** Dimensions of the output, outermost first. */
export type TransposePrepared = readonly TransposedAxis[];

export function prepareTranspose(node: Node<TransposeAttributes>, context: NodeContext): TransposePrepared {
  const { shape } = inputAndOutput(node, context).input;
  return node.attributes.permutation.map((axis) => {
    const stride = shape.slice(axis + 1).reduce((product, size) => product * size, 1);
    return { size: dimension(shape, axis), stride };
  });
}
