import { defineCommand } from '../command.js';
import { jsonOption } from '../options.js';

/** `int8c explain`: the page of a diagnostic, or the list of all of them. */
export const explainCommand = defineCommand({
  usage: 'explain [code]',
  summary: 'explain a diagnostic, or list them all',
  examples: [['$0 explain I8C2104', 'what it means and what to do']],
  options: (yargs) => jsonOption(yargs.positional('code', { type: 'string', describe: 'I8C and four digits' })),
  body: async () => (await import('../bodies/explain.js')).runExplain,
});
