import type { ts } from 'ts-morph';
import type { SourceOrigin } from '../../../diagnostics/origin.js';
import { shortName } from '../../../text/visible.js';
import { maxQuoted } from './limits.js';

/** The paths of modules as the user wrote them: TypeScript keeps a path of its own form in its trees. */
const paths = new WeakMap<ts.SourceFile, string>();

export function setPath(source: ts.SourceFile, path: string): void {
  paths.set(source, path);
}

export function pathOf(source: ts.SourceFile): string {
  return paths.get(source) ?? source.fileName;
}

/** Where a node stands, without the blanks and comments before it. */
export function originOf(node: ts.Node): SourceOrigin {
  const source = node.getSourceFile();
  const start = node.getStart(source);
  return originAt(source, start, node.getEnd() - start);
}

/** Where `length` UTF-16 units of a module stand, from one on that counts from 0. */
export function originAt(source: ts.SourceFile, start: number, length: number): SourceOrigin {
  const { line, character } = source.getLineAndCharacterOfPosition(start);
  return { kind: 'source', file: pathOf(source), line: line + 1, column: character + 1, length };
}

/** The first line of what stands at a node. */
export function quote(node: ts.Node): string {
  const source = node.getSourceFile();
  const start = node.getStart(source);
  const text = source.text.slice(start, Math.min(node.getEnd(), start + 2 * maxQuoted));
  const [line = ''] = text.split(/[\r\n\u2028\u2029]/, 1);
  return shortName(line.trimEnd(), maxQuoted);
}
