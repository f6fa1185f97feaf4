import type { SoftmaxPrepared } from '../../operators/activation/softmax.js';
import type { SoftmaxAttributes } from '../../operators/attributes.js';
import { c, type CCode } from '../../text/sinks.js';
import { outputElements } from '../c/elementwise-loops.js';
import { localTables, type LocalTable } from '../c/requantization.js';
import { estimateCost } from '../cost.js';
import type { ConstantTable, Kernel } from '../kernel.js';

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
export const softmaxTable: Kernel<SoftmaxAttributes, SoftmaxPrepared, SoftmaxTableView> = {
  name: 'table',
  template: 'kernels/portable/softmax.c.hbs',
  accepts: () => true,
  /** The reciprocal of a row's sum, and two looks into the table for each element. */
  cost(node, { depth, exponentials }, context) {
    const outputs = outputElements(node, context);
    const tableBytes = 4 * tableEntries(countingEntries(exponentials));
    return estimateCost({
      codeBytes: 330,
      tableBytes,
      work: [
        [outputs, 57],
        [outputs / depth, 75],
      ],
    });
  },
  write(node, { depth, exponentials }, context) {
    const counting = countingEntries(exponentials);
    const cut = counting < differences;
    const values = Int32Array.from({ length: tableEntries(counting) }, (_, difference) => {
      return difference < counting ? (exponentials[difference] ?? 0) : 0;
    });
    const difference = cut ? c`int8c_min(largest - in[i], ${counting})` : c`largest - in[i]`;
    const tables: ConstantTable[] = [
      {
        name: 'exponentials',
        ctype: 'int32_t',
        values,
        description: 'exp(-difference * beta * input scale), in 2^-31',
      },
    ];
    return {
      tables,
      view: {
        locals: localTables(tables, context.tableName),
        rows: outputElements(node, context) / depth,
        depth,
        exponential: c`exponentials[${difference}]`,
        mayVanish: depth >= vanishingDepth,
      },
    };
  },
};
