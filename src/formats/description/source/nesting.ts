import type { ts } from 'ts-morph';
import { maxNesting } from './limits.js';
import type { TypeScript } from './machine.js';
import { tokenKinds, type TokenKinds } from './token-kinds.js';

/** What makes a text unfit for TypeScript's parser, and the token where that shows. */
export interface Unfit {
  readonly kind: 'nesting' | 'async';
  readonly start: number;
  readonly length: number;
}

interface Bracket {
  readonly opener: ts.SyntaxKind;
  /** What has been begun in it since the last comma: operators before an operand, arrows and the like. */
  begun: number;
}

/** The text between two tokens of a module, as they follow each other. */
interface Walk {
  readonly open: Bracket[];
  depth: number;
  previous: ts.SyntaxKind;
}

/**
 * Looks at the tokens of a module before TypeScript's parser does, whose recursion and whose time some texts overwhelm:
 * those whose parts stand deep inside each other, and async arrow functions inside each other, which it tries to read
 * twice at each level.
 */
export function findUnfit(ts: TypeScript, text: string): Unfit | null {
  const kinds = tokenKinds(ts);
  const scanner = ts.createScanner(ts.ScriptTarget.ESNext, true, ts.LanguageVariant.Standard, text);
  const { EndOfFileToken: end, Unknown: unknown, AsyncKeyword: async } = ts.SyntaxKind;
  const walk: Walk = { open: [{ opener: unknown, begun: 0 }], depth: 0, previous: unknown };
  for (let token = scanner.scan(); token !== end; token = scanner.scan()) {
    token = scanAgain(ts, kinds, scanner, token, walk);
    const start = scanner.getTokenStart();
    const unfit = { start, length: scanner.getTokenEnd() - start };
    if (walk.previous === async && kinds.afterAsync.has(token)) return { kind: 'async', ...unfit };
    step(kinds, walk, token, scanner.hasPrecedingLineBreak());
    if (walk.depth > maxNesting) return { kind: 'nesting', ...unfit };
    walk.previous = token;
  }
  return null;
}

/** A token whose kind depends on what is around it, as the parser would see it. */
function scanAgain(
  ts: TypeScript,
  kinds: TokenKinds,
  scanner: ts.Scanner,
  token: ts.SyntaxKind,
  { open, previous }: Walk,
): ts.SyntaxKind {
  if (kinds.slashes.has(token) && !kinds.endsOperand.has(previous)) return scanner.reScanSlashToken();
  const inner = open.at(-1);
  if (token === ts.SyntaxKind.CloseBraceToken && inner !== undefined && kinds.templates.has(inner.opener)) {
    return scanner.reScanTemplateToken(false);
  }
  return token;
}

function step(kinds: TokenKinds, walk: Walk, token: ts.SyntaxKind, beginsLine: boolean): void {
  const { open, previous } = walk;
  let inner = innermost(open);
  // A bracket of another kind closes nothing: the parser passes over it.
  if (kinds.closers.get(inner.opener)?.includes(token) === true) {
    open.pop();
    walk.depth -= 1 + inner.begun;
    inner = innermost(open);
  }
  if (kinds.closers.has(token)) {
    open.push({ opener: token, begun: 0 });
    walk.depth += 1;
  } else if (kinds.separates.has(token) || (beginsLine && kinds.beginsStatement.has(token))) {
    walk.depth -= inner.begun;
    inner.begun = 0;
  } else if (kinds.begins.has(token) || (kinds.signs.has(token) && !kinds.endsOperand.has(previous))) {
    inner.begun += 1;
    walk.depth += 1;
  }
}

/** The module itself is the outermost bracket, and closed by nothing. */
function innermost(open: readonly Bracket[]): Bracket {
  const bracket = open.at(-1);
  if (bracket === undefined) throw new Error('int8c bug: a module was closed');
  return bracket;
}
