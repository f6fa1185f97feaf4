import { clamp, requantize } from '../../numerics/fixed-point.js';
import type { ElementwiseAttributes } from '../attributes.js';
import { combineElements } from '../elementwise.js';
import type { ReferenceRun } from '../operator.js';
import type { MulPrepared } from './prepare.js';

/** Source: MulElementwise of TensorFlow Lite's integer kernels. */
export function referenceMul(_attributes: ElementwiseAttributes, prepared: MulPrepared, run: ReferenceRun): void {
  const { leftZeroPoint, rightZeroPoint, outputZeroPoint, min, max, factor } = prepared;
  combineElements(run, (left, right) => {
    const product = (left - leftZeroPoint) * (right - rightZeroPoint);
    return clamp(requantize(product, factor, run.rounding) + outputZeroPoint, min, max);
  });
}
