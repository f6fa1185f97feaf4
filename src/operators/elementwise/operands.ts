import { inputTensor, outputTensor, type Node, type TensorTable } from '../../ir/graph.js';
import type { Shape, Tensor } from '../../ir/tensor.js';
import { rankAtMost } from '../movement/moved-values.js';
import type { Constraint, Operator, ReferenceRun } from '../operator.js';
import { int8Input, int8Output, runInput, runOutput, scaleAndZeroPoint } from '../tensor-access.js';
import { broadcastPositions, broadcastShape } from './broadcast.js';

/** Source: the largest RuntimeShape of TensorFlow Lite Micro, which its broadcasting kernels take. */
const largestRank = 6;

export const elementwisePorts: Pick<Operator<unknown, never>, 'inputs' | 'outputs'> = {
  inputs: [
    { name: 'left', dtypes: ['int8'], role: 'value', description: 'up to 6 dimensions; dimensions of size 1 stretch' },
    { name: 'right', dtypes: ['int8'], role: 'value', description: 'up to 6 dimensions; dimensions of size 1 stretch' },
  ],
  outputs: [{ name: 'output', dtypes: ['int8'], role: 'value', description: 'the shape that both inputs stretch to' }],
};

export const elementwiseRank: Constraint<unknown> = rankAtMost(largestRank);

export function inferElementwiseShape(_attributes: unknown, inputs: readonly (Tensor | null)[]): Shape | string {
  const [left, right] = inputs;
  if (!left || !right) return 'an input is missing';
  return broadcastShape(left.shape, right.shape);
}

interface AffineScale {
  readonly scale: number;
  readonly zeroPoint: number;
}

/** Scales and zero points of both inputs and of the output. */
export function elementwiseQuantization(
  node: Node,
  tensors: TensorTable,
): { readonly left: AffineScale; readonly right: AffineScale; readonly output: AffineScale } {
  return {
    left: scaleAndZeroPoint(inputTensor(node, tensors, 0)),
    right: scaleAndZeroPoint(inputTensor(node, tensors, 1)),
    output: scaleAndZeroPoint(outputTensor(node, tensors)),
  };
}

/** Writes `combine` of each pair of elements to the output. */
export function combineElements(run: ReferenceRun, combine: (left: number, right: number) => number): void {
  const [left, right, out] = [int8Input(run, 0), int8Input(run, 1), int8Output(run)];
  const { shape } = runOutput(run);
  const leftPositions = broadcastPositions(runInput(run, 0).shape, shape);
  const rightPositions = broadcastPositions(runInput(run, 1).shape, shape);
  for (let i = 0; i < out.length; i += 1) {
    const a = left[leftPositions === null ? i : (leftPositions[i] ?? 0)] ?? 0;
    const b = right[rightPositions === null ? i : (rightPositions[i] ?? 0)] ?? 0;
    out[i] = combine(a, b);
  }
}
