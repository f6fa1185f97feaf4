import { elementCount } from '../../ir/tensor.js';
import type { Node } from '../../ir/graph.js';
import type { TransposeAttributes } from '../attributes.js';
import type { NodeContext } from '../operator.js';
import { dimension, inputAndOutput } from '../tensor-access.js';

/** A dimension of the output, and how far its steps reach in the input, in elements. */
export interface StridedDimension {
  readonly size: number;
  readonly stride: number;
}

/** Dimensions of the output, outermost first. */
export type TransposePrepared = readonly StridedDimension[];

export function prepareTranspose(node: Node<TransposeAttributes>, context: NodeContext): TransposePrepared {
  const { shape } = inputAndOutput(node, context).input;
  return node.attributes.permutation.map((axis) => ({ size: dimension(shape, axis), stride: elementCount(shape.slice(axis + 1)) }));
}
