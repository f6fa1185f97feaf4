import type { Node } from '../../ir/graph.js';
import { tanhOf } from '../../numerics/fixed-point-functions.js';
import type { NodeContext } from '../operator.js';
import { prepareTable, type TablePrepared } from '../table-activation.js';

export function prepareTanh(node: Node, context: NodeContext): TablePrepared {
  return prepareTable(node, context, { evaluate: tanhOf, outputBits: 7, outputZeroPoint: 0 });
}
