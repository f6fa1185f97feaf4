import type { Node } from '../../ir/graph.js';
import { formatShape } from '../../ir/tensor.js';
import type { TransposeAttributes } from '../attributes.js';
import type { NodeContext, Operator } from '../operator.js';
import { dimension, inputAndOutput } from '../tensor-access.js';
import { movedPort, rankAtMost, sameQuantization, sameType } from './moved-values.js';
import { inputSteps, referenceWalk, type Walk } from './walk.js';

export const transpose: Operator<TransposeAttributes, Walk> = {
  kind: 'transpose',
  tfliteName: 'TRANSPOSE',
  summary: 'Reorders dimensions.',
  formula: 'out[j] = in[i] where j[d] = i[permutation[d]]',
  inputs: [movedPort('input', 'any shape of at most 5 dimensions')],
  outputs: [movedPort('output', "the input's dimensions in the order of the permutation")],
  constraints: [sameType, sameQuantization, rankAtMost(5)],
  inferShape(attributes, inputs) {
    const [input] = inputs;
    if (!input) return 'input is missing';
    const { permutation } = attributes;
    const complete =
      permutation.length === input.shape.length && input.shape.every((_size, axis) => permutation.includes(axis));
    if (!complete)
      return `${formatShape(permutation)} does not name every dimension of ${formatShape(input.shape)} once`;
    return permutation.map((axis) => dimension(input.shape, axis));
  },
  prepare: prepareTranspose,
  reference: referenceWalk,
  macs: () => 0,
};

export function prepareTranspose(node: Node<TransposeAttributes>, context: NodeContext): Walk {
  const { shape } = inputAndOutput(node, context).input;
  const places = inputSteps(shape);
  return {
    first: 0,
    axes: node.attributes.permutation.map((axis) => ({
      size: dimension(shape, axis),
      stride: dimension(places, axis),
    })),
  };
}
