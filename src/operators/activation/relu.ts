import { defineArithmetic } from '../arithmetic.js';
import { factorOf, type Factors } from '../factors.js';
import { defineOperator, type SiteOf } from '../operator.js';
import { boundsOf } from '../output-bounds.js';
import { ratioFactor, referenceRescale, type RescalePrepared } from '../quantization/rescale.js';
import { zeroPointOf } from '../tensor-access.js';
import { int8Unary, unaryPorts } from '../unary.js';

export const relu = defineOperator({
  kind: 'relu',
  tfliteName: 'RELU',
  summary: 'Negative values become 0, with a change of scale where input and output differ.',
  attributes: {},
  ...unaryPorts,
  sharing: 'overwrite',
});

export const reluInt8 = defineArithmetic(relu, {
  name: 'int8',
  formula: 'out[i] = clamp(zo + requantize(in[i] - zi, si/so), zo, 127)',
  dtypes: int8Unary,
  // Source: CalculateReluOpData of TensorFlow Lite Micro: the ratio of the scales is a float32 division.
  factors: ratioFactor((from, to) => Math.fround(from / to)),
  bounded: true,
  prepare: prepareRelu,
  reference: referenceRescale,
});

function prepareRelu(
  { inputs, outputs, fixedPoint }: SiteOf<typeof relu>,
  factors: Factors<ReturnType<typeof ratioFactor>>,
): RescalePrepared {
  return {
    factor: factorOf(factors.output, 0),
    inputZeroPoint: zeroPointOf(inputs.input),
    outputZeroPoint: zeroPointOf(outputs.output),
    ...(fixedPoint?.bounds ?? boundsOf('relu', outputs.output)),
  };
}
