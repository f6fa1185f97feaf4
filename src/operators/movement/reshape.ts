import { elementCount, formatShape, type Shape } from '../../ir/tensor.js';
import type { ReshapeAttributes } from '../attributes.js';
import type { Operator } from '../operator.js';
import { movedPort, referenceCopy, sameQuantization, sameType } from './moved-values.js';

export const reshape: Operator<ReshapeAttributes, null> = {
  kind: 'reshape',
  tfliteName: 'RESHAPE',
  summary: 'The same values, in the same order, under another shape.',
  formula: 'out[i] = in[i], i counting elements in row-major order',
  inputs: [movedPort('input', 'any shape')],
  outputs: [movedPort('output', 'any shape with as many elements')],
  constraints: [sameType, sameQuantization],
  inferShape(attributes, inputs, declared) {
    const [input] = inputs;
    if (!input) return 'input is missing';
    const elements = elementCount(input.shape);
    // The reference kernel goes by the shape of the output tensor, whatever the shape operand says.
    if (declared !== null && elementCount(declared) === elements) return declared;
    return (
      resolveShape(attributes.shape, elements) ??
      `${elements} elements do not fit shape ${formatShape(attributes.shape)}`
    );
  },
  // Nothing is derived: only the shape changes.
  prepare: () => null,
  reference: referenceCopy,
  isView: true,
  macs: () => 0,
};

/** The shape with its -1 replaced, or null where the elements do not fit. */
function resolveShape(shape: readonly number[], elements: number): Shape | null {
  if (!shape.every((size) => Number.isInteger(size) && (size === -1 || size >= 1))) return null;
  const known = shape.reduce((product, size) => (size === -1 ? product : product * size), 1);
  const unknown = shape.filter((size) => size === -1).length;
  const rest = elements / known;
  if (unknown > 1 || !Number.isInteger(rest) || (unknown === 0 && rest !== 1)) return null;
  return shape.map((size) => (size === -1 ? rest : size));
}
