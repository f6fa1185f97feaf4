import { diagnostic, type Diagnostic } from '../diagnostics/diagnostic.js';
import { nearMiss } from '../diagnostics/near-miss.js';

/**
 * The command line as yargs refuses it. Thrown through yargs, which knows no other way to stop, and caught in `main`.
 */
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
  if (vocabulary.unknownCommand !== null) return noCommand(vocabulary.unknownCommand, vocabulary);
  const subject = vocabulary.command ?? 'int8c';
  for (const [pattern, explain] of explanations) {
    const match = pattern.exec(message);
    if (match !== null) return explain(match.slice(1), subject, vocabulary);
  }
  return usageDiagnostic(message, seeHelp(subject));
}

type Explain = (found: readonly string[], subject: string, vocabulary: Vocabulary) => Diagnostic;

/** Sentences of yargs and what they mean here. */
const explanations: readonly (readonly [sentence: RegExp, explain: Explain])[] = [
  [
    /^Unknown arguments?: (.*)$/s,
    ([names = ''], subject, { options }) => noOption(names.split(', ')[0] ?? names, subject, options),
  ],
  [
    /^Not enough arguments following: (.*)$/,
    ([name], subject) => usageDiagnostic(`--${name} needs a value`, seeHelp(subject)),
  ],
  [
    /^Not enough non-option arguments/,
    (_found, subject, { command }) =>
      usageDiagnostic(`${subject} needs ${command === null ? 'a command' : 'an argument'}`, seeHelp(subject)),
  ],
  [
    /^Missing required arguments?: (.*)$/m,
    ([names = ''], subject) =>
      usageDiagnostic(`${subject} needs --${names.replaceAll(', ', ' and --')}`, seeHelp(subject)),
  ],
  [
    /Argument: (\S+), Given: "(.*)", Choices: (.*)$/s,
    ([option = '', given = '', choices = '']) => badChoice(option, given, choices.replaceAll('"', '')),
  ],
];

function seeHelp(subject: string): string {
  return `see ${subject === 'int8c' ? subject : `int8c ${subject}`} --help`;
}

function noCommand(name: string, { commands }: Vocabulary): Diagnostic {
  const similar = nearMiss(name, commands);
  return usageDiagnostic(
    `int8c has no command ${name}`,
    similar === null ? `commands are ${commands.join(', ')}` : `did you mean int8c ${similar}?`,
  );
}

function noOption(name: string, subject: string, options: readonly string[]): Diagnostic {
  const similar = nearMiss(name, options);
  return usageDiagnostic(
    `there is no option or argument ${name}`,
    similar === null ? seeHelp(subject) : `did you mean --${similar}? Or ${seeHelp(subject)}`,
  );
}

function badChoice(option: string, given: string, choices: string): Diagnostic {
  const similar = nearMiss(given, choices.split(', '));
  const help = similar === null ? {} : { help: `did you mean --${option} ${similar}?` };
  return diagnostic('I8C6002', {
    message: `--${option} takes ${choices.replace(/, ([^,]*)$/, ' or $1')}`,
    details: [`--${option} ${given}`],
    ...help,
  });
}

function usageDiagnostic(message: string, help: string): Diagnostic {
  return diagnostic('I8C6001', { message, help });
}

/** Options of one value that were given several. */
export function repeatedOptions(args: Readonly<Record<string, unknown>>, repeatable: readonly string[]): Diagnostic[] {
  return Object.entries(args)
    .filter(([key, value]) => key !== '_' && Array.isArray(value) && !repeatable.includes(key))
    .map(([key, value]) =>
      diagnostic('I8C6002', {
        message: `--${key} must be given once`,
        details: [`--${key} ${(value as unknown[]).join(` --${key} `)}`],
      }),
    );
}
