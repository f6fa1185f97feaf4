import type { ts } from 'ts-morph';
import type { TypeScript } from './machine.js';

/** What tokens mean for how deep a text stands inside of itself. */
export interface TokenKinds {
  /** For each opening bracket what closes it. */
  readonly closers: ReadonlyMap<ts.SyntaxKind, readonly ts.SyntaxKind[]>;
  /** The opening brackets of templates. */
  readonly templates: ReadonlySet<ts.SyntaxKind>;
  /** What ends everything that has been begun inside of a bracket. */
  readonly separates: ReadonlySet<ts.SyntaxKind>;
  /** The same where a line begins with it. */
  readonly beginsStatement: ReadonlySet<ts.SyntaxKind>;
  /** What the parser calls itself for, although it opens no bracket. */
  readonly begins: ReadonlySet<ts.SyntaxKind>;
  /** The same, unless an operand stands before it. */
  readonly signs: ReadonlySet<ts.SyntaxKind>;
  readonly slashes: ReadonlySet<ts.SyntaxKind>;
  /** What an async function goes on with. */
  readonly afterAsync: ReadonlySet<ts.SyntaxKind>;
  readonly endsOperand: ReadonlySet<ts.SyntaxKind>;
}

export function tokenKinds({ SyntaxKind: kind }: TypeScript): TokenKinds {
  return {
    closers: new Map([
      [kind.OpenParenToken, [kind.CloseParenToken]],
      [kind.OpenBracketToken, [kind.CloseBracketToken]],
      [kind.OpenBraceToken, [kind.CloseBraceToken]],
      [kind.TemplateHead, [kind.TemplateMiddle, kind.TemplateTail]],
      [kind.TemplateMiddle, [kind.TemplateMiddle, kind.TemplateTail]],
    ]),
    templates: new Set([kind.TemplateHead, kind.TemplateMiddle]),
    separates: new Set([kind.CommaToken, kind.SemicolonToken]),
    beginsStatement: new Set([
      ...[kind.ConstKeyword, kind.ExportKeyword, kind.ImportKeyword, kind.FunctionKeyword, kind.TypeKeyword],
    ]),
    begins: beginning(kind),
    signs: new Set([
      ...[kind.ExclamationToken, kind.PlusToken, kind.MinusToken, kind.PlusPlusToken, kind.MinusMinusToken],
    ]),
    slashes: new Set([kind.SlashToken, kind.SlashEqualsToken]),
    afterAsync: new Set([kind.OpenParenToken, kind.LessThanToken, kind.Identifier, kind.FunctionKeyword]),
    endsOperand: new Set([
      ...[kind.Identifier, kind.NumericLiteral, kind.StringLiteral, kind.NoSubstitutionTemplateLiteral],
      ...[kind.TemplateTail, kind.RegularExpressionLiteral, kind.TrueKeyword, kind.FalseKeyword, kind.NullKeyword],
      ...[kind.UndefinedKeyword, kind.ThisKeyword],
      ...[kind.CloseParenToken, kind.CloseBracketToken, kind.CloseBraceToken],
    ]),
  };
}

function beginning(kind: TypeScript['SyntaxKind']): ReadonlySet<ts.SyntaxKind> {
  return new Set([
    ...[kind.EqualsGreaterThanToken, kind.EqualsToken, kind.AsteriskAsteriskToken, kind.QuestionToken, kind.ColonToken],
    ...[kind.LessThanToken, kind.AtToken, kind.TildeToken, kind.DotDotDotToken],
    ...[kind.TypeOfKeyword, kind.VoidKeyword, kind.DeleteKeyword, kind.AwaitKeyword, kind.YieldKeyword],
    ...[kind.NewKeyword, kind.KeyOfKeyword, kind.UniqueKeyword, kind.ReadonlyKeyword, kind.InferKeyword],
    ...[kind.ExtendsKeyword, kind.AssertsKeyword, kind.IfKeyword, kind.ElseKeyword, kind.ForKeyword],
    ...[kind.WhileKeyword, kind.DoKeyword, kind.WithKeyword, kind.CaseKeyword, kind.DefaultKeyword],
  ]);
}
