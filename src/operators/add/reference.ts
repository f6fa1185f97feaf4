import type { ElementwiseAttributes } from '../attributes.js';
import type { ReferenceRun } from '../operator.js';
import { referenceScaledSum } from '../scaled-sum.js';
import type { AddPrepared } from './prepare.js';

export function referenceAdd(_attributes: ElementwiseAttributes, prepared: AddPrepared, run: ReferenceRun): void {
  referenceScaledSum(prepared, run, 1);
}
