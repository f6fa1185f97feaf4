import { logisticOf } from '../../numerics/fixed-point-functions.js';
import type { NoAttributes } from '../attributes.js';
import { shapeOfInput } from '../input-shape.js';
import type { Operator } from '../operator.js';
import { fixedOutput } from './fixed-output.js';
import { prepareTable, referenceTable, shiftableScale, type TablePrepared } from './table.js';

export const logistic: Operator<NoAttributes, TablePrepared> = {
  kind: 'logistic',
  tfliteName: 'LOGISTIC',
  summary: 'The logistic function of each element, from a table of its 256 values.',
  formula: 'out[i] = 1 / (1 + exp(-si*(in[i] - zi)))',
  inputs: [{ name: 'input', dtypes: ['int8'], role: 'value', description: 'any shape' }],
  outputs: [
    {
      name: 'output',
      dtypes: ['int8'],
      role: 'value',
      description: 'shape of the input, scale 1/256, zero point -128',
    },
  ],
  constraints: [shiftableScale, fixedOutput(1 / 256, -128)],
  inferShape: shapeOfInput,
  prepare: (node, context) =>
    prepareTable(node, context, { evaluate: logisticOf, outputBits: 8, outputZeroPoint: -128 }),
  reference: referenceTable,
  macs: () => 0,
};
