import type { ElementwiseAttributes } from '../attributes.js';
import { representableActivation } from '../fused-activation.js';
import type { Operator } from '../operator.js';
import { elementwisePorts, elementwiseRank, inferElementwiseShape } from './operands.js';
import {
  doublePrecision,
  prepareScaledSum,
  referenceScaledSum,
  sumScales,
  type ScaledSumPrepared,
} from './scaled-sum.js';

export const add: Operator<ElementwiseAttributes, ScaledSumPrepared> = {
  kind: 'add',
  tfliteName: 'ADD',
  summary: 'Sum of two tensors, element by element, each with a scale of its own; dimensions of size 1 stretch.',
  formula:
    'out = clamp(zo + requantize(scaled(left, sl / 2s) + scaled(right, sr / 2s), 2s / (2^20 * so))), s = max(sl, sr), scaled(x, f) = requantize((x - zx) * 2^20, f); factors in double precision',
  ...elementwisePorts,
  constraints: [elementwiseRank, sumScales(doublePrecision), representableActivation],
  inferShape: inferElementwiseShape,
  prepare: (node, context) => prepareScaledSum(node, context, doublePrecision),
  reference: (_attributes, prepared, run) => referenceScaledSum(prepared, run, 1),
  macs: () => 0,
};
