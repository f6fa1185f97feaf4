import { plain, type Paint } from './paint.js';

export interface Column {
  readonly title: string;
  readonly align?: 'left' | 'right';
}

const gap = '  ';

/** Rows as aligned columns under a dim headline, without trailing blanks. A row may be shorter than the headline. */
export function formatTextTable(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  paint: Paint = plain,
): string {
  const widths = columns.map(({ title }, index) =>
    rows.reduce((width, row) => Math.max(width, (row[index] ?? '').length), title.length),
  );
  const line = (cells: readonly string[]): string =>
    columns
      .map(({ align }, index) => pad(cells[index] ?? '', widths[index] ?? 0, align ?? 'left'))
      .join(gap)
      .trimEnd();
  return [paint('dim', line(columns.map(({ title }) => title))), ...rows.map(line)].join('\n');
}

function pad(text: string, width: number, align: 'left' | 'right'): string {
  return align === 'right' ? text.padStart(width) : text.padEnd(width);
}

/** The last `width` characters of a name, with dots where something is missing: names differ at their ends. */
export function shorten(text: string, width: number): string {
  return text.length <= width ? text : `..${text.slice(2 - width)}`;
}
