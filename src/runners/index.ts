import { fail, success, type Result } from '../diagnostics/diagnostic.js';
import { findHostCompiler } from './host-compiler.js';
import { createHostRunner, type HostRunnerOptions } from './host-runner.js';
import type { Runner, RunnerName } from './runner.js';
import { createWasmRunner } from './wasm-runner.js';

/** Names that `findRunner` knows, the default first. */
export const runnerNames: readonly RunnerName[] = ['wasm', 'host'];

/**
 * The runner of a name. The wasm runner is always there; the host runner finds its compiler when it prepares a package.
 */
export function findRunner(name: string, options: HostRunnerOptions = {}): Result<Runner> {
  switch (name) {
    case 'wasm':
      return success(createWasmRunner());
    case 'host':
      return success(createHostRunner(options));
    default:
      return fail('I8C5109', {
        message: 'there is no runner of that name',
        details: [`--runner ${name}`],
        help: `runners are ${runnerNames.join(' and ')}`,
      });
  }
}

/** The runners that can work on this machine: wasm, and host where there is a C compiler. */
export async function availableRunners(options: HostRunnerOptions = {}): Promise<readonly Runner[]> {
  const compiler = await findHostCompiler();
  return compiler.ok ? [createWasmRunner(), createHostRunner(options)] : [createWasmRunner()];
}
