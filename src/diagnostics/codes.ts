import type { DiagnosticCode } from './diagnostic.js';

/** The manual page of one diagnostic code, as `int8c explain` prints it. */
export interface CodePage {
  readonly code: DiagnosticCode;
  /** One sentence: what the code says in general. */
  readonly title: string;
  /** A paragraph: why this is refused or worth knowing. */
  readonly explanation: string;
  /** What the user can do about it. */
  readonly remedy: string;
}
