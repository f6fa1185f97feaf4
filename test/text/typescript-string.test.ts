import { Script } from 'node:vm';
import fc from 'fast-check';
import ts from 'typescript';
import { expect, it } from 'vitest';
import { typeScriptString } from '../../src/text/sinks.js';
import { hostileTexts } from '../support/hostile-text.js';

function valueOf(literal: string): unknown {
  const source = ts.createSourceFile('a.ts', `(${literal})`, ts.ScriptTarget.ES2022);
  expect(source.statements).toHaveLength(1);
  return new Script(`(${literal})`).runInNewContext();
}

it('a TypeScript string is one literal of printable ASCII that stands for the text', () => {
  const check = (text: string): void => {
    const literal = typeScriptString(text);
    expect(literal).toMatch(/^'[\x20-\x7e]*'$/);
    expect(valueOf(literal)).toBe(text);
  };
  fc.assert(fc.property(fc.string({ unit: 'binary' }), check));
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom("'", '\\', '\n', '`', '$', '{', '"', '\u2028', '\ud800') }), check),
  );
  hostileTexts(200).forEach(check);
});
