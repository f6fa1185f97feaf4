import type { Node } from '../../ir/graph.js';
import type { ElementwiseAttributes } from '../attributes.js';
import type { NodeContext } from '../operator.js';
import { doublePrecision, prepareScaledSum, type ScaledSumPrepared } from '../scaled-sum.js';

export type AddPrepared = ScaledSumPrepared;

export function prepareAdd(node: Node<ElementwiseAttributes>, context: NodeContext): AddPrepared {
  return prepareScaledSum(node, context, doublePrecision);
}
