import { diagnostic, type Diagnostic } from '../diagnostics/diagnostic.js';
import { nearMiss } from './near-miss.js';

/** The command line as yargs refuses it. Thrown through yargs, which knows no other way to stop, and caught in `main`. */
export class UsageProblem extends Error {}

/** What `int8c` can be asked for at one place of the command line. */
export interface Vocabulary {
  /** Null where no command was recognized. */
  readonly command: string | null;
  readonly commands: readonly string[];
  readonly options: readonly string[];
  /** First argument that is no option, where it is no command. */
  readonly unknownCommand: string | null;
}

/** yargs says in one sentence what it does not like; this adds the word that was probably meant, and where to look. */
export function explainUsage(message: string, vocabulary: Vocabulary): Diagnostic {
  const { command, commands, options, unknownCommand } = vocabulary;
  const seeHelp = `see int8c ${command === null ? '' : `${command} `}--help`;
  if (unknownCommand !== null) {
    const similar = nearMiss(unknownCommand, commands);
    return usageDiagnostic(`int8c has no command ${unknownCommand}`, similar === null ? `commands are ${commands.join(', ')}` : `did you mean int8c ${similar}?`);
  }
  const unknown = /^Unknown arguments?: (.*)$/s.exec(message)?.[1]?.split(', ')[0];
  if (unknown !== undefined) {
    const similar = nearMiss(unknown, options);
    return usageDiagnostic(`there is no option or argument ${unknown}`, similar === null ? seeHelp : `did you mean --${similar}? Or ${seeHelp}`);
  }
  const missing = /^Not enough arguments following: (.*)$/.exec(message)?.[1];
  if (missing !== undefined) return usageDiagnostic(`--${missing} needs a value`, seeHelp);
  if (message.startsWith('Not enough non-option arguments')) {
    return usageDiagnostic(`${command ?? 'int8c'} needs ${command === null ? 'a command' : 'an argument'}`, seeHelp);
  }
  const required = /^Missing required arguments?: (.*)$/m.exec(message)?.[1];
  if (required !== undefined) return usageDiagnostic(`${command ?? 'int8c'} needs --${required.replaceAll(', ', ' and --')}`, seeHelp);
  const choice = /Argument: (\S+), Given: "(.*)", Choices: (.*)$/s.exec(message);
  if (choice !== null) return badChoice(choice[1] ?? '', choice[2] ?? '', (choice[3] ?? '').replaceAll('"', ''));
  return usageDiagnostic(message, seeHelp);
}

function badChoice(option: string, given: string, choices: string): Diagnostic {
  const similar = nearMiss(given, choices.split(', '));
  const help = similar === null ? {} : { help: `did you mean --${option} ${similar}?` };
  return diagnostic('I8C6002', { message: `--${option} takes ${choices.replace(/, ([^,]*)$/, ' or $1')}`, details: [`--${option} ${given}`], ...help });
}

function usageDiagnostic(message: string, help: string): Diagnostic {
  return diagnostic('I8C6001', { message, help });
}

/** Options of one value that were given several. */
export function repeatedOptions(args: Readonly<Record<string, unknown>>, repeatable: readonly string[]): Diagnostic[] {
  return Object.entries(args)
    .filter(([key, value]) => key !== '_' && Array.isArray(value) && !repeatable.includes(key))
    .map(([key, value]) => diagnostic('I8C6002', { message: `--${key} is given once`, details: [`--${key} ${(value as unknown[]).join(` --${key} `)}`] }));
}
