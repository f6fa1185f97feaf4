import type { NoAttributes } from '../attributes.js';
import { shapeOfInput } from '../elementwise-shape.js';
import type { Operator } from '../operator.js';
import { boundedRatio, type RescalePrepared } from '../rescale.js';
import { prepareRelu } from './prepare.js';
import { referenceRelu } from './reference.js';

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
