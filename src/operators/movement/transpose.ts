import { formatShape } from '../../ir/tensor.js';
import { defineArithmetic } from '../arithmetic.js';
import { integers } from '../attribute.js';
import { defineOperator, value, type SiteOf } from '../operator.js';
import { rankAtMost } from '../shared-rules.js';
import { dimension } from '../tensor-access.js';
import { movedTypes, sameType } from './moved-values.js';
import { inputSteps, referenceWalk, type Walk } from './walk.js';

export const transpose = defineOperator({
  kind: 'transpose',
  tfliteName: 'TRANSPOSE',
  summary: 'Reorders dimensions.',
  attributes: { permutation: integers('output dimension i is input dimension permutation[i]') },
  inputs: { input: value('any shape of at most 5 dimensions') },
  outputs: { output: value("the input's dimensions in the order of the permutation") },
  shapes({ attributes: { permutation }, inputs: { input } }) {
    const complete =
      permutation.length === input.shape.length && input.shape.every((_size, axis) => permutation.includes(axis));
    if (!complete) {
      return `${formatShape(permutation)} does not name every dimension of ${formatShape(input.shape)} once`;
    }
    return [permutation.map((axis) => dimension(input.shape, axis))];
  },
});

export const transposeBytes = defineArithmetic(transpose, {
  name: 'bytes',
  formula: 'out[j] = in[i] where j[d] = i[permutation[d]]',
  dtypes: movedTypes,
  quantization: { output: 'as inputs' },
  rules: [sameType, rankAtMost(5)],
  prepare: prepareTranspose,
  reference: referenceWalk,
});

function prepareTranspose({ attributes, inputs: { input } }: SiteOf<typeof transpose>): Walk {
  const places = inputSteps(input.shape);
  return {
    first: 0,
    axes: attributes.permutation.map((axis) => ({
      size: dimension(input.shape, axis),
      stride: dimension(places, axis),
    })),
  };
}
