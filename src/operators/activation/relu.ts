import { activationBounds } from '../../numerics/activation.js';
import { quantizeMultiplier } from '../../numerics/fixed-point.js';
import { defineArithmetic } from '../arithmetic.js';
import { defineOperator, type SiteOf } from '../operator.js';
import { boundedRatio, referenceRescale, type RescalePrepared } from '../quantization/rescale.js';
import { scaleAndZeroPoint } from '../tensor-access.js';
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
  rules: [boundedRatio],
  prepare: prepareRelu,
  reference: referenceRescale,
});

/** Source: CalculateReluOpData of TensorFlow Lite Micro: the ratio of the scales is a float32 division. */
function prepareRelu({ inputs, outputs, rounding }: SiteOf<typeof relu>): RescalePrepared {
  const [from, to] = [scaleAndZeroPoint(inputs.input), scaleAndZeroPoint(outputs.output)];
  return {
    factor: quantizeMultiplier(Math.fround(from.scale / to.scale), rounding),
    inputZeroPoint: from.zeroPoint,
    outputZeroPoint: to.zeroPoint,
    ...activationBounds('relu', to.scale, to.zeroPoint),
  };
}
