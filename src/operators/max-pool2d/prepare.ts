import type { Node } from '../../ir/graph.js';
import type { PoolAttributes } from '../attributes.js';
import type { NodeContext } from '../operator.js';
import { preparePool, type PoolPrepared } from '../pooling.js';

export type MaxPool2dPrepared = PoolPrepared;

export function prepareMaxPool2d(node: Node<PoolAttributes>, context: NodeContext): MaxPool2dPrepared {
  return preparePool(node, context);
}
