import type { Node } from '../../ir/graph.js';
import type { TransposeAttributes } from '../attributes.js';
import { denseStrides, type LoopAxis } from '../loop-nest.js';
import type { NodeContext } from '../operator.js';
import { dimension, inputAndOutput } from '../tensor-access.js';

/** Dimensions of the output, outermost first, with their strides in the input. */
export type TransposePrepared = readonly LoopAxis[];

export function prepareTranspose(node: Node<TransposeAttributes>, context: NodeContext): TransposePrepared {
  const { shape } = inputAndOutput(node, context).input;
  const strides = denseStrides(shape);
  return node.attributes.permutation.map((axis) => ({ size: dimension(shape, axis), strides: [dimension(strides, axis)] }));
}
