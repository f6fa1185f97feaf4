import { diagnostic, type Diagnostic, type DiagnosticCode } from '../../diagnostics/diagnostic.js';
import { nearMiss } from '../../diagnostics/near-miss.js';
import type { Origin } from '../../diagnostics/origin.js';
import { shortName } from '../../text/visible.js';

/** Keys and indices from the whole description to a value in it. */
export type Path = readonly (string | number)[];

/** A description as plain data, and where each part of it was written. */
export interface DescriptionSource {
  readonly file: string;
  readonly value: unknown;
  /** The place of a value; where there is none, of what it would be in. */
  locate(path: Path): Origin;
  /** The bytes of a data file by its path in the description, or a sentence saying why they cannot be had. */
  load(path: string): Uint8Array | { readonly problem: string; readonly help: string };
}

/** A description that is being read. What is wrong is collected, and reading goes on with something harmless. */
export interface ReadContext extends DescriptionSource {
  readonly findings: Diagnostic[];
}

export interface Finding {
  readonly message: string;
  readonly details?: readonly string[];
  readonly why?: string;
  readonly help?: string | undefined;
}

/** Beyond these a description is so wrong that more would help nobody. */
const mostFindings = 50;

export function report(context: ReadContext, code: DiagnosticCode, path: Path, finding: Finding): void {
  if (context.findings.length < mostFindings)
    context.findings.push(diagnostic(code, { ...finding, origin: context.locate(path) }));
}

export type Fields = Readonly<Record<string, unknown>>;

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `{ … }`, `a list of 3`, `"relu7"`, `12`: a value as a diagnostic shows it. */
export function seenValue(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return value.length > 8 ? `a list of ${value.length}` : shortName(JSON.stringify(value));
  if (isFields(value)) return `an object with ${Object.keys(value).map(shortKey).join(', ') || 'no keys'}`;
  return shortName(JSON.stringify(value) ?? typeof value);
}

function shortKey(key: string): string {
  return shortName(key);
}

/** `layers[2].strides`: a path in words for messages. */
export function pathWords(path: Path): string {
  const text = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${shortName(part)}`)).join('');
  return text === '' ? 'the description' : text.replace(/^\./, '');
}

export function reportValue(context: ReadContext, path: Path, value: unknown, needed: string, help?: string): void {
  report(context, 'I8C1602', path, {
    message: `${pathWords(path)} must be ${needed}`,
    details: [`seen: ${seenValue(value)}`],
    help: help ?? 'docs/descriptions.md says what a description holds, docs/operators what each layer takes',
  });
}

/** Where two say the same thing, one of them would be left out silently. */
export function reportTwice(context: ReadContext, path: Path, what: string, seen: string): void {
  report(context, 'I8C1607', path, {
    message: `${what} must be given once`,
    details: [seen],
    help: 'leave out one of the two',
  });
}

/** The value as an object with none but these keys; null after reporting what else it is. */
export function readFields(
  context: ReadContext,
  path: Path,
  value: unknown,
  keys: readonly string[],
  what: string,
): Fields | null {
  if (!isFields(value)) {
    reportValue(context, path, value, what);
    return null;
  }
  for (const key of Object.keys(value)) {
    if (keys.includes(key)) continue;
    const near = nearMiss(key, keys);
    report(context, 'I8C1603', [...path, key], {
      message: `${pathWords(path)} must have known keys only`,
      details: [`seen: ${shortName(key)}`],
      help: near === null ? `its keys are ${keys.join(', ')}` : `did you mean ${near}?`,
    });
  }
  return value;
}

/** The keys of an object that takes any. */
export function keysOf(value: unknown): string[] {
  return isFields(value) ? Object.keys(value) : [];
}

/** Own keys only: a description may say `constructor`, and no object of JavaScript answers for it. */
export function fieldOf(fields: Fields, key: string): unknown {
  return Object.hasOwn(fields, key) ? fields[key] : undefined;
}

export function readList(context: ReadContext, path: Path, value: unknown, what: string): readonly unknown[] | null {
  if (Array.isArray(value)) return value as readonly unknown[];
  reportValue(context, path, value, what);
  return null;
}

/** A name that is given to something, or by which it is called. */
export function readName(context: ReadContext, path: Path, value: unknown): string | null {
  if (typeof value === 'string' && value !== '') return value;
  reportValue(context, path, value, 'a name, in quotes');
  return null;
}

/** A number that passes `accepts`; undefined where it is left out, null after reporting another. */
export function readNumber(
  context: ReadContext,
  path: Path,
  value: unknown,
  needed: string,
  accepts: (value: number) => boolean,
): number | undefined | null {
  if (value === undefined) return undefined;
  if (typeof value === 'number' && accepts(value)) return value;
  reportValue(context, path, value, needed);
  return null;
}

export function readShape(context: ReadContext, path: Path, value: unknown): number[] | undefined | null {
  if (value === undefined) return undefined;
  const isSize = (size: unknown): size is number => typeof size === 'number' && Number.isInteger(size) && size >= 1;
  if (Array.isArray(value) && value.length <= 8 && value.every(isSize)) return [...value];
  reportValue(context, path, value, 'a shape: at most 8 whole numbers of at least 1');
  return null;
}

const isScale = (scale: number): boolean => Number.isFinite(scale) && scale > 0;

/** Rounded to float32, as files of models hold scales: the same model in a .tflite file has the same bits. */
export function readScale(context: ReadContext, path: Path, value: unknown): number | undefined | null {
  const scale = readNumber(context, path, value, 'a scale: a positive number', isScale);
  return scale === undefined || scale === null ? scale : Math.fround(scale);
}

export function readScales(context: ReadContext, path: Path, value: unknown): number[] | undefined | null {
  if (value === undefined) return undefined;
  const list = readList(context, path, value, 'a list of scales, one for each output channel');
  const scales = list?.map((scale, index) => readScale(context, [...path, index], scale) ?? null);
  if (scales === undefined || scales.includes(null)) return null;
  if (scales.length > 0) return scales as number[];
  reportValue(context, path, value, 'a list of scales, one for each output channel');
  return null;
}

export function readWhole(context: ReadContext, path: Path, value: unknown): number | undefined | null {
  return readNumber(context, path, value, 'a whole number', (number) => Number.isSafeInteger(number));
}

export function readWholes(context: ReadContext, path: Path, value: unknown): number[] | undefined | null {
  if (value === undefined) return undefined;
  const list = readList(context, path, value, 'a list of whole numbers');
  const numbers = list?.map((number, index) => readWhole(context, [...path, index], number) ?? null);
  return numbers === undefined || numbers.includes(null) ? null : (numbers as number[]);
}

export function readWord<const W extends string>(
  context: ReadContext,
  path: Path,
  value: unknown,
  words: readonly W[],
): W | undefined | null {
  if (value === undefined) return undefined;
  const word = words.find((each) => each === value);
  if (word !== undefined) return word;
  reportValue(context, path, value, words.join(', ').replace(/, ([^,]*)$/, ' or $1'));
  return null;
}
