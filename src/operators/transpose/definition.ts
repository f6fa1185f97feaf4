import { formatShape } from '../../ir/tensor.js';
import type { TransposeAttributes } from '../attributes.js';
import { movedPort, rankAtMost, sameQuantization, sameType } from '../data-movement.js';
import type { Operator } from '../operator.js';
import { dimension } from '../tensor-access.js';
import { prepareTranspose, type TransposePrepared } from './prepare.js';
import { referenceTranspose } from './reference.js';

export const transpose: Operator<TransposeAttributes, TransposePrepared> = {
  kind: 'transpose',
  tfliteName: 'TRANSPOSE',
  summary: 'Reorders dimensions.',
  formula: 'out[j] = in[i] where j[d] = i[permutation[d]]',
  inputs: [movedPort('input', 'any shape of at most 5 dimensions')],
  outputs: [movedPort('output', 'the input\'s dimensions in the order of the permutation')],
  constraints: [sameType, sameQuantization, rankAtMost(5)],
  inferShape(attributes, inputs) {
    const [input] = inputs;
    if (!input) return 'input is missing';
    const { permutation } = attributes;
    const complete = permutation.length === input.shape.length && input.shape.every((_size, axis) => permutation.includes(axis));
    if (!complete) return `${formatShape(permutation)} does not name every dimension of ${formatShape(input.shape)} once`;
    return permutation.map((axis) => dimension(input.shape, axis));
  },
  prepare: prepareTranspose,
  reference: referenceTranspose,
  macs: () => 0,
};
