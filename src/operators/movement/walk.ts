import type { ReferenceRun } from '../operator.js';
import { runInput, runOutput } from '../tensor-access.js';

/** Operators that write their output in order while they walk through the input: transposes and slices. */

/**
 * One dimension of the output, and how far a step along it goes in the input, in elements; backwards where negative.
 */
export interface WalkedAxis {
  readonly size: number;
  readonly stride: number;
}

export interface Walk {
  /** Element of the input where the walk begins. */
  readonly first: number;
  /** Dimensions of the output, outermost first. */
  readonly axes: readonly WalkedAxis[];
}

/** Elements between neighbours along each dimension of a tensor of this shape. */
export function inputSteps(shape: readonly number[]): number[] {
  return shape.map((_, axis) => shape.slice(axis + 1).reduce((product, size) => product * size, 1));
}

/** Keeps the place in the input like the wheels of an odometer. */
export function referenceWalk(_attributes: unknown, { first, axes }: Walk, run: ReferenceRun): void {
  const input = runInput(run, 0).values;
  const output = runOutput(run).values;
  const index = axes.map(() => 0);
  let from = first;
  for (let i = 0; i < output.length; i += 1) {
    output[i] = input[from] ?? 0;
    for (let d = axes.length - 1; d >= 0; d -= 1) {
      const { size, stride } = axes[d] ?? { size: 1, stride: 0 };
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
