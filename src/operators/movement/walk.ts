import type { MovedRun } from './moved-values.js';

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
export function referenceWalk({ first, axes }: Walk, run: MovedRun): void {
  const { input } = run.inputs;
  const { output } = run.outputs;
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
