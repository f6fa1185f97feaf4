import { quantizeReal } from '../../numerics/activation.js';
import { clamp } from '../../numerics/fixed-point.js';
import type { NoAttributes } from '../attributes.js';
import type { ReferenceRun } from '../operator.js';
import { referenceRescale } from '../rescale.js';
import { int8Output, runInput } from '../tensor-access.js';
import type { QuantizePrepared } from './prepare.js';

export function referenceQuantize(_attributes: NoAttributes, prepared: QuantizePrepared, run: ReferenceRun): void {
  switch (prepared.kind) {
    case 'rescale':
      referenceRescale(prepared.rescale, run);
      return;
    case 'real':
      quantizeReals(prepared.scale, prepared.zeroPoint, run);
      return;
  }
}

function quantizeReals(scale: number, zeroPoint: number, run: ReferenceRun): void {
  const { values } = runInput(run, 0);
  const output = int8Output(run);
  for (let i = 0; i < values.length; i += 1) {
    const steps = quantizeReal(values[i] ?? 0, scale);
    output[i] = Number.isNaN(steps) ? zeroPoint : clamp(steps + zeroPoint, -128, 127);
  }
}
