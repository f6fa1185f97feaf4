import { clamp, requantize } from '../../numerics/fixed-point.js';
import { multiplyMatrix } from '../../numerics/multiply-matrix.js';
import type { FullyConnectedAttributes } from '../attributes.js';
import type { ReferenceRun } from '../operator.js';
import { int8Input, int8Output } from '../tensor-access.js';
import type { FullyConnectedPrepared } from './prepare.js';

export function referenceFullyConnected(_attributes: FullyConnectedAttributes, prepared: FullyConnectedPrepared, run: ReferenceRun): void {
  const input = int8Input(run, 0);
  const out = int8Output(run);
  const bias = run.inputs[2]?.values;
  const { depth, factors } = prepared;
  const channels = factors.length;
  const rows = Int32Array.from(input, (value) => value - prepared.inputZeroPoint);
  const sums = new Int32Array(out.length);
  multiplyMatrix(rows, input.length / depth, depth, int8Input(run, 1), 0, channels, sums);
  for (let i = 0; i < out.length; i += 1) {
    const channel = i % channels;
    const factor = factors[channel];
    if (factor === undefined) throw new Error('int8c bug: a channel has no factor');
    const scaled = requantize((sums[i] ?? 0) + (bias?.[channel] ?? 0), factor, run.rounding);
    out[i] = clamp(scaled + prepared.outputZeroPoint, prepared.min, prepared.max);
  }
}
