import { conv2d, defineModel } from 'int8c';
import { batch } from './batch.js';
import { biases, kernels } from './kernels.js';

export const inputScale = 1 / 128;
const outputScale = 1 / 64;

/** The layer with its kernels quantized by these scales, one for each output channel. */
export const layer = (scales: readonly number[], quantization: { weightScale: number } | { weightScales: number[] }) =>
  defineModel({
    name: 'stem',
    inputs: { x: { dtype: 'int8', shape: [batch, 80, 64, 1], scale: inputScale, zeroPoint: 0 } },
    layers: [
      conv2d({
        name: 'c1',
        input: 'x',
        weights: kernels.map((kernel, channel) =>
          kernel.map((row) => row.map((value) => [Math.round(value / (scales[channel] ?? 1))])),
        ),
        bias: biases.map((value, channel) => Math.round(value / (inputScale * (scales[channel] ?? 1)))),
        strides: [1, 1],
        padding: 'valid',
        quantization: { ...quantization, output: { scale: outputScale, zeroPoint: 0 } },
      }),
    ],
    outputs: ['c1'],
  });
