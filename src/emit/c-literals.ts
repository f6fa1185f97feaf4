import { cFloat } from '../numerics/float-text.js';
import { c, joinCode, type CCode } from '../text/sinks.js';
import type { NamedTable } from '../lowering/program.js';

const lineWidth = 112;

/** Text of every int8 value: tables of weights are most of what is emitted. */
const int8Text = Array.from({ length: 256 }, (_, index) => c`${index - 128}`);

/** INT32_MIN has no literal of type int. */
export function cInt(value: number): CCode {
  return value === -(2 ** 31) ? c`(-2147483647 - 1)` : c`${value}`;
}

/** The values of a table as lines of C, each indented by four spaces and ending in a comma. */
export function formatTable(table: Pick<NamedTable, 'ctype' | 'values'>): CCode {
  const texts = tableTexts(table);
  const width = texts.reduce((most, text) => Math.max(most, text.length), 1);
  const perLine = Math.max(1, Math.floor((lineWidth - 4) / (width + 2)));
  const lines: CCode[] = [];
  for (let at = 0; at < texts.length; at += perLine) {
    lines.push(
      c`    ${joinCode(
        texts.slice(at, at + perLine).map((text) => padStart(text, width)),
        ', ',
      )},`,
    );
  }
  return joinCode(lines, '\n');
}

function padStart(text: CCode, width: number): CCode {
  return c`${joinCode(
    Array.from({ length: Math.max(0, width - text.length) }, () => c` `),
    '',
  )}${text}`;
}

function tableTexts({ ctype, values }: Pick<NamedTable, 'ctype' | 'values'>): CCode[] {
  const numbers: ArrayLike<number> = values;
  if (ctype === 'int8_t') return Array.from(numbers, (value) => int8Text[value + 128] ?? c`${value}`);
  if (ctype === 'float') return Array.from(numbers, cFloat);
  return Array.from(numbers, cInt);
}
