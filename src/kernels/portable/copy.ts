import { tensorBytes } from '../../ir/tensor.js';
import { inputAndOutput } from '../../operators/tensor-access.js';
import { estimateCost, type Cost } from '../cost.js';
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
  cost: (node, _prepared, context) => copyCost(16, tensorBytes(inputAndOutput(node, context).output), 1),
  write: (node, _prepared, context) => ({
    tables: [],
    view: { bytes: tensorBytes(inputAndOutput(node, context).output) },
  }),
};

/** The cost of moving bytes in so many pieces; the library's copy moves words where it can. */
export function copyCost(codeBytes: number, bytes: number, pieces: number): Cost {
  return estimateCost({
    codeBytes,
    work: [
      [bytes, 0.6],
      [pieces, 5],
    ],
  });
}
