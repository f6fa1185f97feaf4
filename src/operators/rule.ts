import type { DiagnosticCode } from '../diagnostics/diagnostic.js';

/**
 * A rule that a node must keep: the same sentence is the rule, the error text and the line in the manual. It has one
 * code, whichever operators it holds for, and goes on where the operator's name ends.
 */
export interface Rule<S> {
  readonly code: DiagnosticCode;
  /** What is needed, e.g. "weights must have zero point 0". */
  readonly sentence: string;
  /** The sentence of the rule's page, where `sentence` has numbers of one operator in it. */
  readonly general?: string;
  readonly why?: string;
  readonly help?: string;
  /** What was seen instead, or null when the rule is kept. Runs after attributes, ports, types and ranks. */
  seen(site: S): string | null;
}
