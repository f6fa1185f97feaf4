import type { NoAttributes } from '../attributes.js';
import { shapeOfInput } from '../elementwise-shape.js';
import type { Operator } from '../operator.js';
import { boundedRatio } from '../rescale.js';
import { prepareQuantize, type QuantizePrepared } from './prepare.js';
import { referenceQuantize } from './reference.js';

export const quantize: Operator<NoAttributes, QuantizePrepared> = {
  kind: 'quantize',
  tfliteName: 'QUANTIZE',
  summary:
    'Real numbers to int8, or int8 to another scale and zero point. Numbers outside the output\'s range saturate and NaN counts as 0: ' +
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
