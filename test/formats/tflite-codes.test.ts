import { readdirSync, readFileSync } from 'node:fs';

import { expect, test } from 'vitest';

import { tfliteCodes } from '../../src/formats/tflite/codes.js';

const reader = new URL('../../src/formats/tflite/', import.meta.url);
const codePattern = /I8C1\d{3}/g;

function codesIn(text: string): readonly string[] {
  return [...new Set(text.match(codePattern) ?? [])].sort();
}

const pages = tfliteCodes.map((page) => page.code);

test('every code that the reader reports has a page, and every page a use', () => {
  const sources = readdirSync(reader).filter((name) => name !== 'codes.ts');
  const used = codesIn(sources.map((name) => readFileSync(new URL(name, reader), 'utf8')).join('\n'));
  expect(used).toEqual(pages);
});

test('every code has a fixture', () => {
  const here = new URL('.', import.meta.url);
  const files = readdirSync(here).filter((name) => name.startsWith('tflite-diagnostics-'));
  const fixtures = files.map((name) => readFileSync(new URL(name, here), 'utf8')).join('\n');
  const titled = fixtures.split('\n').filter((line) => /^\s*test/.test(line) || line.includes("])('I8C"));
  expect(codesIn(titled.join('\n'))).toEqual(pages);
});

test.each(tfliteCodes)('$code has a title, an explanation and a remedy of whole sentences', (page) => {
  for (const text of [page.title, page.explanation, page.remedy])
    expect(text).toMatch(/^[A-Z].*\.$|^uint8.*\.$|^int8c.*\.$/s);
});
