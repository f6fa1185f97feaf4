import type { Node } from '../../ir/graph.js';
import { activationBounds } from '../../numerics/activation.js';
import { quantizeMultiplier } from '../../numerics/fixed-point.js';
import type { NoAttributes } from '../attributes.js';
import { shapeOfInput } from '../input-shape.js';
import type { NodeContext, Operator, ReferenceRun } from '../operator.js';
import { boundedRatio, referenceRescale, type RescalePrepared } from '../quantization/rescale.js';
import { inputAndOutput, scaleAndZeroPoint } from '../tensor-access.js';

export const relu: Operator<NoAttributes, RescalePrepared> = {
  kind: 'relu',
  tfliteName: 'RELU',
  summary: 'Negative values become 0, with a change of scale where input and output differ.',
  formula: 'out[i] = clamp(zo + requantize(in[i] - zi, si/so), zo, 127)',
  inputs: [{ name: 'input', dtypes: ['int8'], role: 'value', description: 'any shape' }],
  outputs: [{ name: 'output', dtypes: ['int8'], role: 'value', description: 'shape of the input' }],
  constraints: [boundedRatio],
  inferShape: shapeOfInput,
  prepare: prepareRelu,
  reference: referenceRelu,
  macs: () => 0,
};

/** Source: CalculateReluOpData of TensorFlow Lite Micro: the ratio of the scales is a float32 division. */
export function prepareRelu(node: Node, context: NodeContext): RescalePrepared {
  const { input, output } = inputAndOutput(node, context);
  const from = scaleAndZeroPoint(input);
  const to = scaleAndZeroPoint(output);
  return {
    factor: quantizeMultiplier(Math.fround(from.scale / to.scale), context.rounding),
    inputZeroPoint: from.zeroPoint,
    outputZeroPoint: to.zeroPoint,
    ...activationBounds('relu', to.scale, to.zeroPoint),
  };
}

export function referenceRelu(_attributes: NoAttributes, prepared: RescalePrepared, run: ReferenceRun): void {
  referenceRescale(prepared, run);
}
