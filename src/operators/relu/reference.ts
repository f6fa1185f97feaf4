import type { NoAttributes } from '../attributes.js';
import type { ReferenceRun } from '../operator.js';
import { referenceRescale, type RescalePrepared } from '../rescale.js';

export function referenceRelu(_attributes: NoAttributes, prepared: RescalePrepared, run: ReferenceRun): void {
  referenceRescale(prepared, run);
}
