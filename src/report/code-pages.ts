import { bindingCodes } from '../binding/codes.js';
import { compilerCodes } from '../diagnostics/catalog.js';
import { usageCodes } from '../diagnostics/catalog-usage.js';
import type { CodePage } from '../diagnostics/codes.js';
import type { DiagnosticCode } from '../diagnostics/diagnostic.js';
import { arrayCodes } from '../formats/arrays/codes.js';
import { sourceCodes } from '../formats/description/source/codes.js';
import { descriptionCodes } from '../formats/description/codes.js';
import { tfliteCodes } from '../formats/tflite/codes.js';
import { arithmetics } from '../operators/registry.js';
import type { Rule } from '../operators/rule.js';
import { runnerCodes } from '../runners/codes.js';
import { simulatorCodes } from '../simulator/codes.js';
import { verifyCodes } from '../verify/codes.js';

/** The pages of all diagnostics, by code. */
export function allCodePages(): readonly CodePage[] {
  const pages = [
    ...tfliteCodes,
    ...sourceCodes,
    ...arrayCodes,
    ...descriptionCodes,
    ...rulePages(),
    ...compilerCodes,
    ...runnerCodes,
    ...simulatorCodes,
    ...verifyCodes,
    ...bindingCodes,
    ...usageCodes,
  ];
  return pages.sort((a, b) => (a.code < b.code ? -1 : 1));
}

export function findCodePage(code: string): CodePage | undefined {
  return allCodePages().find((page) => page.code === code);
}

/** One page for each rule of the operators: the sentence is the rule, the error text and the title. */
function rulePages(): CodePage[] {
  const rules = new Map<DiagnosticCode, Rule<never>>();
  for (const { rules: own } of arithmetics) {
    for (const rule of own as readonly Rule<never>[]) rules.set(rule.code, rule);
  }
  return [...rules.values()].map(rulePage);
}

function rulePage({ code, sentence, general, why, help }: Rule<never>): CodePage {
  const holding = arithmetics.filter(({ rules }) => rules.some((rule) => rule.code === code));
  const holders = [...new Set(holding.map(({ of }) => of))];
  const [only] = holders;
  const title = holders.length === 1 && only !== undefined ? `${only.kind} ${sentence}` : (general ?? sentence);
  const names = holders
    .map(({ tfliteName }) => tfliteName)
    .join(', ')
    .replace(/, ([^,]*)$/, ' and $1');
  return {
    code,
    title: sentenceCase(title),
    explanation:
      `This is a rule of ${names}, see docs/operators. ${why === undefined ? '' : sentenceCase(why)}`.trimEnd(),
    remedy: sentenceCase(
      help ?? 'Check how the layer was made and converted; the diagnostic shows what the file has instead',
    ),
  };
}

function sentenceCase(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`;
}
