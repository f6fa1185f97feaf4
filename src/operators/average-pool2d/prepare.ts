import type { Node } from '../../ir/graph.js';
import type { PoolAttributes } from '../attributes.js';
import type { AccumulatorRange, NodeContext } from '../operator.js';
import { largestWindow, preparePool, type PoolPrepared } from '../pooling.js';

export type AveragePool2dPrepared = PoolPrepared;

export function prepareAveragePool2d(node: Node<PoolAttributes>, context: NodeContext): AveragePool2dPrepared {
  return preparePool(node, context);
}

/** The sum of a window, and half the number of its elements, which rounding adds. */
export function averagePool2dAccumulators(_node: Node<PoolAttributes>, prepared: AveragePool2dPrepared): AccumulatorRange[] {
  const count = largestWindow(prepared);
  return [{ channel: 0, leftShift: 0, min: -128 * count - count, max: 127 * count + count }];
}
