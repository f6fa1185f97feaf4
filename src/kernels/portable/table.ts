import type { TablePrepared } from '../../operators/activation/table.js';
import { outputElements, type OutputSite } from '../c/elementwise-loops.js';
import { estimateCost } from '../cost.js';
import type { Kernel, LocalTable } from '../kernel.js';

export interface TableView {
  readonly locals: readonly LocalTable[];
  readonly elements: number;
}

/** The output of every input, looked up. */
export const table: Kernel<OutputSite, TablePrepared, TableView> = {
  name: 'table',
  template: 'kernels/portable/table.c.hbs',
  accepts: () => true,
  cost({ site, prepared }) {
    const tableBytes = prepared.table.byteLength;
    return estimateCost({ codeBytes: 36, tableBytes, work: [[outputElements(site), 5]] });
  },
  pack({ prepared }) {
    const description = 'output for each input from -128';
    return [{ name: 'table', ctype: 'int8_t', values: prepared.table, description }];
  },
  view: ({ site }, locals) => ({ locals, elements: outputElements(site) }),
};
