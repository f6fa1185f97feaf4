import { inputTensor, outputTensor } from '../../ir/graph.js';
import type { SoftmaxAttributes } from '../attributes.js';
import { shapeOfInput } from '../elementwise-shape.js';
import { fixedOutput } from '../fixed-output.js';
import type { Constraint, Operator } from '../operator.js';
import { scaleAndZeroPoint } from '../tensor-access.js';
import { longestRow, prepareSoftmax, softmaxMultiplier, type SoftmaxPrepared } from './prepare.js';
import { referenceSoftmax } from './reference.js';

const constraints: readonly Constraint<SoftmaxAttributes>[] = [
  {
    code: 'I8C2600',
    sentence: 'input must have at least one dimension',
    violated(node, { tensors }) {
      return inputTensor(node, tensors, 0).shape.length >= 1 ? null : 'a scalar';
    },
  },
  {
    code: 'I8C2601',
    sentence: 'beta times input scale must be finite and greater than 2^-26',
    why: 'the reference kernel scales differences of inputs to 26 fractional bits by a factor greater than 1',
    violated(node, { tensors }) {
      const { scale } = scaleAndZeroPoint(inputTensor(node, tensors, 0));
      const factor = softmaxMultiplier(node.attributes.beta, scale);
      return factor > 1 && Number.isFinite(factor) ? null : `beta ${node.attributes.beta}, input scale ${scale}`;
    },
  },
  fixedOutput(1 / 256, -128),
  {
    code: 'I8C2603',
    sentence: `must run over at most ${longestRow} values`,
    why: 'the reference kernel sums exponentials in 12 integer bits, which a longer row can overflow',
    violated(node, { tensors }) {
      const depth = outputTensor(node, tensors).shape.at(-1) ?? 1;
      return depth <= longestRow ? null : `${depth} values`;
    },
  },
];

export const softmax: Operator<SoftmaxAttributes, SoftmaxPrepared> = {
  kind: 'softmax',
  tfliteName: 'SOFTMAX',
  summary:
    'Exponentials along the last dimension, divided by their sum, in fixed point. A row whose exponentials sum to 512 times the largest ' +
    'or more, where the reference kernel stops with a failed check, gives -128 throughout: every share rounds to 0.',
  formula: 'out[r,i] = exp(beta*si*(in[r,i] - max of in[r])) / sum over k of exp(beta*si*(in[r,k] - max of in[r]))',
  inputs: [{ name: 'input', dtypes: ['int8'], role: 'value', description: '[..., values]' }],
  outputs: [{ name: 'output', dtypes: ['int8'], role: 'value', description: 'shape of the input, scale 1/256, zero point -128' }],
  constraints,
  inferShape: shapeOfInput,
  prepare: prepareSoftmax,
  reference: referenceSoftmax,
  macs: () => 0,
};
