import { clamp } from '../../numerics/fixed-point.js';
import { defineArithmetic, type AccumulatorRange } from '../arithmetic.js';
import { defineOperator } from '../operator.js';
import { int8Pooling, largestWindow, pooling, reducePoolWindows, type PoolPrepared, type PoolRun } from './windows.js';

export const averagePool2d = defineOperator({
  kind: 'average-pool2d',
  tfliteName: 'AVERAGE_POOL_2D',
  summary: 'Mean of each channel over a sliding window; padding does not count.',
  ...pooling,
});

export const averagePool2dInt8 = defineArithmetic(averagePool2d, {
  ...int8Pooling,
  formula:
    'out[b,y,x,c] = clamp(round(sum over the window inside the input of in[b, y*sy + ky - top, x*sx + kx - left, c] / number of its elements)), halves away from zero',
  reference: referenceAveragePool2d,
  accumulators: (_site, prepared) => [windowAccumulator(prepared)],
});

/** The sum of a window, and half the number of its elements, which rounding adds. */
function windowAccumulator(prepared: PoolPrepared): AccumulatorRange {
  const count = largestWindow(prepared);
  return { channel: 0, leftShift: 0, min: -128 * count - count, max: 127 * count + count };
}

/**
 * The mean over the elements inside the input, halves away from zero. Source: AveragePool of TensorFlow Lite's integer
 * kernels.
 */
function referenceAveragePool2d(prepared: PoolPrepared, run: PoolRun): void {
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
