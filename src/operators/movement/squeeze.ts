import { formatShape } from '../../ir/tensor.js';
import { defineArithmetic } from '../arithmetic.js';
import { integers } from '../attribute.js';
import { defineOperator, value } from '../operator.js';
import { rankAtMost } from '../shared-rules.js';
import { movedTypes, regrouping, resolveAxis, sameType } from './moved-values.js';

export const squeeze = defineOperator({
  kind: 'squeeze',
  tfliteName: 'SQUEEZE',
  summary: 'Drops dimensions of size 1: those named, or all of them.',
  attributes: {
    axes: integers('dropped dimensions of size 1, all of them where none is named; negative counts from the last', []),
  },
  inputs: { input: value('any shape') },
  outputs: { output: value('the input without the dropped dimensions') },
  shapes({ attributes: { axes }, inputs: { input } }) {
    const { shape } = input;
    if (axes.length === 0) return [shape.filter((size) => size !== 1)];
    const dropped = new Set<number>();
    for (const axis of axes) {
      const resolved = resolveAxis(axis, shape.length);
      if (resolved === null || shape[resolved] !== 1) {
        return `axis ${axis} of ${formatShape(shape)} is not a dimension of size 1`;
      }
      dropped.add(resolved);
    }
    return [shape.filter((_size, axis) => !dropped.has(axis))];
  },
  sharing: 'view',
});

export const squeezeBytes = defineArithmetic(squeeze, {
  name: 'bytes',
  formula: 'out[i] = in[i], i counting elements in row-major order',
  dtypes: movedTypes,
  quantization: { output: 'as inputs' },
  rules: [sameType, rankAtMost(8)],
  ...regrouping,
});
