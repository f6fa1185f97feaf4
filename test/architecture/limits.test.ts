import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { filesBelow } from '../support/files-below.js';
import { repository } from '../support/tools.js';

const clocks = /\b(performance\.now|Date\.now|hrtime)\b/;
/** The limit that `it` and `test` take behind their body, or in an object before it. */
const ownLimit = /^\s*(\}, \d[\d_]*\)|\d+_000,?\s*\))|\btimeout: *\d/m;

describe('tests', () => {
  test('neither measure the clock nor have limits of their own: a busy machine fails none of them', () => {
    const files = filesBelow('test').filter(
      (file) => file.endsWith('.test.ts') && !file.endsWith('architecture/limits.test.ts'),
    );
    expect(files.length).toBeGreaterThan(50);
    const text = (file: string): string => readFileSync(join(repository, file), 'utf8');
    expect(files.filter((file) => clocks.test(text(file)) || ownLimit.test(text(file)))).toEqual([]);
  });

  test.each(['  }, 60_000);', "  test('x', { timeout: 120_000 }, async () => {", '    180_000,'])(
    'with a limit are told: %s',
    (line) => {
      expect(ownLimit.test(`it(\n${line}\n);`)).toBe(true);
    },
  );
});
