import { tanhOf } from '../../numerics/fixed-point-functions.js';
import { defineArithmetic } from '../arithmetic.js';
import { defineOperator, value } from '../operator.js';
import { int8Unary, unaryPorts } from '../unary.js';
import { prepareTable, referenceTable, tableFactor } from './table.js';

export const tanh = defineOperator({
  kind: 'tanh',
  tfliteName: 'TANH',
  summary: 'The hyperbolic tangent of each element, from a table of its 256 values.',
  attributes: {},
  ...unaryPorts,
  outputs: { output: value('shape of the input, scale 1/128, zero point 0') },
  sharing: 'overwrite',
});

export const tanhInt8 = defineArithmetic(tanh, {
  name: 'int8',
  formula: 'out[i] = tanh(si*(in[i] - zi))',
  dtypes: int8Unary,
  quantization: { output: { scale: 1 / 128, zeroPoint: 0 } },
  factors: tableFactor,
  prepare: (site, factors) => prepareTable(site, factors, { evaluate: tanhOf, outputBits: 7, outputZeroPoint: 0 }),
  reference: referenceTable,
});
