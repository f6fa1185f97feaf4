import { clamp } from '../../numerics/fixed-point.js';
import type { PoolAttributes } from '../attributes.js';
import type { Operator, ReferenceRun } from '../operator.js';
import {
  inferPoolShape,
  poolConstraints,
  poolPorts,
  poolSteps,
  preparePool,
  reducePoolWindows,
  type PoolPrepared,
} from './windows.js';

export const maxPool2d: Operator<PoolAttributes, PoolPrepared> = {
  kind: 'max-pool2d',
  tfliteName: 'MAX_POOL_2D',
  summary: 'Largest value of each channel in a sliding window; padding does not count.',
  formula: 'out[b,y,x,c] = clamp(max over the window inside the input of in[b, y*sy + ky - top, x*sx + kx - left, c])',
  ...poolPorts,
  constraints: poolConstraints,
  inferShape: inferPoolShape,
  prepare: preparePool,
  reference: referenceMaxPool2d,
  macs: () => 0,
  steps: poolSteps,
};

/** The largest element inside the input. Source: MaxPool of TensorFlow Lite's integer kernels. */
export function referenceMaxPool2d(_attributes: PoolAttributes, prepared: PoolPrepared, run: ReferenceRun): void {
  const { min, max } = prepared;
  reducePoolWindows(prepared, run, (values, start, rows, columns, rowStep, columnStep) => {
    let largest = -128;
    for (let r = 0; r < rows; r += 1) {
      for (let s = 0; s < columns; s += 1)
        largest = Math.max(largest, values[start + r * rowStep + s * columnStep] ?? -128);
    }
    return clamp(largest, min, max);
  });
}
