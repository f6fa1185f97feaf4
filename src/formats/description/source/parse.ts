import type { ts } from 'ts-morph';
import { diagnostic, fail, failure, success, type Result } from '../../../diagnostics/diagnostic.js';
import type { SourceOrigin } from '../../../diagnostics/origin.js';
import { maxFindings, maxNesting } from './limits.js';
import type { TypeScript } from './machine.js';
import { findUnfit } from './nesting.js';
import { originAt, setPath } from './places.js';

/** A module as a syntax tree, or what is wrong with its grammar. JSON files are told by their ending. */
export function parseModule(ts: TypeScript, path: string, text: string): Result<ts.SourceFile> {
  const unfit = findUnfit(ts, text);
  if (unfit !== null) {
    const origin = placeIn(path, text, unfit.start, unfit.length);
    return unfit.kind === 'nesting' ? tooDeep(origin) : asyncFunction(origin);
  }
  try {
    return parse(ts, path, text);
  } catch (error) {
    // What the look at the tokens did not foresee.
    if (!(error instanceof RangeError)) throw error;
    return tooDeep({ kind: 'source', file: path, line: 1, column: 1, length: 1 });
  }
}

/** A name that says which grammar; the path is the user's and may have any ending. */
const moduleName = 'module.ts';

function parse(ts: TypeScript, path: string, text: string): Result<ts.SourceFile> {
  const name = path.endsWith('.json') ? 'module.json' : moduleName;
  const kind = path.endsWith('.json') ? ts.ScriptKind.JSON : ts.ScriptKind.TS;
  const source = ts.createSourceFile(name, text, ts.ScriptTarget.ESNext, true, kind);
  setPath(source, path);
  const found = syntaxErrors(ts, source);
  if (found.length === 0) return success(source);
  return failure(
    found.slice(0, maxFindings).map(({ start, length, messageText }) =>
      diagnostic('I8C1501', {
        message: ts.flattenDiagnosticMessageText(messageText, ' ').replace(/\.$/, ''),
        origin: originAt(source, start ?? 0, length ?? 0),
        help: 'mend this; an editor that knows TypeScript shows the same',
      }),
    ),
  );
}

/** What the parser says of a tree: a program of this file alone, without library, modules or a look at types. */
function syntaxErrors(ts: TypeScript, source: ts.SourceFile): readonly ts.Diagnostic[] {
  const nothing = (): undefined => undefined;
  const host: ts.CompilerHost = {
    getSourceFile: (name) => (name === source.fileName ? source : undefined),
    getDefaultLibFileName: () => 'lib.d.ts',
    writeFile: nothing,
    getCurrentDirectory: () => '',
    getCanonicalFileName: (name) => name,
    useCaseSensitiveFileNames: () => true,
    getNewLine: () => '\n',
    fileExists: () => false,
    readFile: nothing,
  };
  const options = { noLib: true, noResolve: true, types: [], resolveJsonModule: true };
  return ts.createProgram({ rootNames: [source.fileName], options, host }).getSyntacticDiagnostics(source);
}

function placeIn(file: string, text: string, start: number, length: number): SourceOrigin {
  const lines = text.slice(0, start).split(/\r\n|[\r\n\u2028\u2029]/);
  return { kind: 'source', file, line: lines.length, column: (lines.at(-1) ?? '').length + 1, length };
}

function tooDeep(origin: SourceOrigin): Result<never> {
  return fail('I8C1508', {
    message: `more than ${maxNesting} brackets and operators stand inside each other`,
    origin,
    help: 'name a part of it with a const',
  });
}

function asyncFunction(origin: SourceOrigin): Result<never> {
  return fail('I8C1502', {
    message: 'an async function waits, and a description is read without running it',
    origin,
    help: 'write a function that is not async',
  });
}
