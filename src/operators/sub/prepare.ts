import type { Node } from '../../ir/graph.js';
import type { ElementwiseAttributes } from '../attributes.js';
import type { NodeContext } from '../operator.js';
import { floatPrecision, prepareScaledSum, type ScaledSumPrepared } from '../scaled-sum.js';

export type SubPrepared = ScaledSumPrepared;

export function prepareSub(node: Node<ElementwiseAttributes>, context: NodeContext): SubPrepared {
  return prepareScaledSum(node, context, floatPrecision);
}
