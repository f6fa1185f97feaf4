import type { TransposeAttributes } from '../attributes.js';
import type { ReferenceRun } from '../operator.js';
import { runInput, runOutput } from '../tensor-access.js';
import type { TransposePrepared } from './prepare.js';

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
