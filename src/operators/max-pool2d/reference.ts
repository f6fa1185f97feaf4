import { clamp } from '../../numerics/fixed-point.js';
import type { PoolAttributes } from '../attributes.js';
import type { ReferenceRun } from '../operator.js';
import { reducePoolWindows } from '../pooling.js';
import type { MaxPool2dPrepared } from './prepare.js';

/** The largest element inside the input. Source: MaxPool of TensorFlow Lite's integer kernels. */
export function referenceMaxPool2d(_attributes: PoolAttributes, prepared: MaxPool2dPrepared, run: ReferenceRun): void {
  const { min, max } = prepared;
  reducePoolWindows(prepared, run, (values, start, rows, columns, rowStep, columnStep) => {
    let largest = -128;
    for (let r = 0; r < rows; r += 1) {
      for (let s = 0; s < columns; s += 1) largest = Math.max(largest, values[start + r * rowStep + s * columnStep] ?? -128);
    }
    return clamp(largest, min, max);
  });
}
