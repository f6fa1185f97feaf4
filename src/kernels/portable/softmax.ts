import { c, type CCode } from '../../text/sinks.js';
import type { SoftmaxAttributes } from '../../operators/attributes.js';
import { localTables, type LocalTable } from '../c/requantization.js';
import type { SoftmaxPrepared } from '../../operators/activation/softmax.js';
import type { ConstantTable, Kernel } from '../kernel.js';
import { outputElements } from '../c/elementwise-loops.js';

export interface SoftmaxTableView {
  readonly locals: readonly LocalTable[];
  readonly rows: number;
  readonly depth: number;
  /** C expression: the exponential that belongs to in[i]. */
  readonly exponential: CCode;
  /** The sum of a row may be too large for any share of it to reach half an output step. */
  readonly mayVanish: boolean;
}

/** An exponential below this counts neither in the sum, which has 12 bits less, nor in the output, which has 23 less. */
const negligible = 2 ** 11;

/** Rows shorter than this keep the exponent of the result within 31 bits, whatever they hold. */
const vanishingDepth = 512;

/** Exponentials from a table that ends where they stop to count; its last entry is 0 and stands for all larger differences. */
export const softmaxTable: Kernel<SoftmaxAttributes, SoftmaxPrepared, SoftmaxTableView> = {
  name: 'table',
  template: 'kernels/portable/softmax.c.hbs',
  accepts: () => true,
  write(node, { depth, exponentials }, context) {
    const counting = exponentials.findLastIndex((value) => value >= negligible) + 1;
    const cut = counting < 256;
    const values = Int32Array.from({ length: cut ? counting + 1 : 256 }, (_, difference) => (difference < counting ? (exponentials[difference] ?? 0) : 0));
    const difference = cut ? c`int8c_min(largest - in[i], ${counting})` : c`largest - in[i]`;
    const tables: ConstantTable[] = [
      { name: 'exponentials', ctype: 'int32_t', values, description: 'exp(-difference * beta * input scale), in 2^-31' },
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
