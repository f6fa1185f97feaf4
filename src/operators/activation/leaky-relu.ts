import { clamp, requantize } from '../../numerics/fixed-point.js';
import { defineArithmetic } from '../arithmetic.js';
import { real } from '../attribute.js';
import { factorOf, type Factors, type FactorSpec } from '../factors.js';
import { defineOperator, type SiteOf } from '../operator.js';
import { ratioFactor, ratioLimit, ratioShifts } from '../quantization/rescale.js';
import type { Rule } from '../rule.js';
import { scaleAndZeroPoint, zeroPointOf } from '../tensor-access.js';
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

const factors: { readonly output: FactorSpec<LeakyReluSite>; readonly alpha: FactorSpec<LeakyReluSite> } = {
  ...ratioFactor((from, to) => Math.fround(from / to)),
  alpha: {
    describe: '|alpha| * input scale / output scale',
    scalesOf: ['input', 'output'],
    real: ({ attributes: { alpha }, inputs, outputs }) => [
      Math.abs(slopeRatio(scaleAndZeroPoint(inputs.input).scale, alpha, scaleAndZeroPoint(outputs.output).scale)),
    ],
    shifts: ratioShifts,
    rules: [boundedSlope],
  },
};

export const leakyReluInt8 = defineArithmetic(leakyRelu, {
  name: 'int8',
  formula:
    'out[i] = clamp(zo + requantize(in[i] - zi, si/so)) where in[i] >= zi, else clamp(zo + requantize(in[i] - zi, alpha*si/so))',
  dtypes: int8Unary,
  factors,
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
function prepareLeakyRelu(
  { attributes, inputs, outputs, rounding }: LeakyReluSite,
  { output: identity, alpha: slope }: Factors<typeof factors>,
): TablePrepared {
  const [inputZeroPoint, outputZeroPoint] = [zeroPointOf(inputs.input), zeroPointOf(outputs.output)];
  const [identityFactor, slopeFactor] = [factorOf(identity, 0), factorOf(slope, 0)];
  const outputOf = (difference: number): number => {
    if (difference >= 0) return requantize(difference, identityFactor, rounding);
    const scaled = requantize(difference, slopeFactor, rounding);
    return attributes.alpha < 0 ? -scaled : scaled;
  };
  const outputAt = (input: number): number => clamp(outputOf(input - inputZeroPoint) + outputZeroPoint, -128, 127);
  return { table: Int8Array.from({ length: 256 }, (_, index) => outputAt(index - 128)) };
}
