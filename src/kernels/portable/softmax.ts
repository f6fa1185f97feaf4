import type { SoftmaxPrepared } from '../../operators/activation/softmax.js';
import { c, type CCode } from '../../text/sinks.js';
import { outputElements, type OutputSite } from '../c/elementwise-loops.js';
import { estimateCost } from '../cost.js';
import type { Kernel, LocalTable } from '../kernel.js';

export interface SoftmaxTableView {
  readonly locals: readonly LocalTable[];
  readonly rows: number;
  readonly depth: number;
  /** C expression: the exponential that belongs to in[i]. */
  readonly exponential: CCode;
  /** The sum of a row may be too large for any share of it to reach half an output step. */
  readonly mayVanish: boolean;
}

/**
 * An exponential below this counts neither in the sum, which has 12 bits less, nor in the output, which has 23 less.
 */
const negligible = 2 ** 11;

/** Rows shorter than this keep the exponent of the result within 31 bits, whatever they hold. */
const vanishingDepth = 512;

/** Differences of two int8 values: 0 .. 255. */
const differences = 256;

/** Exponentials from the first that are not negligible. */
function countingEntries(exponentials: Int32Array): number {
  return exponentials.findLastIndex((value) => value >= negligible) + 1;
}

/** One more, which is 0, for all larger differences, if there are any. */
function tableEntries(counting: number): number {
  return Math.min(counting + 1, differences);
}

/**
 * Exponentials from a table that ends where they stop to count; its last entry is 0 and stands for all larger
 * differences.
 */
export const softmaxTable: Kernel<OutputSite, SoftmaxPrepared, SoftmaxTableView> = {
  name: 'table',
  template: 'kernels/portable/softmax.c.hbs',
  accepts: () => true,
  /** The reciprocal of a row's sum, and two looks into the table for each element. */
  cost({ site, prepared: { depth, exponentials } }) {
    const outputs = outputElements(site);
    return estimateCost({
      codeBytes: 330,
      tableBytes: 4 * tableEntries(countingEntries(exponentials)),
      work: [
        [outputs, 57],
        [outputs / depth, 75],
      ],
    });
  },
  pack({ prepared: { exponentials } }) {
    const counting = countingEntries(exponentials);
    const values = Int32Array.from({ length: tableEntries(counting) }, (_, difference) => {
      return difference < counting ? (exponentials[difference] ?? 0) : 0;
    });
    const description = 'exp(-difference * beta * input scale), in 2^-31';
    return [{ name: 'exponentials', ctype: 'int32_t', values, description }];
  },
  view({ site, prepared: { depth, exponentials } }, locals) {
    const counting = countingEntries(exponentials);
    const difference = counting < differences ? c`int8c_min(largest - in[i], ${counting})` : c`largest - in[i]`;
    return {
      locals,
      rows: outputElements(site) / depth,
      depth,
      exponential: c`exponentials[${difference}]`,
      mayVanish: depth >= vanishingDepth,
    };
  },
};
