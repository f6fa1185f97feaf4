import { inputTensor, outputTensor, type Node } from '../../ir/graph.js';
import { elementCount } from '../../ir/tensor.js';
import type { ConcatenationAttributes } from '../attributes.js';
import { resolveAxis } from '../data-movement.js';
import type { NodeContext } from '../operator.js';

export interface ConcatenationPrepared {
  /** Number of places before the axis: each takes one block of every input. */
  readonly outer: number;
  /** Elements of one block, per input. */
  readonly blocks: readonly number[];
}

export function prepareConcatenation(node: Node<ConcatenationAttributes>, { tensors }: NodeContext): ConcatenationPrepared {
  const { shape } = outputTensor(node, tensors);
  const axis = resolveAxis(node.attributes.axis, shape.length);
  if (axis === null) throw new Error('int8c bug: concatenation without an axis');
  const outer = elementCount(shape.slice(0, axis));
  return { outer, blocks: node.inputs.map((_id, index) => elementCount(inputTensor(node, tensors, index).shape) / outer) };
}
