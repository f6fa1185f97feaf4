import yargs, { type Argv } from 'yargs';
import { fail } from '../diagnostics/diagnostic.js';
import { paintFor } from './colors.js';
import { commandName, type AnyCommand } from './command.js';
import { compileCommand } from './commands/compile.js';
import { explainCommand } from './commands/explain.js';
import { inspectCommand } from './commands/inspect.js';
import { targetsCommand } from './commands/targets.js';
import { createTerminal, endWith, exitCodes, type ExitCode, type Terminal } from './terminal.js';
import { usageMessage } from './usage.js';
import { packageVersion } from '../emit/version.js';

const commands: readonly AnyCommand[] = [compileCommand, inspectCommand, explainCommand, targetsCommand];

const helpWidth = 100;

/** Runs int8c with the arguments of a command line and returns the exit code. Everything is written to the streams of the process. */
export async function main(args: readonly string[]): Promise<ExitCode> {
  ignoreClosedPipes();
  const terminal = createTerminal(process, {
    json: args.includes('--json'),
    interactive: process.stderr.isTTY,
    paintOutput: paintFor(process.stdout, process.env),
    paintErrors: paintFor(process.stderr, process.env),
  });
  try {
    return await runCommand(args, terminal);
  } catch (error) {
    return reportBug(error);
  }
}

async function runCommand(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  let exitCode: ExitCode = exitCodes.fine;
  const problems: string[] = [];
  const parser = commandLine(async (command, parsed) => {
    const repeated = repeatedOption(parsed, command);
    if (repeated !== null) problems.push(`--${repeated} is given more than once`);
    if (problems.length === 0) exitCode = await command.run(parsed, terminal);
  });
  const failed = await parser.fail((message, error) => {
    if (error) throw error;
    problems.push(message);
  }).parseAsync(args).then(() => problems.length > 0);
  return failed ? usageProblem(args, problems, terminal) : exitCode;
}
