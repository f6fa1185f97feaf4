import type { Tensor } from '../../ir/tensor.js';
import { value } from '../operator.js';
import { scaleAndZeroPoint } from '../tensor-access.js';
import { broadcastPositions, broadcastShape } from './broadcast.js';

/** Operators of two inputs, element by element, of which dimensions of size 1 stretch. */

/** Source: the largest RuntimeShape of TensorFlow Lite Micro, which its broadcasting kernels take. */
export const largestRank = 6;

const stretching = 'up to 6 dimensions; dimensions of size 1 stretch';

interface Operands {
  readonly left: Tensor;
  readonly right: Tensor;
}

export const elementwisePorts = {
  inputs: { left: value(stretching), right: value(stretching) },
  outputs: { output: value('the shape that both inputs stretch to') },
  shapes({ inputs: { left, right } }: { readonly inputs: Operands }) {
    const shape = broadcastShape(left.shape, right.shape);
    return typeof shape === 'string' ? shape : [shape];
  },
};

export const int8Elementwise = { left: ['int8'], right: ['int8'], output: ['int8'] } as const;

export interface ElementwiseSite {
  readonly inputs: Operands;
  readonly outputs: { readonly output: Tensor };
}

/** Scales of both inputs and of the output. */
export function elementwiseScales({ inputs, outputs }: ElementwiseSite): {
  readonly left: number;
  readonly right: number;
  readonly output: number;
} {
  return {
    left: scaleAndZeroPoint(inputs.left).scale,
    right: scaleAndZeroPoint(inputs.right).scale,
    output: scaleAndZeroPoint(outputs.output).scale,
  };
}

export interface ElementwiseRun {
  readonly site: ElementwiseSite;
  readonly inputs: { readonly left: Int8Array; readonly right: Int8Array };
  readonly outputs: { readonly output: Int8Array };
}

/** Writes `combine` of each pair of elements to the output. */
export function combineElements(run: ElementwiseRun, combine: (left: number, right: number) => number): void {
  const { left, right } = run.inputs;
  const { output } = run.outputs;
  const { shape } = run.site.outputs.output;
  const leftPositions = broadcastPositions(run.site.inputs.left.shape, shape);
  const rightPositions = broadcastPositions(run.site.inputs.right.shape, shape);
  for (let i = 0; i < output.length; i += 1) {
    const a = left[leftPositions === null ? i : (leftPositions[i] ?? 0)] ?? 0;
    const b = right[rightPositions === null ? i : (rightPositions[i] ?? 0)] ?? 0;
    output[i] = combine(a, b);
  }
}
