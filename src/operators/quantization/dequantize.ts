import { defineArithmetic } from '../arithmetic.js';
import { defineOperator } from '../operator.js';
import { scaleAndZeroPoint } from '../tensor-access.js';
import { unaryPorts } from '../unary.js';

export const dequantize = defineOperator({
  kind: 'dequantize',
  tfliteName: 'DEQUANTIZE',
  summary: 'int8 to real numbers.',
  attributes: {},
  ...unaryPorts,
});

/** A product in double precision, then rounded to float32. Source: reference_ops::Dequantize of TensorFlow Lite. */
export const dequantizeInt8 = defineArithmetic(dequantize, {
  name: 'int8',
  formula: 'out[i] = si * (in[i] - zi)',
  dtypes: { input: ['int8'], output: ['float32'] },
  scalesOf: ['input'],
  prepare: ({ inputs }) => scaleAndZeroPoint(inputs.input),
  reference({ scale, zeroPoint }, { inputs: { input }, outputs: { output } }) {
    for (let i = 0; i < input.length; i += 1) output[i] = Math.fround(scale * ((input[i] ?? 0) - zeroPoint));
  },
});
