import jsonc from 'jsonc-parser';
import { fail, type Result } from '../../diagnostics/diagnostic.js';
import type { SourceOrigin } from '../../diagnostics/origin.js';
import type { Graph } from '../../ir/graph.js';
import { readDescription } from './read-description.js';
import type { DescriptionSource, Path } from './source-context.js';

/** Large arrays belong into files beside the description. */
const largestText = 64 * 1024 * 1024;

/** A description has half a dozen levels, and numbers up to eight more. */
const deepestNesting = 32;

/** Places are kept down to here: below are numbers. */
const deepestPlace = 7;

/** Reads a model description of JSON. Errors carry line, column and JSON Pointer. */
export function readJsonDescription(bytes: Uint8Array, file: string, load: DescriptionSource['load']): Result<Graph> {
  const text = decode(bytes);
  if (text === null) return broken(wholeFile(file), 'it is no UTF-8 text');
  if (text.length > largestText) return broken(wholeFile(file), `it has ${text.length} characters`);
  const places = readPlaces(text, file);
  if ('fault' in places) return broken(places.at, places.fault);
  const value = parse(text);
  if (value instanceof SyntaxError) return broken(wholeFile(file), value.message);
  return readDescription({ file, value, load, locate: (path) => places.locate(path) });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    return error;
  }
}

function decode(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

function wholeFile(file: string): SourceOrigin {
  return { kind: 'source', file, line: 1, column: 1, length: 0 };
}

function broken(origin: SourceOrigin, seen: string): Result<never> {
  return fail('I8C1601', {
    message: 'a description must be JSON that means one thing',
    origin,
    details: [seen],
    help: 'write it as JSON without comments, each key once; large arrays go into .npy files beside it',
  });
}

type Places = { locate(path: Path): SourceOrigin } | { readonly fault: string; readonly at: SourceOrigin };

/** Where objects, lists and keys stand, or what makes the text no JSON. */
function readPlaces(text: string, file: string): Places {
  const at = (line: number, column: number, length: number): SourceOrigin => ({
    kind: 'source',
    file,
    line: line + 1,
    column: column + 1,
    length,
  });
  const deep = tooDeep(text);
  if (deep !== null) return { fault: `it is nested more than ${deepestNesting} deep`, at: at(...deep) };
  const found = new Map<string, SourceOrigin>();
  const keys: Set<string>[] = [];
  let fault: { readonly fault: string; readonly at: SourceOrigin } | null = null;
  const note = (path: Path, line: number, column: number, length: number): void => {
    if (path.length <= deepestPlace) found.set(pointerOf(path), at(line, column, length));
  };
  jsonc.visit(
    text,
    {
      onObjectBegin: (_offset, length, line, column, path) => {
        keys.push(new Set());
        note(path(), line, column, length);
      },
      onObjectEnd: () => void keys.pop(),
      onArrayBegin: (_offset, length, line, column, path) => note(path(), line, column, length),
      onObjectProperty: (key, _offset, length, line, column, path) => {
        const own = keys.at(-1);
        if (own?.has(key) === true)
          fault ??= { fault: `the key ${JSON.stringify(key)} stands twice`, at: at(line, column, length) };
        own?.add(key);
        note([...path(), key], line, column, length);
      },
      onLiteralValue: (value: unknown, _offset, length, line, column, path) => {
        if (typeof value === 'string' && typeof path().at(-1) === 'number') note(path(), line, column, length);
      },
      onError: (code, _offset, length, line, column) => {
        fault ??= { fault: errorWords(code), at: at(line, column, length) };
      },
    },
    { disallowComments: true, allowTrailingComma: false },
  );
  return fault ?? { locate: (path) => nearestPlace(found, path, wholeFile(file)) };
}

/** `PropertyNameExpected` in words. */
function errorWords(code: jsonc.ParseErrorCode): string {
  return jsonc
    .printParseErrorCode(code)
    .replace(/(?!^)[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
    .toLowerCase();
}

/** The place of a value, or of the innermost thing around it that has one. */
function nearestPlace(found: ReadonlyMap<string, SourceOrigin>, path: Path, whole: SourceOrigin): SourceOrigin {
  for (let length = path.length; length >= 0; length -= 1) {
    const place = found.get(pointerOf(path.slice(0, length)));
    if (place !== undefined) return { ...place, pointer: pointerOf(path) };
  }
  return whole;
}

/** RFC 6901. */
export function pointerOf(path: Path): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

/** Numbers of `SyntaxKind`, whose names are only there for compilers. */
const tokens = { openBrace: 1, closeBrace: 2, openBracket: 3, closeBracket: 4, end: 17 } as const;

/** The place of the first bracket that is too deep: parsers call themselves for each. */
function tooDeep(text: string): [line: number, column: number, length: number] | null {
  const scanner = jsonc.createScanner(text, true);
  let depth = 0;
  for (let token: number = scanner.scan(); token !== tokens.end; token = scanner.scan()) {
    if (token === tokens.openBrace || token === tokens.openBracket) depth += 1;
    if (token === tokens.closeBrace || token === tokens.closeBracket) depth -= 1;
    if (depth > deepestNesting) return [scanner.getTokenStartLine(), scanner.getTokenStartCharacter(), 1];
  }
  return null;
}
