import type { Node } from '../../ir/graph.js';
import { formatShape } from '../../ir/tensor.js';
import type { TransposeAttributes } from '../attributes.js';
import type { NodeContext, Operator, ReferenceRun } from '../operator.js';
import { dimension, inputAndOutput, runInput, runOutput } from '../tensor-access.js';
import { movedPort, rankAtMost, sameQuantization, sameType } from './moved-values.js';

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

/** One dimension of the output, and how far a step along it goes in the input, in elements. */
export interface TransposedAxis {
  readonly size: number;
  readonly stride: number;
}

/** Dimensions of the output, outermost first. */
export type TransposePrepared = readonly TransposedAxis[];

export function prepareTranspose(node: Node<TransposeAttributes>, context: NodeContext): TransposePrepared {
  const { shape } = inputAndOutput(node, context).input;
  return node.attributes.permutation.map((axis) => {
    const stride = shape.slice(axis + 1).reduce((product, size) => product * size, 1);
    return { size: dimension(shape, axis), stride };
  });
}

/** Walks the output in order and keeps the place in the input, like the wheels of an odometer. */
export function referenceTranspose(_attributes: TransposeAttributes, dimensions: TransposePrepared, run: ReferenceRun): void {
  const input = runInput(run, 0).values;
  const output = runOutput(run).values;
  const index = dimensions.map(() => 0);
  let from = 0;
  for (let i = 0; i < output.length; i += 1) {
    output[i] = input[from] ?? 0;
    for (let d = dimensions.length - 1; d >= 0; d -= 1) {
      const size = dimensions[d]?.size ?? 1;
      const stride = dimensions[d]?.stride ?? 0;
      const next = (index[d] ?? 0) + 1;
      index[d] = next === size ? 0 : next;
      if (next < size) {
        from += stride;
        break;
      }
      from -= (size - 1) * stride;
    }
  }
}
