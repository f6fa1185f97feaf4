import {
  diagnostic,
  type Diagnostic,
  type DiagnosticCode,
  type DiagnosticInput,
} from '../../diagnostics/diagnostic.js';
import { maxFindings } from './limits.js';

/** Collects what is wrong with a file, up to `maxFindings`; the rest is counted. */
export interface Findings {
  report(code: DiagnosticCode, input: DiagnosticInput): void;
  any(): boolean;
  list(): readonly Diagnostic[];
}

export function createFindings(): Findings {
  const kept: Diagnostic[] = [];
  let count = 0;
  return {
    report(code, input) {
      count += 1;
      if (count <= maxFindings) kept.push(diagnostic(code, input));
    },
    any: () => count > 0,
    list: () => (count <= maxFindings ? kept : [...kept, uncounted(count - maxFindings)]),
  };
}

function uncounted(number: number): Diagnostic {
  return diagnostic('I8C1007', {
    severity: 'note',
    message: `${number} further findings in this file are not shown`,
    help: 'repair the first ones; the others often follow from them',
  });
}
