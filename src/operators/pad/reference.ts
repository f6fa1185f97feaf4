import type { PadAttributes } from '../attributes.js';
import type { ReferenceRun } from '../operator.js';
import { int8Input, int8Output } from '../tensor-access.js';
import type { PadPrepared } from './prepare.js';

/** Source: PadImpl of TensorFlow Lite. */
export function referencePad(_attributes: PadAttributes, prepared: PadPrepared, run: ReferenceRun): void {
  const [input, out] = [int8Input(run, 0), int8Output(run)];
  out.fill(prepared.value);
  // Where each input element goes: positions are refined dimension by dimension.
  let positions: Int32Array = new Int32Array(1);
  for (const { size, before, after } of prepared.axes) {
    const finer = new Int32Array(positions.length * size);
    for (let i = 0; i < finer.length; i += 1) {
      finer[i] = (positions[Math.floor(i / size)] ?? 0) * (before + size + after) + before + (i % size);
    }
    positions = finer;
  }
  for (let i = 0; i < input.length; i += 1) out[positions[i] ?? 0] = input[i] ?? 0;
}
