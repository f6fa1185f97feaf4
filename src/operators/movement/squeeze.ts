import { formatShape } from '../../ir/tensor.js';
import type { SqueezeAttributes } from '../attributes.js';
import type { Operator } from '../operator.js';
import { movedPort, rankAtMost, referenceCopy, resolveAxis, sameQuantization, sameType } from './moved-values.js';

export const squeeze: Operator<SqueezeAttributes, null> = {
  kind: 'squeeze',
  tfliteName: 'SQUEEZE',
  summary: 'Drops dimensions of size 1: those named, or all of them.',
  formula: 'out[i] = in[i], i counting elements in row-major order',
  inputs: [movedPort('input', 'any shape')],
  outputs: [movedPort('output', 'the input without the dropped dimensions')],
  constraints: [sameType, sameQuantization, rankAtMost(8)],
  inferShape(attributes, inputs) {
    const [input] = inputs;
    if (!input) return 'input is missing';
    const { shape } = input;
    if (attributes.axes.length === 0) return shape.filter((size) => size !== 1);
    const dropped = new Set<number>();
    for (const axis of attributes.axes) {
      const resolved = resolveAxis(axis, shape.length);
      if (resolved === null || shape[resolved] !== 1)
        return `axis ${axis} of ${formatShape(shape)} is not a dimension of size 1`;
      dropped.add(resolved);
    }
    return shape.filter((_size, axis) => !dropped.has(axis));
  },
  // Nothing is derived: only the shape changes.
  prepare: () => null,
  reference: referenceCopy,
  isView: true,
  macs: () => 0,
};
