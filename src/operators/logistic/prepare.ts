import type { Node } from '../../ir/graph.js';
import { logisticOf } from '../../numerics/fixed-point-functions.js';
import type { NodeContext } from '../operator.js';
import { prepareTable, type TablePrepared } from '../table-activation.js';

export function prepareLogistic(node: Node, context: NodeContext): TablePrepared {
  return prepareTable(node, context, { evaluate: logisticOf, outputBits: 8, outputZeroPoint: -128 });
}
