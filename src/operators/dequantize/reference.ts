import type { NoAttributes } from '../attributes.js';
import type { ReferenceRun } from '../operator.js';
import { int8Input, runOutput } from '../tensor-access.js';
import type { DequantizePrepared } from './prepare.js';

/** A product in double precision, then rounded to float32. Source: reference_ops::Dequantize of TensorFlow Lite. */
export function referenceDequantize(_attributes: NoAttributes, { scale, zeroPoint }: DequantizePrepared, run: ReferenceRun): void {
  const input = int8Input(run, 0);
  const { values } = runOutput(run);
  for (let i = 0; i < input.length; i += 1) values[i] = Math.fround(scale * ((input[i] ?? 0) - zeroPoint));
}
