import type { ConcatenationAttributes } from '../attributes.js';
import type { ReferenceRun } from '../operator.js';
import { runInput, runOutput } from '../tensor-access.js';
import type { ConcatenationPrepared } from './prepare.js';

export function referenceConcatenation(_attributes: ConcatenationAttributes, { outer, blocks }: ConcatenationPrepared, run: ReferenceRun): void {
  const output = runOutput(run).values;
  let at = 0;
  for (let place = 0; place < outer; place += 1) {
    for (const [index, elements] of blocks.entries()) {
      output.set(runInput(run, index).values.subarray(place * elements, (place + 1) * elements), at);
      at += elements;
    }
  }
}
