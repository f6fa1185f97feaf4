import { outputTensor, tensorOf, type Node, type TensorTable } from '../../ir/graph.js';
import type { DataType, Tensor } from '../../ir/tensor.js';
import type { Constraint, Port, ReferenceRun } from '../operator.js';
import { runInput, runOutput, scaleAndZeroPoint } from '../tensor-access.js';

/** Operators that move values without looking at them: reshape and its kin, transpose, concatenation, resize. */

/** What they move. */
export const movableTypes: readonly DataType[] = ['int8', 'float32'];

export function movedPort(name: string, description: string, more: Partial<Port> = {}): Port {
  return { name, dtypes: movableTypes, role: 'value', description, ...more };
}

/** Bytes are copied, so every input must hold what the output holds. */
export const sameType: Constraint<unknown> = {
  code: 'I8C2700',
  sentence: 'inputs and output must have the same type',
  violated(node, { tensors }) {
    const { dtype } = outputTensor(node, tensors);
    const other = presentInputs(node, tensors).find((input) => input.dtype !== dtype);
    return other === undefined ? null : `input ${other.dtype}, output ${dtype}`;
  },
};

export const sameQuantization: Constraint<unknown> = {
  code: 'I8C2701',
  sentence: 'inputs and output must have the same scale and zero point',
  why: 'the reference kernel takes quantized values as they are',
  help: 'requantize the input first (QUANTIZE), or convert again with full-integer quantization',
  violated(node, { tensors }) {
    const output = outputTensor(node, tensors);
    if (output.dtype !== 'int8') return null;
    const other = presentInputs(node, tensors).find((input) => input.dtype === 'int8' && !sameMeaning(input, output));
    return other === undefined ? null : `input ${quantizationText(other)}, output ${quantizationText(output)}`;
  },
};

/** A limit of the reference kernel, which says nothing about tensors of more dimensions. */
export function rankAtMost<A>(limit: number): Constraint<A> {
  return {
    code: 'I8C2400',
    general: 'inputs must have no more dimensions than the reference kernel takes',
    sentence: `inputs must have at most ${limit} dimensions`,
    why: 'the reference kernel has no more',
    help: 'merge dimensions with a reshape',
    violated(node, { tensors }) {
      const rank = Math.max(...presentInputs(node, tensors).map((input) => input.shape.length));
      return rank <= limit ? null : `${rank} dimensions`;
    },
  };
}

function presentInputs(node: Node, tensors: TensorTable): Tensor[] {
  return node.inputs.flatMap((id) => (id === null ? [] : [tensorOf(tensors, id)]));
}

/** Scales that converters wrote twice may differ in their last bits; the reference kernels of pooling allow as much. */
export const largestScaleDifference = 1e-6;

function sameMeaning(left: Tensor, right: Tensor): boolean {
  const [a, b] = [scaleAndZeroPoint(left), scaleAndZeroPoint(right)];
  return a.zeroPoint === b.zeroPoint && Math.abs(a.scale - b.scale) <= largestScaleDifference;
}

function quantizationText(tensor: Tensor): string {
  const { scale, zeroPoint } = scaleAndZeroPoint(tensor);
  return `scale ${scale}, zero point ${zeroPoint}`;
}

/** The axis counted from the front, or null where the tensor has no such axis. Negative counts from the last. */
export function resolveAxis(axis: number, rank: number): number | null {
  if (!Number.isInteger(axis)) return null;
  const resolved = axis < 0 ? axis + rank : axis;
  return resolved >= 0 && resolved < rank ? resolved : null;
}

export function referenceCopy(_attributes: unknown, _prepared: unknown, run: ReferenceRun): void {
  runOutput(run).values.set(runInput(run, 0).values);
}
