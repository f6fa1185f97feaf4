import type { Node } from '../../ir/graph.js';
import { clamp } from '../../numerics/fixed-point.js';
import type { PoolAttributes } from '../attributes.js';
import type { AccumulatorRange, Operator, ReferenceRun } from '../operator.js';
import {
  inferPoolShape,
  largestWindow,
  poolConstraints,
  poolPorts,
  poolSteps,
  preparePool,
  reducePoolWindows,
  type PoolPrepared,
} from './windows.js';

export const averagePool2d: Operator<PoolAttributes, PoolPrepared> = {
  kind: 'average-pool2d',
  tfliteName: 'AVERAGE_POOL_2D',
  summary: 'Mean of each channel over a sliding window; padding does not count.',
  formula:
    'out[b,y,x,c] = clamp(round(sum over the window inside the input of in[b, y*sy + ky - top, x*sx + kx - left, c] / number of its elements)), halves away from zero',
  ...poolPorts,
  constraints: poolConstraints,
  inferShape: inferPoolShape,
  prepare: preparePool,
  reference: referenceAveragePool2d,
  accumulators: averagePool2dAccumulators,
  macs: () => 0,
  steps: poolSteps,
};

/** The sum of a window, and half the number of its elements, which rounding adds. */
export function averagePool2dAccumulators(_node: Node<PoolAttributes>, prepared: PoolPrepared): AccumulatorRange[] {
  const count = largestWindow(prepared);
  return [{ channel: 0, leftShift: 0, min: -128 * count - count, max: 127 * count + count }];
}

/**
 * The mean over the elements inside the input, halves away from zero. Source: AveragePool of TensorFlow Lite's integer
 * kernels.
 */
export function referenceAveragePool2d(_attributes: PoolAttributes, prepared: PoolPrepared, run: ReferenceRun): void {
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
