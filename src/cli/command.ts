import type { Argv } from 'yargs';
import type { ExitCode, Terminal } from './terminal.js';

/** What a command does, and returns how int8c is to exit. */
export type CommandBody<A> = (args: A, terminal: Terminal) => ExitCode | Promise<ExitCode>;

/** A command of int8c: what yargs needs to know of it, and where its body is. */
export interface Command<A> {
  /** Name and positional arguments, as yargs writes them: `compile <model>`. */
  readonly usage: string;
  readonly summary: string;
  readonly examples: readonly (readonly [command: string, what: string])[];
  /** Options that may be given several times. */
  readonly repeatable?: readonly string[];
  options(yargs: Argv): Argv<A>;
  /** Imports the body, when the command runs: `--help` must not wait for it. */
  body(): Promise<CommandBody<A>>;
}

/** A command whose arguments are known only to itself. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- the list holds commands of every argument type
export type AnyCommand = Command<any>;

/** Infers the type of the arguments from the options. */
export function defineCommand<A>(command: Command<A>): Command<A> {
  return command;
}

export function commandName({ usage }: AnyCommand): string {
  return usage.split(' ')[0] ?? usage;
}
