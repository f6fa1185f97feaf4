import { elementCount, tensorBytes, type Tensor } from '../../ir/tensor.js';
import { inputAndOutput } from '../../operators/tensor-access.js';
import type { Kernel } from '../kernel.js';

/** A view whose output cannot share the input's storage. */
export interface CopyView {
  readonly bytes: number;
}

export const copy: Kernel<unknown, unknown, CopyView> = {
  name: 'copy',
  template: 'kernels/portable/copy.c.hbs',
  includes: ['string.h'],
  accepts: () => true,
  write: (node, _prepared, context) => ({ tables: [], view: { bytes: tensorBytes(inputAndOutput(node, context).output) } }),
};

/** Bytes of one element of what an operator moves. */
export function movedElementBytes(tensor: Tensor): number {
  return tensorBytes(tensor) / elementCount(tensor.shape);
}
