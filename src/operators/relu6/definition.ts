import type { NoAttributes } from '../attributes.js';
import { shapeOfInput } from '../elementwise-shape.js';
import type { Operator } from '../operator.js';
import { prepareRelu6, type Relu6Prepared } from './prepare.js';
import { referenceRelu6 } from './reference.js';

export const relu6: Operator<NoAttributes, Relu6Prepared> = {
  kind: 'relu6',
  tfliteName: 'RELU6',
  summary:
    'Values below 0 become 0, values above 6 become 6. As in the reference kernel both bounds are those of the input\'s quantization, ' +
    'and an output quantization that differs from it is not looked at.',
  formula: 'out[i] = clamp(in[i], zi, zi + round(6/si))',
  inputs: [{ name: 'input', dtypes: ['int8'], role: 'value', description: 'any shape' }],
  outputs: [{ name: 'output', dtypes: ['int8'], role: 'value', description: 'shape of the input' }],
  constraints: [],
  inferShape: shapeOfInput,
  prepare: prepareRelu6,
  reference: referenceRelu6,
  macs: () => 0,
};
