import { clamp } from '../../numerics/fixed-point.js';
import { defineArithmetic } from '../arithmetic.js';
import { defineOperator } from '../operator.js';
import { int8Pooling, pooling, reducePoolWindows, type PoolPrepared, type PoolRun } from './windows.js';

export const maxPool2d = defineOperator({
  kind: 'max-pool2d',
  tfliteName: 'MAX_POOL_2D',
  summary: 'Largest value of each channel in a sliding window; padding does not count.',
  ...pooling,
});

export const maxPool2dInt8 = defineArithmetic(maxPool2d, {
  ...int8Pooling,
  formula: 'out[b,y,x,c] = clamp(max over the window inside the input of in[b, y*sy + ky - top, x*sx + kx - left, c])',
  reference: referenceMaxPool2d,
});

/** The largest element inside the input. Source: MaxPool of TensorFlow Lite's integer kernels. */
function referenceMaxPool2d(prepared: PoolPrepared, run: PoolRun): void {
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
