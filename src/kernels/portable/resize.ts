import { elementBytes, tensorBytes } from '../../ir/tensor.js';
import type { ResizeNearestNeighborPrepared } from '../../operators/movement/resize-nearest-neighbor.js';
import type { CCode } from '../../text/sinks.js';
import type { OutputSite } from '../c/elementwise-loops.js';
import { times } from '../c/expressions.js';
import { estimateCost } from '../cost.js';
import type { ConstantTable, Kernel, LocalTable } from '../kernel.js';

export interface ResizeNearestNeighborTablesView {
  /** Output rows over all batches, and columns. */
  readonly rowCount: number;
  readonly columnCount: number;
  /** Source rows and columns. */
  readonly locals: readonly LocalTable[];
  /** ` * 3`, or nothing for 1. */
  readonly timesInputWidth: CCode;
  readonly timesChannels: CCode;
  readonly channels: number;
  readonly pixelBytes: number;
}

/** Source rows and columns from tables; batches are further rows. */
export const resizeNearestNeighborTables: Kernel<
  OutputSite,
  ResizeNearestNeighborPrepared,
  ResizeNearestNeighborTablesView
> = {
  name: 'tables',
  template: 'kernels/portable/resize-nearest.c.hbs',
  includes: ['string.h'],
  accepts: () => true,
  cost({ site, prepared }) {
    const pixels = prepared.batches * prepared.rows.length * prepared.columns.length;
    const tableBytes = sourceTables(prepared).reduce((sum, { values }) => sum + values.byteLength, 0);
    return estimateCost({
      codeBytes: 88,
      tableBytes,
      work: [
        [tensorBytes(site.outputs.output), 0.6],
        [pixels, 7],
      ],
    });
  },
  pack: ({ prepared }) => sourceTables(prepared),
  view({ site, prepared }, locals) {
    const { batches, inputWidth, channels, rows, columns } = prepared;
    return {
      locals,
      rowCount: batches * rows.length,
      columnCount: columns.length,
      timesInputWidth: times(inputWidth),
      timesChannels: times(channels),
      channels,
      pixelBytes: channels * elementBytes(site.outputs.output.dtype),
    };
  },
};

/** Rows of all images one under the other. */
function sourceTables({ batches, inputHeight, rows, columns }: ResizeNearestNeighborPrepared): ConstantTable[] {
  const allRows = Array.from({ length: batches }, (_, batch) => rows.map((row) => batch * inputHeight + row)).flat();
  return [
    sourceTable('rows', allRows, 'input row of each output row'),
    sourceTable('columns', columns, 'input column of each output column'),
  ];
}

/** In the smallest type that holds every value. */
function sourceTable(name: string, sources: readonly number[], description: string): ConstantTable {
  const largest = sources.reduce((left, right) => Math.max(left, right), 0);
  if (largest < 2 ** 8) return { name, ctype: 'uint8_t', values: Uint8Array.from(sources), description };
  if (largest < 2 ** 15) return { name, ctype: 'int16_t', values: Int16Array.from(sources), description };
  return { name, ctype: 'int32_t', values: Int32Array.from(sources), description };
}
