import { tanhOf } from '../../numerics/fixed-point-functions.js';
import type { NoAttributes } from '../attributes.js';
import { shapeOfInput } from '../input-shape.js';
import type { Operator } from '../operator.js';
import { fixedOutput } from './fixed-output.js';
import { prepareTable, referenceTable, shiftableScale, type TablePrepared } from './table.js';

export const tanh: Operator<NoAttributes, TablePrepared> = {
  kind: 'tanh',
  tfliteName: 'TANH',
  summary: 'The hyperbolic tangent of each element, from a table of its 256 values.',
  formula: 'out[i] = tanh(si*(in[i] - zi))',
  inputs: [{ name: 'input', dtypes: ['int8'], role: 'value', description: 'any shape' }],
  outputs: [
    { name: 'output', dtypes: ['int8'], role: 'value', description: 'shape of the input, scale 1/128, zero point 0' },
  ],
  constraints: [shiftableScale, fixedOutput(1 / 128, 0)],
  inferShape: shapeOfInput,
  prepare: (node, context) => prepareTable(node, context, { evaluate: tanhOf, outputBits: 7, outputZeroPoint: 0 }),
  reference: referenceTable,
  macs: () => 0,
};
