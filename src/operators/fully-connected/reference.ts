import { multiplyMatrix, packRows } from '../../numerics/multiply-matrix.js';
import { requantizeRows } from '../../numerics/requantize-rows.js';
import type { FullyConnectedAttributes } from '../attributes.js';
import type { ReferenceRun } from '../operator.js';
import { int8Input, int8Output } from '../tensor-access.js';
import type { FullyConnectedPrepared } from './prepare.js';

export function referenceFullyConnected(_attributes: FullyConnectedAttributes, prepared: FullyConnectedPrepared, run: ReferenceRun): void {
  const input = int8Input(run, 0);
  const out = int8Output(run);
  const bias = run.inputs[2]?.values ?? null;
  const { depth } = prepared;
  const channels = prepared.factors.length;
  const rows = Float64Array.from(input, (value) => value - prepared.inputZeroPoint);
  const sums = new Int32Array(out.length);
  multiplyMatrix(rows, input.length / depth, depth, packRows(int8Input(run, 1), 0, channels, depth), channels, sums);
  requantizeRows(prepared, run.rounding, sums, bias, 0, channels, out, 0, channels);
}
