import { clamp } from '../../numerics/fixed-point.js';
import type { NoAttributes } from '../attributes.js';
import type { ReferenceRun } from '../operator.js';
import { int8Input, int8Output } from '../tensor-access.js';
import type { Relu6Prepared } from './prepare.js';

export function referenceRelu6(_attributes: NoAttributes, { min, max }: Relu6Prepared, run: ReferenceRun): void {
  const input = int8Input(run, 0);
  const output = int8Output(run);
  for (let i = 0; i < input.length; i += 1) output[i] = clamp(input[i] ?? 0, min, max);
}
