import type { Node } from '../../ir/graph.js';
import { quantizeReal } from '../../numerics/activation.js';
import { clamp, quantizeMultiplier } from '../../numerics/fixed-point.js';
import type { NoAttributes } from '../attributes.js';
import { shapeOfInput } from '../input-shape.js';
import type { NodeContext, Operator, ReferenceRun } from '../operator.js';
import { inputAndOutput, int8Output, runInput, scaleAndZeroPoint } from '../tensor-access.js';
import { boundedRatio, referenceRescale, type RescalePrepared } from './rescale.js';

export const quantize: Operator<NoAttributes, QuantizePrepared> = {
  kind: 'quantize',
  tfliteName: 'QUANTIZE',
  summary:
    "Real numbers to int8, or int8 to another scale and zero point. Numbers outside the output's range saturate and NaN counts as 0: " +
    'the reference kernel leaves both to the processor, and this is what a Cortex-M does.',
  formula: 'out[i] = clamp(zo + round(in[i] / so)) for float32, clamp(zo + requantize(in[i] - zi, si/so)) for int8',
  inputs: [{ name: 'input', dtypes: ['float32', 'int8'], role: 'value', description: 'any shape' }],
  outputs: [{ name: 'output', dtypes: ['int8'], role: 'value', description: 'shape of the input' }],
  constraints: [boundedRatio],
  inferShape: shapeOfInput,
  prepare: prepareQuantize,
  reference: referenceQuantize,
  macs: () => 0,
};

export type QuantizePrepared =
  | { readonly kind: 'real'; readonly scale: number; readonly zeroPoint: number }
  | { readonly kind: 'rescale'; readonly rescale: RescalePrepared };

/** Source: PrepareQuantizeReference of TensorFlow Lite Micro: the ratio of the scales is a double division. */
export function prepareQuantize(node: Node<NoAttributes>, context: NodeContext): QuantizePrepared {
  const { input, output } = inputAndOutput(node, context);
  const to = scaleAndZeroPoint(output);
  if (input.dtype === 'float32') return { kind: 'real', scale: to.scale, zeroPoint: to.zeroPoint };
  const from = scaleAndZeroPoint(input);
  const factor = quantizeMultiplier(from.scale / to.scale, context.rounding);
  return {
    kind: 'rescale',
    rescale: { factor, inputZeroPoint: from.zeroPoint, outputZeroPoint: to.zeroPoint, min: -128, max: 127 },
  };
}

export function referenceQuantize(_attributes: NoAttributes, prepared: QuantizePrepared, run: ReferenceRun): void {
  switch (prepared.kind) {
    case 'rescale':
      referenceRescale(prepared.rescale, run);
      return;
    case 'real':
      quantizeReals(prepared.scale, prepared.zeroPoint, run);
      return;
  }
}

function quantizeReals(scale: number, zeroPoint: number, run: ReferenceRun): void {
  const { values } = runInput(run, 0);
  const output = int8Output(run);
  for (let i = 0; i < values.length; i += 1) {
    const steps = quantizeReal(values[i] ?? 0, scale);
    output[i] = Number.isNaN(steps) ? zeroPoint : clamp(steps + zeroPoint, -128, 127);
  }
}
