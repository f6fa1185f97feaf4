import { visibleAscii } from './visible.js';

/**
 * Where text goes decides how it must be escaped. A type for each sink of the emitted files: a template prints numbers
 * and these types only, each in its place, which a test holds (test/architecture/template-sinks). The functions here
 * are the only way to make them.
 */

declare const sink: unique symbol;

export type SinkName =
  'plain' | 'C code' | 'C comment' | 'C string' | 'hash comment' | 'Markdown' | 'TypeScript string';

/** Text that is ready for a sink. */
export type TextFor<Name extends SinkName> = string & { readonly [sink]: Name };

/** Letters, digits and little else: it is harmless in every sink. */
export type Plain = TextFor<'plain'>;
/** A name of C. */
export type Identifier = Plain;
export type CCode = TextFor<'C code'>;
/** For the inside of a block comment. */
export type CComment = TextFor<'C comment'>;
/** For the inside of a string literal. */
export type CString = TextFor<'C string'>;
/** For the rest of a line that begins with `#`: Make, CMake, .gitattributes. */
export type HashComment = TextFor<'hash comment'>;
/** A literal of TypeScript. */
export type TypeScriptString = TextFor<'TypeScript string'>;
/** For running text and table cells, outside of code spans. */
export type Markdown = TextFor<'Markdown'>;

/** Letters, digits and underscores. Throws on anything else: names of C are made by int8c, never taken from a file. */
export function cIdentifier(text: string): Identifier {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(text)) throw new Error(`int8c bug: ${visibleAscii(text)} is no name of C`);
  return text as Identifier;
}

/** C code: the text between the interpolations is written here, what is interpolated must be C already, or a number. */
export function c(texts: TemplateStringsArray, ...values: readonly (CCode | Identifier | number)[]): CCode {
  return String.raw({ raw: texts }, ...values) as CCode;
}

/** A literal: decimal, hexadecimal or floating, with a suffix or without. Throws on anything else. */
export function cNumber(text: string): CCode {
  if (!/^-?(?:0x[0-9a-f]+|\d+(?:\.\d+)?(?:e[-+]?\d+)?)[uf]?$/.test(text))
    throw new Error(`int8c bug: ${visibleAscii(text)} is no number of C`);
  return text as CCode;
}

/** Pieces of C, one after another. */
export function joinCode(pieces: readonly (CCode | Identifier)[], separator: string): CCode {
  return pieces.join(separator) as CCode;
}

/**
 * Checksums, versions, compiler flags and the like, which are int8c's own. Throws on characters that mean something to
 * some sink.
 */
export function plain(text: string): Plain {
  if (!/^[-A-Za-z0-9_=+,. ]*$/.test(text)) throw new Error(`int8c bug: ${visibleAscii(text)} is not plain text`);
  return text as Plain;
}

/** What a template of C made of a view is C. */
export function renderedCode(text: string): CCode {
  return text as CCode;
}

/** Neither the end of a comment nor what looks like the begin of another one, and no trigraph. */
export function cComment(text: string): CComment {
  return visibleAscii(text).replace(/(?<=\*)(?=\/)|(?<=\/)(?=\*)|(?<=\?)(?=\?)/g, ' ') as CComment;
}

/** Lines of a block comment. Each is escaped by itself; those after the first are led by `lead`. */
export function cCommentLines(lines: readonly string[], lead: ' *   '): CComment {
  return lines.map(cComment).join(`\n${lead}`) as CComment;
}

export function cString(text: string): CString {
  return visibleAscii(text).replace(/["\\]|(?<=\?)\?/g, (character) => `\\${character}`) as CString;
}

/** A string literal of TypeScript, quotes included, in printable ASCII. What it stands for is the text, unit by unit. */
export function typeScriptString(text: string): TypeScriptString {
  const inside = text.replace(/[\\']|[^\x20-\x7e]/g, (unit) =>
    unit === '\\' || unit === "'" ? `\\${unit}` : `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return `'${inside}'` as TypeScriptString;
}

/** A backslash at the end of a line would take the next one into the comment. */
export function hashComment(text: string): HashComment {
  return visibleAscii(text).replaceAll('\\', '<U+005C>') as HashComment;
}

/**
 * Punctuation by which Markdown is more than text inside a line; underscores inside words and single dots stay
 * readable.
 */
const markdownPunctuation = /[\\`*[\]<>|~&@$#]|:(?=\/\/)|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])|(?<=www)\./gi;

/** Not for the begin of a line, where digits and dashes are more than text as well. */
export function markdown(text: string): Markdown {
  return visibleAscii(text).replace(markdownPunctuation, (character) => `\\${character}`) as Markdown;
}
