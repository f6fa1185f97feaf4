import type { Node } from '../../ir/graph.js';
import type { NodeContext } from '../operator.js';
import { inputAndOutput, scaleAndZeroPoint } from '../tensor-access.js';

export interface DequantizePrepared {
  readonly scale: number;
  readonly zeroPoint: number;
}

export function prepareDequantize(node: Node, context: NodeContext): DequantizePrepared {
  const { scale, zeroPoint } = scaleAndZeroPoint(inputAndOutput(node, context).input);
  return { scale, zeroPoint };
}
