import { diagnostic, fail, failure, success, type Diagnostic, type Result } from '../../../diagnostics/diagnostic.js';
import type { SourceOrigin } from '../../../diagnostics/origin.js';
import { createMachine } from './expressions.js';
import type { KnownFunction } from './known-function.js';
import { maxFindings } from './limits.js';
import { loadTypeScript } from './load-typescript.js';
import type { TypeScript } from './machine.js';
import { loadMain, type SourceFiles } from './modules.js';
import { originOf } from './places.js';
import { toPlain } from './plain.js';
import { Refusal } from './refusal.js';
import { isList, isRecord, type Placed } from './values.js';

export type { KnownFunction } from './known-function.js';
export type { SourceFiles } from './modules.js';

/** What the default export of a description is. */
export interface EvaluatedDescription {
  /** Plain data: objects, arrays, strings, finite numbers, booleans, null. Nothing in it is shared. */
  readonly value: unknown;
  /**
   * Where the value at a path of keys and indices was written, through constants, functions and modules; for what is not
   * there, where its owner was written.
   */
  locate(path: readonly (string | number)[]): SourceOrigin;
}

/**
 * Evaluates the default export of a description in TypeScript without running it: what is understood are literals,
 * constants, arithmetic, simple functions and modules in the folder of `file` and below, which `files` gives the texts
 * of. `known` are the functions that the module `int8c` exports. Whatever else the description contains is refused,
 * with its place and what to write instead (I8C15xx); nothing is thrown, and time and memory are bounded by `limits.ts`.
 */
export async function evaluateSource(
  file: string,
  files: SourceFiles,
  known: ReadonlyMap<string, KnownFunction>,
): Promise<Result<EvaluatedDescription>> {
  const ts = await loadTypeScript(file);
  return ts.ok ? evaluate(ts.value, file, files, known) : ts;
}

function evaluate(
  ts: TypeScript,
  file: string,
  files: SourceFiles,
  known: ReadonlyMap<string, KnownFunction>,
): Result<EvaluatedDescription> {
  const machine = createMachine(ts, known);
  try {
    const main = loadMain(machine, file, files);
    const found = main.exports.get('default')?.(main.root);
    if (found === undefined || found.value === undefined) return nothingExported(file);
    const value = toPlain(machine, found, null);
    return success({ value, locate: (path) => originOf(placeAt(found, path).place) });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return failure(shown(error.diagnostics));
  }
}

function nothingExported(file: string): Result<never> {
  return fail('I8C1511', {
    message: 'the description has no default export',
    origin: { kind: 'file', file },
    help: 'end it with export default defineModel({ … })',
  });
}

function placeAt(whole: Placed, path: readonly (string | number)[]): Placed {
  let inner = whole;
  for (const key of path) {
    const { value } = inner;
    const next = isList(value)
      ? value.items[Number(key)]
      : isRecord(value)
        ? value.entries.get(String(key))
        : undefined;
    if (next === undefined) break;
    inner = next;
  }
  return inner;
}

function shown(found: readonly Diagnostic[]): readonly Diagnostic[] {
  if (found.length < maxFindings) return found;
  const more = diagnostic('I8C1512', {
    severity: 'note',
    message: `there may be more than these ${maxFindings} findings`,
    help: 'mend these and run int8c again',
  });
  return [...found.slice(0, maxFindings), more];
}
