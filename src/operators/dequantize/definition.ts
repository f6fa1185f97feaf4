import type { NoAttributes } from '../attributes.js';
import { shapeOfInput } from '../elementwise-shape.js';
import type { Operator } from '../operator.js';
import { prepareDequantize, type DequantizePrepared } from './prepare.js';
import { referenceDequantize } from './reference.js';

export const dequantize: Operator<NoAttributes, DequantizePrepared> = {
  kind: 'dequantize',
  tfliteName: 'DEQUANTIZE',
  summary: 'int8 to real numbers.',
  formula: 'out[i] = si * (in[i] - zi)',
  inputs: [{ name: 'input', dtypes: ['int8'], role: 'value', description: 'any shape' }],
  outputs: [{ name: 'output', dtypes: ['float32'], role: 'value', description: 'shape of the input' }],
  constraints: [],
  inferShape: shapeOfInput,
  prepare: prepareDequantize,
  reference: referenceDequantize,
  macs: () => 0,
};
