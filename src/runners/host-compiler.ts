import { fail, success, type Result } from '../diagnostics/diagnostic.js';
import { startChild } from './child-process.js';

/** A C compiler of this machine: the program and the arguments that come with it. */
export interface HostCompiler {
  readonly command: string;
  readonly arguments: readonly string[];
}

const usualCompilers = ['cc', 'gcc', 'clang'];

/** The compiler named by the environment's CC, or the first of cc, gcc and clang that is there. */
export async function findHostCompiler(environment: NodeJS.ProcessEnv = process.env): Promise<Result<HostCompiler>> {
  const named = (environment['CC'] ?? '').split(/\s+/).filter((word) => word !== '');
  const candidates = named.length > 0 ? [named] : usualCompilers.map((command) => [command]);
  for (const [command, ...rest] of candidates) {
    if (command !== undefined && (await answers(command, rest, environment)))
      return success({ command, arguments: rest });
  }
  return fail('I8C5101', {
    message: 'no C compiler was found',
    details: [
      named.length > 0
        ? `CC names ${named.join(' ')}, which does not start`
        : `none of ${usualCompilers.join(', ')} is on the PATH`,
    ],
    help: 'install gcc or clang, set CC to one, or use the wasm runner, which needs none',
  });
}

async function answers(command: string, rest: readonly string[], environment: NodeJS.ProcessEnv): Promise<boolean> {
  const { child } = await startChild(command, [...rest, '--version'], {
    reject: false,
    stdin: 'ignore',
    env: environment,
    extendEnv: false,
  });
  const result = await child;
  return result.exitCode === 0;
}
