import type { ts } from 'ts-morph';
import { diagnostic, type Diagnostic, type DiagnosticCode } from '../../../diagnostics/diagnostic.js';
import { shortName } from '../../../text/visible.js';
import { maxFindings, maxMessage } from './limits.js';
import { originOf, quote } from './places.js';

/**
 * How evaluation ends where the description is at fault. It is thrown because an expression without a value leaves
 * nothing to do for those around it, and caught within this folder: `evaluateSource` returns diagnostics.
 */
export class Refusal extends Error {
  constructor(
    readonly diagnostics: readonly Diagnostic[],
    /** Nothing else is evaluated: a limit is reached, or there are enough findings. */
    readonly final: boolean,
  ) {
    super('the description is refused');
  }
}

/** Says what is wrong at a node, quotes it, and says what to write instead. */
export function refuse(code: DiagnosticCode, at: ts.Node, message: string, help: string): never {
  throw new Refusal([finding(code, at, message, help)], false);
}

/** The same where going on makes no sense. */
export function refuseAll(code: DiagnosticCode, at: ts.Node, message: string, help: string): never {
  throw new Refusal([finding(code, at, message, help)], true);
}

function finding(code: DiagnosticCode, at: ts.Node, message: string, help: string): Diagnostic {
  return diagnostic(code, {
    message: shortName(message, maxMessage),
    origin: originOf(at),
    details: [quote(at)],
    help: shortName(help, maxMessage),
  });
}

/**
 * Visits all items, also after one is refused, so that one run shows what is wrong with each of them; then refuses.
 * The same finding, of a constant that several items need, counts once.
 */
export function visitAll<T>(items: Iterable<T>, visit: (item: T) => void): void {
  const found = new Set<Diagnostic>();
  for (const item of items) {
    try {
      visit(item);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      for (const each of error.diagnostics) found.add(each);
      if (error.final || found.size >= maxFindings) throw new Refusal([...found], true);
    }
  }
  if (found.size > 0) throw new Refusal([...found], false);
}
