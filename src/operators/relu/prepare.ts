import type { Node } from '../../ir/graph.js';
import { activationBounds } from '../../numerics/activation.js';
import { quantizeMultiplier } from '../../numerics/fixed-point.js';
import type { NodeContext } from '../operator.js';
import type { RescalePrepared } from '../rescale.js';
import { inputAndOutput, scaleAndZeroPoint } from '../tensor-access.js';

/** Source: CalculateReluOpData of TensorFlow Lite Micro: the ratio of the scales is a float32 division. */
export function prepareRelu(node: Node, context: NodeContext): RescalePrepared {
  const { input, output } = inputAndOutput(node, context);
  const from = scaleAndZeroPoint(input);
  const to = scaleAndZeroPoint(output);
  return {
    factor: quantizeMultiplier(Math.fround(from.scale / to.scale), context.rounding),
    inputZeroPoint: from.zeroPoint,
    outputZeroPoint: to.zeroPoint,
    ...activationBounds('relu', to.scale, to.zeroPoint),
  };
}
