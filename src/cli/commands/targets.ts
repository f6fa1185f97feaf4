import { defineCommand } from '../command.js';
import { jsonOption } from '../options.js';

/** `int8c targets`: what `--target` takes. */
export const targetsCommand = defineCommand({
  usage: 'targets',
  summary: 'list the targets',
  examples: [],
  options: (yargs) => jsonOption(yargs),
  body: async () => (await import('../bodies/targets.js')).runTargets,
});
