import { clamp } from '../../numerics/fixed-point.js';
import { defineArithmetic, type Range } from '../arithmetic.js';
import { defineOperator } from '../operator.js';
import { boundsOf } from '../output-bounds.js';
import { int8Unary, unaryPorts } from '../unary.js';

export const relu6 = defineOperator({
  kind: 'relu6',
  tfliteName: 'RELU6',
  summary:
    "Values below 0 become 0, values above 6 become 6. As in the reference kernel both bounds are those of the input's quantization, " +
    'and an output quantization that differs from it is not looked at.',
  attributes: {},
  ...unaryPorts,
  sharing: 'overwrite',
});

export const relu6Int8 = defineArithmetic(relu6, {
  name: 'int8',
  // Source: Relu6Prepare of TensorFlow Lite Micro: 6 is divided by the input's scale in float32.
  formula: 'out[i] = clamp(in[i], zi, zi + round(6/si))',
  dtypes: int8Unary,
  scalesOf: ['input'],
  prepare: ({ inputs: { input } }): Relu6Prepared => boundsOf('relu6', input),
  reference({ min, max }, { inputs: { input }, outputs: { output } }) {
    for (let i = 0; i < input.length; i += 1) output[i] = clamp(input[i] ?? 0, min, max);
  },
});

/** Bounds of the output, in steps of the input. */
export type Relu6Prepared = Range;
