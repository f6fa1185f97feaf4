import type { NoAttributes } from '../attributes.js';
import { shapeOfInput } from '../elementwise-shape.js';
import { fixedOutput } from '../fixed-output.js';
import type { Operator } from '../operator.js';
import { shiftableScale, type TablePrepared } from '../table-activation.js';
import { prepareLogistic } from './prepare.js';
import { referenceLogistic } from './reference.js';

export const logistic: Operator<NoAttributes, TablePrepared> = {
  kind: 'logistic',
  tfliteName: 'LOGISTIC',
  summary: 'The logistic function of each element, from a table of its 256 values.',
  formula: 'out[i] = 1 / (1 + exp(-si*(in[i] - zi)))',
  inputs: [{ name: 'input', dtypes: ['int8'], role: 'value', description: 'any shape' }],
  outputs: [{ name: 'output', dtypes: ['int8'], role: 'value', description: 'shape of the input, scale 1/256, zero point -128' }],
  constraints: [shiftableScale, fixedOutput(1 / 256, -128)],
  inferShape: shapeOfInput,
  prepare: prepareLogistic,
  reference: referenceLogistic,
  macs: () => 0,
};
