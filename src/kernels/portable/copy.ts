import { tensorBytes } from '../../ir/tensor.js';
import type { OutputSite } from '../c/elementwise-loops.js';
import { estimateCost, type Cost } from '../cost.js';
import type { Kernel } from '../kernel.js';

/** A view whose output cannot share the input's storage. */
export interface CopyView {
  readonly bytes: number;
}

export const copy: Kernel<OutputSite, null, CopyView> = {
  name: 'copy',
  template: 'kernels/portable/copy.c.hbs',
  includes: ['string.h'],
  accepts: () => true,
  cost: ({ site }) => copyCost(16, tensorBytes(site.outputs.output), 1),
  view: ({ site }) => ({ bytes: tensorBytes(site.outputs.output) }),
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
