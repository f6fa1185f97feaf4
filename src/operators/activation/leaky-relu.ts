import { clamp, quantizeMultiplier, requantize } from '../../numerics/fixed-point.js';
import { defineArithmetic } from '../arithmetic.js';
import { real } from '../attribute.js';
import { defineOperator, type SiteOf } from '../operator.js';
import { boundedRatio, ratioLimit } from '../quantization/rescale.js';
import type { Rule } from '../rule.js';
import { scaleAndZeroPoint } from '../tensor-access.js';
import { int8Unary, unaryPorts } from '../unary.js';
import { referenceTable, type TablePrepared } from './table.js';

export const leakyRelu = defineOperator({
  kind: 'leaky-relu',
  tfliteName: 'LEAKY_RELU',
  summary:
    'Negative values are multiplied by alpha, with a change of scale where input and output differ; from a table of its 256 values.',
  attributes: { alpha: real('slope below zero') },
  ...unaryPorts,
  sharing: 'overwrite',
});
type LeakyReluSite = SiteOf<typeof leakyRelu>;

const boundedSlope: Rule<LeakyReluSite> = {
  code: 'I8C2631',
  sentence: 'alpha times the input scale must be less than 2^22 times the output scale',
  why: 'the reference kernel shifts negative inputs to the left by this ratio, in 32 bits',
  help: 'convert again: a slope this steep is a sign of a broken model or calibration',
  seen({ attributes: { alpha }, inputs, outputs }) {
    const from = scaleAndZeroPoint(inputs.input).scale;
    const to = scaleAndZeroPoint(outputs.output).scale;
    return Math.abs(slopeRatio(from, alpha, to)) < ratioLimit
      ? null
      : `alpha ${alpha}, input scale ${from}, output scale ${to}`;
  },
};

export const leakyReluInt8 = defineArithmetic(leakyRelu, {
  name: 'int8',
  formula:
    'out[i] = clamp(zo + requantize(in[i] - zi, si/so)) where in[i] >= zi, else clamp(zo + requantize(in[i] - zi, alpha*si/so))',
  dtypes: int8Unary,
  rules: [boundedRatio, boundedSlope],
  prepare: prepareLeakyRelu,
  reference: referenceTable,
});

/** alpha * input scale / output scale, each step in float32 as the reference kernel has it. */
function slopeRatio(inputScale: number, alpha: number, outputScale: number): number {
  return Math.fround(Math.fround(inputScale * Math.fround(alpha)) / outputScale);
}

/**
 * Tabulates both branches. A negative alpha is taken as its magnitude, and the result is negated after rounding.
 * Source: CalculateOpDataLeakyRelu of TensorFlow Lite Micro and QuantizeLeakyRelu of TensorFlow Lite's reference
 * kernels.
 */
function prepareLeakyRelu({ attributes, inputs, outputs, rounding }: LeakyReluSite): TablePrepared {
  const [from, to] = [scaleAndZeroPoint(inputs.input), scaleAndZeroPoint(outputs.output)];
  const slope = slopeRatio(from.scale, attributes.alpha, to.scale);
  const identityFactor = quantizeMultiplier(Math.fround(from.scale / to.scale), rounding);
  const slopeFactor = quantizeMultiplier(Math.abs(slope), rounding);
  const outputOf = (difference: number): number => {
    if (difference >= 0) return requantize(difference, identityFactor, rounding);
    const scaled = requantize(difference, slopeFactor, rounding);
    return slope < 0 ? -scaled : scaled;
  };
  const outputAt = (input: number): number => clamp(outputOf(input - from.zeroPoint) + to.zeroPoint, -128, 127);
  return { table: Int8Array.from({ length: 256 }, (_, index) => outputAt(index - 128)) };
}
