import { clamp } from '../../numerics/fixed-point.js';
import type { PoolAttributes } from '../attributes.js';
import type { ReferenceRun } from '../operator.js';
import { reducePoolWindows } from '../pooling.js';
import type { AveragePool2dPrepared } from './prepare.js';

/** The mean over the elements inside the input, halves away from zero. Source: AveragePool of TensorFlow Lite's integer kernels. */
export function referenceAveragePool2d(_attributes: PoolAttributes, prepared: AveragePool2dPrepared, run: ReferenceRun): void {
  const { min, max } = prepared;
  reducePoolWindows(prepared, run, (values, start, rows, columns, rowStep, columnStep) => {
    let sum = 0;
    for (let r = 0; r < rows; r += 1) {
      for (let s = 0; s < columns; s += 1) sum += values[start + r * rowStep + s * columnStep] ?? 0;
    }
    const count = rows * columns;
    const half = Math.trunc(count / 2);
    return clamp(Math.trunc((sum > 0 ? sum + half : sum - half) / count), min, max);
  });
}
