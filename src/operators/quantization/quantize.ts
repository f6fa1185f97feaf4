import { byteRange } from '../../ir/tensor.js';
import { quantizeReal } from '../../numerics/activation.js';
import { clamp } from '../../numerics/fixed-point.js';
import { defineArithmetic } from '../arithmetic.js';
import { factorOf, type Factors } from '../factors.js';
import { defineOperator, type SiteOf } from '../operator.js';
import { scaleAndZeroPoint, zeroPointOf } from '../tensor-access.js';
import { int8Unary, unaryPorts } from '../unary.js';
import { ratioFactor, referenceRescale, type RescalePrepared } from './rescale.js';

export const quantize = defineOperator({
  kind: 'quantize',
  tfliteName: 'QUANTIZE',
  summary:
    "Real numbers to int8, int8 to another scale and zero point, or int8 from and to uint8 at the border of a model. Numbers outside the output's range saturate and NaN counts as 0: " +
    'the reference kernel leaves both to the processor, and this is what a Cortex-M does.',
  attributes: {},
  ...unaryPorts,
  sharing: 'overwrite',
});

export const quantizeFloat32 = defineArithmetic(quantize, {
  name: 'float32',
  formula: 'out[i] = clamp(zo + round(in[i] / so))',
  dtypes: { input: ['float32'], output: ['int8'] },
  scalesOf: ['output'],
  prepare: ({ outputs }) => scaleAndZeroPoint(outputs.output),
  reference({ scale, zeroPoint }, { inputs: { input }, outputs: { output } }) {
    for (let i = 0; i < input.length; i += 1) {
      const steps = quantizeReal(input[i] ?? 0, scale);
      output[i] = Number.isNaN(steps) ? zeroPoint : clamp(steps + zeroPoint, -128, 127);
    }
  },
});

const requantizing = {
  formula: 'out[i] = clamp(zo + requantize(in[i] - zi, si/so))',
  // Source: PrepareQuantizeReference of TensorFlow Lite Micro: the ratio of the scales is a double division.
  factors: ratioFactor((from, to) => from / to),
  prepare: prepareRescale,
  reference: referenceRescale,
};

export const quantizeInt8 = defineArithmetic(quantize, { name: 'int8', dtypes: int8Unary, ...requantizing });

/** Of the inputs of a model. */
export const quantizeFromUint8 = defineArithmetic(quantize, {
  name: 'uint8',
  dtypes: { input: ['uint8'], output: ['int8'] },
  ...requantizing,
});

/** Of its outputs. */
export const quantizeToUint8 = defineArithmetic(quantize, {
  name: 'uint8',
  dtypes: { input: ['int8'], output: ['uint8'] },
  ...requantizing,
});

function prepareRescale(
  { inputs: { input }, outputs: { output } }: SiteOf<typeof quantize>,
  factors: Factors<ReturnType<typeof ratioFactor>>,
): RescalePrepared {
  const { least: min, most: max } = byteRange(output.dtype);
  const [inputZeroPoint, outputZeroPoint] = [zeroPointOf(input), zeroPointOf(output)];
  return { factor: factorOf(factors.output, 0), inputZeroPoint, outputZeroPoint, min, max };
}
