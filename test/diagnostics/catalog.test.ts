import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Rule } from '../../src/operators/rule.js';
import { arithmetics } from '../../src/operators/registry.js';
import { allCodePages } from '../../src/report/code-pages.js';
import { filesBelow } from '../support/files-below.js';
import { repository } from '../support/tools.js';

interface CodeUse {
  readonly code: string;
  readonly path: string;
}

/** Files that hold pages; elsewhere a code stands where its diagnostic is made. */
const pageFiles = /(^|\/)(codes|catalog(-[a-z]+)?)\.ts$/;

const pages = allCodePages();
const codes = pages.map(({ code }) => code);
const uses = codeLiterals().filter(({ path }) => !pageFiles.test(path));

describe('diagnostic codes', () => {
  test('are made somewhere and have a page', () => {
    const used = new Set(uses.map(({ code }) => code));
    expect(uses.filter(({ code }) => !codes.some((known) => known === code))).toEqual([]);
    expect(codes.filter((code) => !used.has(code))).toEqual([]);
  });

  test('have one page each', () => {
    expect(codes.filter((code, index) => codes.indexOf(code) !== index)).toEqual([]);
  });

  test('of operators have a range of their own', () => {
    const rules = arithmetics.flatMap(({ rules: own }) => own.map(({ code }) => code));
    expect(rules.filter((code) => !/^I8C2[1-9]\d\d$/.test(code))).toEqual([]);
  });

  test('are provoked by a test', () => {
    const tests = filesBelow('test').filter(
      (path) => /\.(ts|md|txt)$/.test(path) && path !== 'test/diagnostics/catalog.test.ts',
    );
    const text = tests.map((path) => readFileSync(join(repository, path), 'utf8')).join('\n');
    expect(codes.filter((code) => !text.includes(code))).toEqual([]);
  });
});

test.each(pages)('the page of $code says what and what to do', ({ title, explanation, remedy }) => {
  for (const text of [title, explanation, remedy]) expect(text).toMatch(/^\S.*[.!?]$/s);
});

/** Every code that stands in the source as a literal. */
function codeLiterals(): CodeUse[] {
  return filesBelow('src').flatMap((path) =>
    [...readFileSync(join(repository, path), 'utf8').matchAll(/'(I8C\d{4})'/g)].map(([, code = '']) => ({
      code,
      path,
    })),
  );
}

test('a rule of operators has one code and one sentence, whichever operators keep it', () => {
  const rules = arithmetics.flatMap(({ rules: own }): readonly Rule<never>[] => own);
  const sentenceOf = ({ general, sentence }: Rule<never>): string => general ?? sentence;
  const sentences = new Map(rules.map((rule) => [rule.code, sentenceOf(rule)]));
  expect(rules.filter((rule) => sentences.get(rule.code) !== sentenceOf(rule))).toEqual([]);
  expect(new Set(sentences.values()).size).toBe(sentences.size);
});

test('no two pages say the same', () => {
  const titles = allCodePages().map(({ title }) => title);
  expect(titles.filter((title, index) => titles.indexOf(title) !== index)).toEqual([]);
});
