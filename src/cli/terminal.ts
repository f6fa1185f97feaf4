import type { Diagnostic } from '../diagnostics/diagnostic.js';
import { diagnosticToJson } from '../diagnostics/render-json.js';
import { renderDiagnostic } from '../diagnostics/render-terminal.js';
import type { Paint } from '../report/paint.js';
import { jsonText } from '../text/json.js';
import { terminalText } from '../text/terminal.js';

/** What int8c ends with: fine; diagnostics or a difference; a command line that makes no sense; a bug of its own. */
export const exitCodes = { fine: 0, problems: 1, usage: 2, bug: 70 } as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** Where a command says what it has to say. Under `--json`, standard output carries one document and nothing else. */
export interface Terminal {
  readonly json: boolean;
  /** Whether somebody watches standard error: progress bars are for them. */
  readonly interactive: boolean;
  readonly paint: Paint;
  /** A line or more for people, on standard output; dropped under `--json`. */
  say(text: string): void;
  /** Diagnostics for people, on standard error; dropped under `--json`, where they belong to the document. */
  report(diagnostics: readonly Diagnostic[]): void;
  /** The document of `--json`; dropped otherwise. */
  document(content: object): void;
}

export interface Streams {
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { write(text: string): unknown };
}

export interface TerminalOptions {
  readonly json: boolean;
  readonly interactive: boolean;
  readonly paintOutput: Paint;
  readonly paintErrors: Paint;
}

export function createTerminal({ stdout, stderr }: Streams, options: TerminalOptions): Terminal {
  const { json, interactive, paintOutput, paintErrors } = options;
  return {
    json,
    interactive,
    paint: paintOutput,
    say(text) {
      if (!json) stdout.write(`${terminalText(text)}\n`);
    },
    report(diagnostics) {
      if (json || diagnostics.length === 0) return;
      stderr.write(`${terminalText(diagnostics.map((item) => paintDiagnostic(item, paintErrors)).join('\n\n'))}\n`);
    },
    document(content) {
      if (json) stdout.write(`${jsonText(content)}\n`);
    },
  };
}

/** Reports what went wrong, as text or as the document, and says how to exit. */
export function endWith(terminal: Terminal, command: string, diagnostics: readonly Diagnostic[]): ExitCode {
  terminal.report(diagnostics);
  terminal.document({ command, ok: false, diagnostics: diagnostics.map(diagnosticToJson) });
  return exitCodeOf(diagnostics);
}

/** Findings about the command line itself: 60xx, and the names of targets and runners. */
const usageCode = /^I8C(60\d\d|4002|5109)$/;

function exitCodeOf(diagnostics: readonly Diagnostic[]): ExitCode {
  return diagnostics.some(({ code }) => usageCode.test(code)) ? exitCodes.usage : exitCodes.problems;
}

function paintDiagnostic(item: Diagnostic, paint: Paint): string {
  const emphasis = item.severity === 'error' ? 'red' : item.severity === 'warning' ? 'yellow' : 'cyan';
  return renderDiagnostic(item)
    .replace(
      /^(\w+\[\w+\])(.*)/,
      (_line, head: string, message: string) => paint(emphasis, head) + paint('bold', message),
    )
    .replace(/^ {3}= (why|help) /gm, (line) => paint('cyan', line));
}
