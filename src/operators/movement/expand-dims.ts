import { formatShape } from '../../ir/tensor.js';
import type { ExpandDimsAttributes } from '../attributes.js';
import type { Operator } from '../operator.js';
import { movedPort, referenceCopy, resolveAxis, sameQuantization, sameType } from './moved-values.js';

export const expandDims: Operator<ExpandDimsAttributes, null> = {
  kind: 'expand-dims',
  tfliteName: 'EXPAND_DIMS',
  summary: 'Inserts a dimension of size 1.',
  formula: 'out[i] = in[i], i counting elements in row-major order',
  inputs: [movedPort('input', 'any shape')],
  outputs: [movedPort('output', 'the input with one dimension more')],
  constraints: [sameType, sameQuantization],
  inferShape(attributes, inputs) {
    const [input] = inputs;
    if (!input) return 'input is missing';
    const axis = resolveAxis(attributes.axis, input.shape.length + 1);
    if (axis === null) return `axis ${attributes.axis} is outside ${formatShape(input.shape)} with one dimension more`;
    return [...input.shape.slice(0, axis), 1, ...input.shape.slice(axis)];
  },
  // Nothing is derived: only the shape changes.
  prepare: () => null,
  reference: referenceCopy,
  isView: true,
  macs: () => 0,
};
