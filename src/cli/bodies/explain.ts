import { fail } from '../../diagnostics/diagnostic.js';
import { allCodePages } from '../../report/code-pages.js';
import { renderCodeList, renderCodePage } from '../../report/code-text.js';
import { nearMiss } from '../../diagnostics/near-miss.js';
import { endWith, exitCodes, type ExitCode, type Terminal } from '../terminal.js';

interface ExplainArguments {
  readonly code: string | undefined;
}

/** Prints the page of a code, or the list of all of them. */
export function runExplain({ code }: ExplainArguments, terminal: Terminal): ExitCode {
  const pages = allCodePages();
  if (code === undefined) {
    terminal.say(renderCodeList(pages, terminal.paint));
    terminal.document({ command: 'explain', ok: true, pages });
    return exitCodes.fine;
  }
  const wanted = normalizeCode(code);
  const page = pages.find((candidate) => candidate.code === wanted);
  if (page === undefined) {
    const similar = nearMiss(
      wanted,
      pages.map((candidate) => candidate.code),
    );
    const help =
      similar === null ? 'int8c explain lists all codes' : `${similar} exists; int8c explain lists all codes`;
    return endWith(
      terminal,
      'explain',
      fail('I8C6006', { message: 'there is no diagnostic of that code', details: [code], help }).diagnostics,
    );
  }
  terminal.say(renderCodePage(page, terminal.paint));
  terminal.document({ command: 'explain', ok: true, page });
  return exitCodes.fine;
}

/** `2104`, `i8c2104` and `error[I8C2104]` are all understood. */
function normalizeCode(text: string): string {
  const digits = /^(?:\w+\[)?(?:I8C)?(\d{4})\]?:?$/i.exec(text.trim())?.[1];
  return digits === undefined ? text.toUpperCase() : `I8C${digits}`;
}
