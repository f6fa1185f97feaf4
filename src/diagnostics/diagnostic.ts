import type { Origin } from './origin.js';

export type Severity = 'error' | 'warning' | 'note';

/**
 * `I8C` and four digits: 1xxx reading, 2xxx operators, 3xxx graph, 4xxx planning and targets, 5xxx emitting and
 * verifying, 6xxx usage and files.
 */
export type DiagnosticCode = `I8C${number}`;

/** One finding about the user's input: where, what was seen, what is needed, what to do. */
export interface Diagnostic {
  readonly code: DiagnosticCode;
  readonly severity: Severity;
  /** One sentence without a full stop. */
  readonly message: string;
  readonly origin: Origin | null;
  /** What was seen: one line each. */
  readonly details: readonly string[];
  readonly why?: string;
  readonly help?: string;
}

/** Fields a caller gives; the rest have defaults. */
export interface DiagnosticInput {
  readonly severity?: Severity;
  readonly message: string;
  readonly origin?: Origin | null;
  readonly details?: readonly string[];
  readonly why?: string | undefined;
  readonly help?: string | undefined;
}

export function diagnostic(code: DiagnosticCode, input: DiagnosticInput): Diagnostic {
  return Object.freeze({
    code,
    severity: input.severity ?? 'error',
    message: input.message,
    origin: input.origin ?? null,
    details: Object.freeze([...(input.details ?? [])]),
    ...(input.why === undefined ? {} : { why: input.why }),
    ...(input.help === undefined ? {} : { help: input.help }),
  });
}

/** Either a value, possibly with warnings, or at least one error. Bad input is never thrown. */
export type Result<T> =
  | { readonly ok: true; readonly value: T; readonly diagnostics: readonly Diagnostic[] }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

export function success<T>(value: T, diagnostics: readonly Diagnostic[] = []): Result<T> {
  return { ok: true, value, diagnostics };
}

export function failure(diagnostics: readonly Diagnostic[]): {
  readonly ok: false;
  readonly diagnostics: readonly Diagnostic[];
} {
  if (!hasErrors(diagnostics)) throw new Error('int8c bug: a failure needs at least one error');
  return { ok: false, diagnostics };
}

export function fail(
  code: DiagnosticCode,
  input: DiagnosticInput,
): { readonly ok: false; readonly diagnostics: readonly Diagnostic[] } {
  return failure([diagnostic(code, input)]);
}

export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((item) => item.severity === 'error');
}
