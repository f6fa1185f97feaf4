import { defineArithmetic } from '../arithmetic.js';
import { defineOperator } from '../operator.js';
import { fusedActivation } from '../shared-attributes.js';
import { rankAtMost, representableActivation } from '../shared-rules.js';
import { elementwisePorts, int8Elementwise, largestRank } from './operands.js';
import { doublePrecision, prepareScaledSum, referenceScaledSum, sumFactors } from './scaled-sum.js';

export const add = defineOperator({
  kind: 'add',
  tfliteName: 'ADD',
  summary: 'Sum of two tensors, element by element, each with a scale of its own; dimensions of size 1 stretch.',
  attributes: { activation: fusedActivation },
  ...elementwisePorts,
  sharing: 'overwrite',
});

export const addInt8 = defineArithmetic(add, {
  name: 'int8',
  formula:
    'out = clamp(zo + requantize(scaled(left, sl / 2s) + scaled(right, sr / 2s), 2s / (2^20 * so))), s = max(sl, sr), scaled(x, f) = requantize((x - zx) * 2^20, f); factors in double precision',
  dtypes: int8Elementwise,
  rules: [rankAtMost(largestRank), representableActivation],
  factors: sumFactors(doublePrecision),
  bounded: true,
  prepare: prepareScaledSum,
  reference: (prepared, run) => referenceScaledSum(prepared, run, 1),
});
