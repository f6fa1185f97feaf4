import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { manualPages } from '../../src/report/manual.js';
import { filesBelow } from '../support/files-below.js';
import { repository } from '../support/tools.js';

describe('the manual', () => {
  const manual = manualPages();

  test.each(manual)('$path is what the source says (npm run docs)', ({ path, text }) => {
    expect(existsSync(join(repository, path))).toBe(true);
    expect(readFileSync(join(repository, path), 'utf8')).toBe(text);
  });

  test('has no page of what is gone', () => {
    const paths = manual.map(({ path }) => path);
    expect(
      [...filesBelow('docs/operators'), ...filesBelow('docs/diagnostics')].filter((path) => !paths.includes(path)),
    ).toEqual([]);
  });

  test('links only to files that exist', () => {
    const broken = [
      ...manual.map(({ path }) => path),
      ...filesBelow('docs').filter((path) => /^docs\/[^/]+\.md$/.test(path)),
    ].flatMap((path) =>
      [...readFileSync(join(repository, path), 'utf8').matchAll(/\]\(([^)#:]+)\)/g)]
        .map((match) => join(path, '..', match[1] ?? ''))
        .filter((target) => !existsSync(join(repository, target)))
        .map((target) => `${path} -> ${target}`),
    );
    expect(broken).toEqual([]);
  });
});
