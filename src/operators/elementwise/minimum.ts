import { defineArithmetic } from '../arithmetic.js';
import { defineOperator } from '../operator.js';
import { rankAtMost } from '../shared-rules.js';
import { combineElements, elementwisePorts, int8Elementwise, largestRank } from './operands.js';

export const minimum = defineOperator({
  kind: 'minimum',
  tfliteName: 'MINIMUM',
  summary: 'Smaller of two values, element by element; dimensions of size 1 stretch.',
  attributes: {},
  ...elementwisePorts,
  sharing: 'overwrite',
});

/**
 * Source: MaximumMinimumBroadcastSlow of TensorFlow Lite's reference kernels, which compares quantized values as they
 * are.
 */
export const minimumInt8 = defineArithmetic(minimum, {
  name: 'int8',
  formula: 'out = min(left, right)',
  dtypes: int8Elementwise,
  quantization: { output: 'as inputs' },
  rules: [rankAtMost(largestRank)],
  // Nothing is derived: values are compared as they are.
  prepare: () => null,
  reference: (_prepared, run) => combineElements(run, Math.min),
});
