import { elementCount, formatShape, type Shape } from '../../ir/tensor.js';
import { defineArithmetic } from '../arithmetic.js';
import { integers } from '../attribute.js';
import { defineOperator, value } from '../operator.js';
import { movedTypes, regrouping, sameType } from './moved-values.js';

export const reshape = defineOperator({
  kind: 'reshape',
  tfliteName: 'RESHAPE',
  summary: 'The same values, in the same order, under another shape.',
  attributes: { shape: integers('sizes of the output, at most one of them -1: what is left') },
  inputs: { input: value('any shape') },
  outputs: { output: value('any shape with as many elements') },
  shapes({ attributes: { shape }, inputs: { input }, declared: [declared] }) {
    const elements = elementCount(input.shape);
    // The reference kernel goes by the shape of the output tensor, whatever the shape operand says.
    if (declared !== undefined && elementCount(declared) === elements) return [declared];
    const resolved = resolveShape(shape, elements);
    return resolved === null ? `${elements} elements do not fit shape ${formatShape(shape)}` : [resolved];
  },
  sharing: 'view',
});

export const reshapeBytes = defineArithmetic(reshape, {
  name: 'bytes',
  formula: 'out[i] = in[i], i counting elements in row-major order',
  dtypes: movedTypes,
  quantization: { output: 'as inputs' },
  rules: [sameType],
  ...regrouping,
});

/** The shape with its -1 replaced, or null where the elements do not fit. */
function resolveShape(shape: readonly number[], elements: number): Shape | null {
  if (!shape.every((size) => size === -1 || size >= 1)) return null;
  const known = shape.reduce((product, size) => (size === -1 ? product : product * size), 1);
  const unknown = shape.filter((size) => size === -1).length;
  const rest = elements / known;
  if (unknown > 1 || !Number.isInteger(rest) || (unknown === 0 && rest !== 1)) return null;
  return shape.map((size) => (size === -1 ? rest : size));
}
