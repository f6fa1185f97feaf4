import type { ResizeAttributes } from '../attributes.js';
import type { ReferenceRun } from '../operator.js';
import { runInput, runOutput } from '../tensor-access.js';
import type { ResizeNearestNeighborPrepared } from './prepare.js';

export function referenceResizeNearestNeighbor(_attributes: ResizeAttributes, prepared: ResizeNearestNeighborPrepared, run: ReferenceRun): void {
  const input = runInput(run, 0).values;
  const output = runOutput(run).values;
  const { batches, inputHeight, inputWidth, channels, rows, columns } = prepared;
  let at = 0;
  for (let batch = 0; batch < batches; batch += 1) {
    for (const row of rows) {
      for (const column of columns) {
        const from = ((batch * inputHeight + row) * inputWidth + column) * channels;
        output.set(input.subarray(from, from + channels), at);
        at += channels;
      }
    }
  }
}
