import { clamp, requantize } from '../../numerics/fixed-point.js';
import type { MeanAttributes } from '../attributes.js';
import { broadcastPositions } from '../broadcast.js';
import type { ReferenceRun } from '../operator.js';
import { int8Input, int8Output, runInput } from '../tensor-access.js';
import { meanShape, type MeanPrepared } from './prepare.js';

/** Source: QuantizedMeanOrSum of TensorFlow Lite. */
export function referenceMean(attributes: MeanAttributes, prepared: MeanPrepared, run: ReferenceRun): void {
  const [input, out] = [int8Input(run, 0), int8Output(run)];
  const { shape } = runInput(run, 0);
  // The output stretches over the input: each input element is added where the output would be read.
  const positions = broadcastPositions(meanShape(attributes.axes, shape), shape);
  const sums = new Int32Array(out.length).fill(-prepared.count * prepared.inputZeroPoint);
  for (let i = 0; i < input.length; i += 1) {
    const position = positions === null ? i : (positions[i] ?? 0);
    sums[position] = (sums[position] ?? 0) + (input[i] ?? 0);
  }
  for (let i = 0; i < out.length; i += 1) {
    out[i] = clamp(requantize(sums[i] ?? 0, prepared.factor, run.rounding) + prepared.outputZeroPoint, -128, 127);
  }
}
