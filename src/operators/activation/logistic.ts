import { logisticOf } from '../../numerics/fixed-point-functions.js';
import { defineArithmetic } from '../arithmetic.js';
import { defineOperator, value } from '../operator.js';
import { int8Unary, unaryPorts } from '../unary.js';
import { prepareTable, referenceTable, tableFactor } from './table.js';

export const logistic = defineOperator({
  kind: 'logistic',
  tfliteName: 'LOGISTIC',
  summary: 'The logistic function of each element, from a table of its 256 values.',
  attributes: {},
  ...unaryPorts,
  outputs: { output: value('shape of the input, scale 1/256, zero point -128') },
  sharing: 'overwrite',
});

export const logisticInt8 = defineArithmetic(logistic, {
  name: 'int8',
  formula: 'out[i] = 1 / (1 + exp(-si*(in[i] - zi)))',
  dtypes: int8Unary,
  quantization: { output: { scale: 1 / 256, zeroPoint: -128 } },
  factors: tableFactor,
  prepare: (site, factors) =>
    prepareTable(site, factors, { evaluate: logisticOf, outputBits: 8, outputZeroPoint: -128 }),
  reference: referenceTable,
});
