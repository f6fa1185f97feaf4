import { fail } from '../../diagnostics/diagnostic.js';
import { defineCommand, loadApi } from '../command.js';
import { nearMiss } from '../near-miss.js';
import { jsonOption } from '../options.js';
import { endWith, exitCodes } from '../terminal.js';

/** `int8c explain`: the page of a diagnostic, or the list of all of them. */
export const explainCommand = defineCommand({
  usage: 'explain [code]',
  summary: 'explain a diagnostic, or list them all',
  examples: [['$0 explain I8C2104', 'what it means and what to do']],
  options: (yargs) => jsonOption(yargs.positional('code', { type: 'string', describe: 'I8C and four digits' })),
  async run({ code }, terminal) {
    const api = await loadApi();
    const pages = api.allCodePages();
    if (code === undefined) {
      terminal.say(api.renderCodeList(pages, terminal.paint));
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
    terminal.say(api.renderCodePage(page, terminal.paint));
    terminal.document({ command: 'explain', ok: true, page });
    return exitCodes.fine;
  },
});

/** `2104`, `i8c2104` and `error[I8C2104]` are all understood. */
function normalizeCode(text: string): string {
  const digits = /^(?:\w+\[)?(?:I8C)?(\d{4})\]?:?$/i.exec(text.trim())?.[1];
  return digits === undefined ? text.toUpperCase() : `I8C${digits}`;
}
