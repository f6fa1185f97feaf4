import type { Result } from '../../src/diagnostics/diagnostic.js';
import { renderDiagnostics } from '../../src/diagnostics/render-terminal.js';
import {
  evaluateSource,
  type EvaluatedDescription,
  type KnownFunction,
} from '../../src/formats/description/source/evaluate-source.js';

/** Functions like those of int8c: one passes on what it gets, one wraps it, one adds to it. */
export const knownFunctions: ReadonlyMap<string, KnownFunction> = new Map<string, KnownFunction>([
  ['defineModel', (model) => model],
  ['file', (path) => ({ file: path })],
  ['conv2d', (layer) => ({ op: 'conv2d', ...(layer as object) })],
]);

/** Evaluates a description, `models/stem.ts`, and other modules by their paths. */
export function evaluateText(
  text: string,
  others: Readonly<Record<string, string>> = {},
): Promise<Result<EvaluatedDescription>> {
  const texts = new Map([...Object.entries(others), ['models/stem.ts', text]]);
  const read = (path: string): { readonly text: string } | { readonly problem: string } => {
    const found = texts.get(path);
    return found === undefined ? { problem: 'there is no such file' } : { text: found };
  };
  return evaluateSource('models/stem.ts', { read }, knownFunctions);
}

/** The data of a description that is accepted. */
export async function dataOf(text: string, others: Readonly<Record<string, string>> = {}): Promise<unknown> {
  const result = await evaluateText(text, others);
  if (!result.ok) throw new Error(renderDiagnostics(result.diagnostics));
  return result.value.value;
}

/** The findings of a description that is refused, one line each: code, line:column, message, help. */
export async function refusals(text: string, others: Readonly<Record<string, string>> = {}): Promise<string[]> {
  const result = await evaluateText(text, others);
  if (result.ok) return [`accepted: ${JSON.stringify(result.value.value)}`];
  return result.diagnostics.map(({ code, origin, message, help }) => {
    const place = origin?.kind === 'source' ? `${origin.line}:${origin.column}` : origin?.kind;
    const file = origin?.kind === 'source' && origin.file !== 'models/stem.ts' ? ` of ${origin.file}` : '';
    return `${code} ${place}${file}: ${message}; ${help}`;
  });
}

/** Descriptions, each with its findings below it. */
export async function refused(
  texts: readonly string[],
  others: Readonly<Record<string, string>> = {},
): Promise<string> {
  let lines = '';
  for (const text of texts) lines += `\n${text.trim()}\n  ${(await refusals(text, others)).join('\n  ')}`;
  return lines;
}
