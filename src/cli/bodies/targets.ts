import { renderTargets } from '../../report/target-table.js';
import { loadTarget, targetNames } from '../../targets/load-target.js';
import { endWith, exitCodes, type ExitCode, type Terminal } from '../terminal.js';

/** Prints the targets, or what is wrong with their data. */
export function runTargets(_args: unknown, terminal: Terminal): ExitCode {
  const loaded = targetNames().map((name) => loadTarget(name));
  const targets = loaded.flatMap((target) => (target.ok ? [target.value] : []));
  const problems = loaded.flatMap((target) => (target.ok ? [] : target.diagnostics));
  if (problems.length > 0) return endWith(terminal, 'targets', problems);
  terminal.say(renderTargets(targets, terminal.paint));
  terminal.document({ command: 'targets', ok: true, targets });
  return exitCodes.fine;
}
