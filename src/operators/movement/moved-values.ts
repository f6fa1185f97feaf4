import type { DataType, Tensor, TensorValues } from '../../ir/tensor.js';
import type { Rule } from '../rule.js';

/** Operators that move values without looking at them: reshape and its kin, transpose, concatenation, resize. */

/** What they move. */
const movableTypes: readonly DataType[] = ['int8', 'float32'];

export const movedTypes = { input: movableTypes, output: movableTypes };

/** Bytes are copied, so every input must hold what the output holds. */
export const sameType: Rule<{
  readonly inputs: Readonly<Record<string, Tensor | readonly Tensor[]>>;
  readonly outputs: { readonly output: Tensor };
}> = {
  code: 'I8C2700',
  sentence: 'inputs and output must have the same type',
  seen({ inputs, outputs: { output } }) {
    const other = Object.values(inputs)
      .flat()
      .find(({ dtype }) => dtype !== output.dtype);
    return other === undefined ? null : `input ${other.dtype}, output ${output.dtype}`;
  },
};

/** The axis counted from the front, or null where the tensor has no such axis. Negative counts from the last. */
export function resolveAxis(axis: number, rank: number): number | null {
  const resolved = axis < 0 ? axis + rank : axis;
  return resolved >= 0 && resolved < rank ? resolved : null;
}

/** Values of one input and one output, of the same type. */
export interface MovedRun {
  readonly inputs: { readonly input: TensorValues };
  readonly outputs: { readonly output: TensorValues };
}

/** Nothing is derived where only the shape changes. */
export const regrouping = {
  prepare: () => null,
  reference: (_prepared: null, { inputs, outputs }: MovedRun) => outputs.output.set(inputs.input),
};
