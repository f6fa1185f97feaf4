import { formatShape } from '../../ir/tensor.js';
import { defineArithmetic } from '../arithmetic.js';
import { axis } from '../attribute.js';
import { defineOperator, value } from '../operator.js';
import { movedTypes, regrouping, resolveAxis, sameType } from './moved-values.js';

export const expandDims = defineOperator({
  kind: 'expand-dims',
  tfliteName: 'EXPAND_DIMS',
  summary: 'Inserts a dimension of size 1.',
  attributes: { axis: axis('where the new dimension stands in the output; negative counts from the last') },
  inputs: { input: value('any shape') },
  outputs: { output: value('the input with one dimension more') },
  shapes({ attributes, inputs: { input } }) {
    const place = resolveAxis(attributes.axis, input.shape.length + 1);
    if (place === null) return `axis ${attributes.axis} is outside ${formatShape(input.shape)} with one dimension more`;
    return [[...input.shape.slice(0, place), 1, ...input.shape.slice(place)]];
  },
  sharing: 'view',
});

export const expandDimsBytes = defineArithmetic(expandDims, {
  name: 'bytes',
  formula: 'out[i] = in[i], i counting elements in row-major order',
  dtypes: movedTypes,
  quantization: { output: 'as inputs' },
  rules: [sameType],
  ...regrouping,
});
