import type { TablePrepared } from '../../operators/activation/table.js';
import { outputElements } from '../c/elementwise-loops.js';
import { localTables, type LocalTable } from '../c/requantization.js';
import { estimateCost } from '../cost.js';
import type { ConstantTable, Kernel } from '../kernel.js';

export interface TableView {
  readonly locals: readonly LocalTable[];
  readonly elements: number;
}

/** The output of every input, looked up. */
export const table: Kernel<unknown, TablePrepared, TableView> = {
  name: 'table',
  template: 'kernels/portable/table.c.hbs',
  accepts: () => true,
  cost(node, { table }, context) {
    const outputs = outputElements(node, context);
    return estimateCost({ codeBytes: 36, tableBytes: table.byteLength, work: [[outputs, 5]] });
  },
  write(node, { table }, context) {
    const tables: ConstantTable[] = [
      { name: 'table', ctype: 'int8_t', values: table, description: 'output for each input from -128' },
    ];
    return {
      tables,
      view: { locals: localTables(tables, context.tableName), elements: outputElements(node, context) },
    };
  },
};
