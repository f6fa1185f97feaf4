import { shortName, visible } from '../text/visible.js';
import { formatShape } from '../ir/tensor.js';
import { plain, type Paint } from './paint.js';
import { formatTextTable, shorten } from './text-table.js';

/** What a line of a trace shows of a tensor. */
export interface TraceLine {
  readonly file: string;
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly min: number;
  readonly max: number;
}

const longestName = 40;

/** The tensors of a trace, one line each, in the order in which they are made. */
export function renderTrace(lines: readonly TraceLine[], paint: Paint = plain): string {
  const columns = [
    { title: 'tensor' },
    { title: 'type' },
    { title: 'shape' },
    { title: 'least', align: 'right' },
    { title: 'largest', align: 'right' },
    { title: 'name' },
  ] as const;
  const rows = lines.map(({ file, name, dtype, shape, min, max }) => [
    file.replace(/\.npy$/, ''),
    dtype,
    formatShape(shape),
    String(min),
    String(max),
    shorten(visible(shortName(name.split(';')[0] ?? name)), longestName),
  ]);
  return formatTextTable(columns, rows, paint);
}
