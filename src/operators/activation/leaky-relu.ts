import { inputTensor, outputTensor, type Node } from '../../ir/graph.js';
import { clamp, quantizeMultiplier, requantize } from '../../numerics/fixed-point.js';
import type { LeakyReluAttributes } from '../attributes.js';
import { shapeOfInput } from '../input-shape.js';
import type { Constraint, NodeContext, Operator } from '../operator.js';
import { boundedRatio, ratioLimit } from '../quantization/rescale.js';
import { inputAndOutput, scaleAndZeroPoint } from '../tensor-access.js';
import { referenceTable, type TablePrepared } from './table.js';

const boundedSlope: Constraint<LeakyReluAttributes> = {
  code: 'I8C2631',
  sentence: 'alpha must be finite, and alpha times the input scale less than 2^22 times the output scale',
  why: 'the reference kernel shifts negative inputs to the left by this ratio, in 32 bits',
  help: 'convert again: a slope this steep is a sign of a broken model or calibration',
  violated(node, { tensors }) {
    const { alpha } = node.attributes;
    const from = scaleAndZeroPoint(inputTensor(node, tensors, 0)).scale;
    const to = scaleAndZeroPoint(outputTensor(node, tensors)).scale;
    return Math.abs(slopeRatio(from, alpha, to)) < ratioLimit
      ? null
      : `alpha ${alpha}, input scale ${from}, output scale ${to}`;
  },
};

export const leakyRelu: Operator<LeakyReluAttributes, TablePrepared> = {
  kind: 'leaky-relu',
  tfliteName: 'LEAKY_RELU',
  summary:
    'Negative values are multiplied by alpha, with a change of scale where input and output differ; from a table of its 256 values.',
  formula:
    'out[i] = clamp(zo + requantize(in[i] - zi, si/so)) where in[i] >= zi, else clamp(zo + requantize(in[i] - zi, alpha*si/so))',
  inputs: [{ name: 'input', dtypes: ['int8'], role: 'value', description: 'any shape' }],
  outputs: [{ name: 'output', dtypes: ['int8'], role: 'value', description: 'shape of the input' }],
  constraints: [boundedRatio, boundedSlope],
  inferShape: shapeOfInput,
  prepare: prepareLeakyRelu,
  reference: referenceTable,
  macs: () => 0,
};

/** alpha * input scale / output scale, each step in float32 as the reference kernel has it. */
function slopeRatio(inputScale: number, alpha: number, outputScale: number): number {
  return Math.fround(Math.fround(inputScale * Math.fround(alpha)) / outputScale);
}

/**
 * Tabulates both branches. A negative alpha is taken as its magnitude, and the result is negated after rounding.
 * Source: CalculateOpDataLeakyRelu of TensorFlow Lite Micro and QuantizeLeakyRelu of TensorFlow Lite's reference
 * kernels.
 */
export function prepareLeakyRelu(node: Node<LeakyReluAttributes>, context: NodeContext): TablePrepared {
  const { input, output } = inputAndOutput(node, context);
  const [from, to] = [scaleAndZeroPoint(input), scaleAndZeroPoint(output)];
  const slope = slopeRatio(from.scale, node.attributes.alpha, to.scale);
  const identityFactor = quantizeMultiplier(Math.fround(from.scale / to.scale), context.rounding);
  const slopeFactor = quantizeMultiplier(Math.abs(slope), context.rounding);
  const outputOf = (difference: number): number => {
    if (difference >= 0) return requantize(difference, identityFactor, context.rounding);
    const scaled = requantize(difference, slopeFactor, context.rounding);
    return slope < 0 ? -scaled : scaled;
  };
  return {
    table: Int8Array.from({ length: 256 }, (_, index) =>
      clamp(outputOf(index - 128 - from.zeroPoint) + to.zeroPoint, -128, 127),
    ),
  };
}
