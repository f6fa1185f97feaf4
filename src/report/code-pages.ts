import { compilerCodes } from '../diagnostics/catalog.js';
import { usageCodes } from '../diagnostics/catalog-usage.js';
import type { CodePage } from '../diagnostics/codes.js';
import { arrayCodes } from '../frontends/arrays/codes.js';
import { tfliteCodes } from '../frontends/tflite/codes.js';
import type { AnyOperator, Constraint } from '../operators/operator.js';
import { operators } from '../operators/registry.js';
import { runnerCodes } from '../runners/codes.js';
import { simulatorCodes } from '../simulator/codes.js';
import { verifyCodes } from '../verify/codes.js';

/** The pages of all diagnostics, by code. */
export function allCodePages(): readonly CodePage[] {
  const pages = [
    ...tfliteCodes,
    ...arrayCodes,
    ...operators.flatMap(constraintPages),
    ...compilerCodes,
    ...runnerCodes,
    ...simulatorCodes,
    ...verifyCodes,
    ...usageCodes,
  ];
  return pages.sort((a, b) => (a.code < b.code ? -1 : 1));
}

export function findCodePage(code: string): CodePage | undefined {
  return allCodePages().find((page) => page.code === code);
}

/** A constraint of an operator is its own page: the sentence is the rule, the error text and the title. */
function constraintPages(operator: AnyOperator): CodePage[] {
  return operator.constraints.map(({ code, sentence, why, help }: Constraint<unknown>) => ({
    code,
    title: sentenceCase(sentence),
    explanation: `This is a rule of ${operator.tfliteName}, see docs/operators/${operator.kind}.md. ${why === undefined ? '' : sentenceCase(why)}`.trimEnd(),
    remedy: sentenceCase(help ?? 'Check how the layer was made and converted; the diagnostic shows what the file has instead'),
  }));
}

function sentenceCase(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`;
}
