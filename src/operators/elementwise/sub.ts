import type { ElementwiseAttributes } from '../attributes.js';
import { representableActivation } from '../fused-activation.js';
import type { Operator } from '../operator.js';
import { elementwisePorts, elementwiseRank, inferElementwiseShape } from './operands.js';
import {
  floatPrecision,
  prepareScaledSum,
  referenceScaledSum,
  sumScales,
  type ScaledSumPrepared,
} from './scaled-sum.js';

export const sub: Operator<ElementwiseAttributes, ScaledSumPrepared> = {
  kind: 'sub',
  tfliteName: 'SUB',
  summary: 'Difference of two tensors, element by element, each with a scale of its own; dimensions of size 1 stretch.',
  formula:
    'out = clamp(zo + requantize(scaled(left, sl / 2s) - scaled(right, sr / 2s), 2s / (2^20 * so))), s = max(sl, sr), scaled(x, f) = requantize((x - zx) * 2^20, f); factors in float32',
  ...elementwisePorts,
  constraints: [elementwiseRank, sumScales(floatPrecision), representableActivation],
  inferShape: inferElementwiseShape,
  prepare: (node, context) => prepareScaledSum(node, context, floatPrecision),
  reference: (_attributes, prepared, run) => referenceScaledSum(prepared, run, -1),
  macs: () => 0,
};
