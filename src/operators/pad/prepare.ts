import { inputTensor, outputTensor, type Node } from '../../ir/graph.js';
import type { PadAttributes } from '../attributes.js';
import type { NodeContext } from '../operator.js';
import { scaleAndZeroPoint } from '../tensor-access.js';

/** One dimension of the input: its elements, and those put before and after. */
export interface PaddedAxis {
  readonly size: number;
  readonly before: number;
  readonly after: number;
}

export interface PadPrepared {
  readonly axes: readonly PaddedAxis[];
  /** The quantized value of the padding. */
  readonly value: number;
}

export function preparePad(node: Node<PadAttributes>, context: NodeContext): PadPrepared {
  const { paddings, value } = node.attributes;
  const { shape } = inputTensor(node, context.tensors, 0);
  return {
    axes: shape.map((size, axis) => {
      const [before, after] = paddings[axis] ?? [0, 0];
      return { size, before, after };
    }),
    value: value ?? scaleAndZeroPoint(outputTensor(node, context.tensors)).zeroPoint,
  };
}
