import type { Node } from '../../ir/graph.js';
import { activationBounds } from '../../numerics/activation.js';
import type { NodeContext, Range } from '../operator.js';
import { inputAndOutput, scaleAndZeroPoint } from '../tensor-access.js';

/** Bounds of the output, in steps of the input. */
export type Relu6Prepared = Range;

/** Source: Relu6Prepare of TensorFlow Lite Micro: 6 is divided by the input's scale in float32. */
export function prepareRelu6(node: Node, context: NodeContext): Relu6Prepared {
  const { scale, zeroPoint } = scaleAndZeroPoint(inputAndOutput(node, context).input);
  return activationBounds('relu6', scale, zeroPoint);
}
