import yargs from 'yargs';
import { packageVersion } from '../version.js';
import { visible } from '../text/visible.js';
import { terminalText } from '../text/terminal.js';
import { endOnSignals } from '../files/interrupt.js';
import { paintFor } from './colors.js';
import { commandName, type AnyCommand } from './command.js';
import { compileCommand } from './commands/compile.js';
import { describeCommand } from './commands/describe.js';
import { explainCommand } from './commands/explain.js';
import { inspectCommand } from './commands/inspect.js';
import { multiplierCommand } from './commands/multiplier.js';
import { simulateCommand } from './commands/simulate.js';
import { targetsCommand } from './commands/targets.js';
import { verifyCommand } from './commands/verify.js';
import { currentFolderProblem, watchStreams } from './streams.js';
import { createTerminal, endWith, exitCodes, type ExitCode, type Terminal } from './terminal.js';
import { explainUsage, repeatedOptions, UsageProblem, type Vocabulary } from './usage.js';

const commands: readonly AnyCommand[] = [
  compileCommand,
  verifyCommand,
  simulateCommand,
  inspectCommand,
  multiplierCommand,
  describeCommand,
  explainCommand,
  targetsCommand,
];

const helpWidth = 100;

const exitCodeHelp = 'Exit codes: 0 fine, 1 diagnostics or a difference, 2 bad usage. Colours follow NO_COLOR.';

/** Runs int8c with the arguments of a command line, on the streams of the process, and returns the exit code. */
export async function main(args: readonly string[]): Promise<ExitCode> {
  watchStreams(process);
  endOnSignals();
  const terminal = createTerminal(process, {
    json: args.includes('--json') || args.includes('--json=true'),
    interactive: process.stderr.isTTY,
    paintOutput: paintFor(process.stdout, process.env),
    paintErrors: paintFor(process.stderr, process.env),
  });
  const homeless = currentFolderProblem();
  if (homeless !== null) return endWith(terminal, 'int8c', [homeless]);
  try {
    return await runCommandLine(args, terminal);
  } catch (error) {
    return reportBug(error);
  }
}

async function runCommandLine(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  let exitCode: ExitCode = exitCodes.fine;
  const parser = createParser(async (command, parsed) => {
    const repeated = repeatedOptions(parsed, command.repeatable ?? []);
    const name = commandName(command);
    exitCode = repeated.length > 0 ? endWith(terminal, name, repeated) : await (await command.body())(parsed, terminal);
  });
  try {
    await parser.parseAsync(args);
    return exitCode;
  } catch (error) {
    if (!(error instanceof UsageProblem)) throw error;
    const vocabulary = await vocabularyOf(args);
    return endWith(terminal, vocabulary.command ?? 'int8c', [explainUsage(error.message, vocabulary)]);
  }
}

function createParser(run: (command: AnyCommand, args: Record<string, unknown>) => Promise<void>) {
  const parser = yargs()
    .scriptName('int8c')
    .usage(
      'int8c COMMAND: quantized neural networks to C for Cortex-M, bit-exact to the TensorFlow Lite Micro reference kernels',
    )
    .locale('en')
    .wrap(helpWidth)
    .exitProcess(false)
    .parserConfiguration({
      'dot-notation': false,
      'boolean-negation': false,
      'greedy-arrays': false,
      'camel-case-expansion': false,
    })
    .version(packageVersion())
    .alias({ help: 'h' })
    .strict()
    .demandCommand(1, 1, 'Not enough non-option arguments')
    .fail((message, error) => {
      // Errors of handlers come through here as well; yargs has a type of its own for what it finds wrong itself.
      if (error instanceof Error && error.name !== 'YError') throw error;
      throw new UsageProblem(message);
    })
    .epilogue(exitCodeHelp);
  for (const command of commands) {
    parser.command({
      command: command.usage,
      describe: command.summary,
      builder: (builder) =>
        command.examples.reduce((known, [example, what]) => known.example(example, what), command.options(builder)),
      handler: async (parsed) => run(command, parsed),
    });
  }
  return parser;
}

/** What could have stood on the command line, for the suggestion of a near miss. */
async function vocabularyOf(args: readonly string[]): Promise<Vocabulary> {
  const first = args.find((arg) => !arg.startsWith('-'));
  const command = commands.find((candidate) => first === commandName(candidate));
  const help = command === undefined ? '' : await command.options(yargs().locale('en').version(false)).getHelp();
  const options = [...help.matchAll(/--([a-z-]+)/g)].map((match) => match[1] ?? '');
  const unknownCommand = command === undefined ? (first ?? null) : null;
  return {
    command: command === undefined ? null : commandName(command),
    commands: commands.map(commandName),
    options,
    unknownCommand,
  };
}

function reportBug(error: unknown): ExitCode {
  const message = visible(error instanceof Error ? error.message : String(error));
  const lines = [
    `int8c stopped because of a fault of its own: ${message.replace(/^int8c bug: /, '')}`,
    '  Please report it with the model and the command line. INT8C_DEBUG=1 shows where it happened.',
  ];
  if (process.env['INT8C_DEBUG'] === '1' && error instanceof Error) lines.push(error.stack ?? '');
  process.stderr.write(`${terminalText(lines.join('\n'))}\n`);
  return exitCodes.bug;
}
