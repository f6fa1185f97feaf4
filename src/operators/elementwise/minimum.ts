import type { NoAttributes } from '../attributes.js';
import { sameQuantization } from '../movement/moved-values.js';
import type { Operator } from '../operator.js';
import { combineElements, elementwisePorts, elementwiseRank, inferElementwiseShape } from './operands.js';

/**
 * Source: MaximumMinimumBroadcastSlow of TensorFlow Lite's reference kernels, which compares quantized values as they
 * are.
 */
export const minimum: Operator<NoAttributes, null> = {
  kind: 'minimum',
  tfliteName: 'MINIMUM',
  summary: 'Smaller of two values, element by element; dimensions of size 1 stretch.',
  formula: 'out = min(left, right)',
  ...elementwisePorts,
  constraints: [elementwiseRank, sameQuantization],
  inferShape: inferElementwiseShape,
  // Nothing is derived: values are compared as they are.
  prepare: () => null,
  reference: (_attributes, _prepared, run) => combineElements(run, Math.min),
  macs: () => 0,
};
