import { defineCommand, loadApi } from '../command.js';
import { jsonOption } from '../options.js';
import { endWith, exitCodes } from '../terminal.js';

/** `int8c targets`: what `--target` takes. */
export const targetsCommand = defineCommand({
  usage: 'targets',
  summary: 'list the targets',
  examples: [],
  options: (yargs) => jsonOption(yargs),
  async run(_args, terminal) {
    const api = await loadApi();
    const loaded = api.targetNames().map((name) => api.loadTarget(name));
    const targets = loaded.flatMap((target) => (target.ok ? [target.value] : []));
    const problems = loaded.flatMap((target) => (target.ok ? [] : target.diagnostics));
    if (problems.length > 0) return endWith(terminal, 'targets', problems);
    terminal.say(api.renderTargets(targets, terminal.paint));
    terminal.document({ command: 'targets', ok: true, targets });
    return exitCodes.fine;
  },
});
