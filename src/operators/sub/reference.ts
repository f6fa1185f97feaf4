import type { ElementwiseAttributes } from '../attributes.js';
import type { ReferenceRun } from '../operator.js';
import { referenceScaledSum } from '../scaled-sum.js';
import type { SubPrepared } from './prepare.js';

export function referenceSub(_attributes: ElementwiseAttributes, prepared: SubPrepared, run: ReferenceRun): void {
  referenceScaledSum(prepared, run, -1);
}
