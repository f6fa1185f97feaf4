import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { EmittedPackage } from '../../src/emit/package.js';
import { isPackagePath } from '../../src/emit/package-files.js';
import { denseGraph, packageOf } from '../support/verify-samples.js';

const densePackage = (): EmittedPackage => packageOf(denseGraph(), 'dense');

describe('the manifest', () => {
  test('lists every file but itself with the hash of its bytes, by path', () => {
    const pkg = densePackage();
    const others = pkg.files.filter(({ path }) => path !== 'manifest.json');
    const hashes = new Map(
      others.map(({ path, text }) => [path, createHash('sha256').update(Buffer.from(text)).digest('hex')]),
    );
    expect(pkg.manifest.files).toEqual([...hashes.keys()].sort().map((path) => ({ path, sha256: hashes.get(path) })));
    expect(pkg.manifest.schemaVersion).toBe(1);
  });

  test('is the last file, and says what the package says', () => {
    const pkg = densePackage();
    const last = pkg.files.at(-1);
    expect(last?.path).toBe('manifest.json');
    expect(JSON.parse(last?.text ?? '')).toEqual(pkg.manifest);
  });
});

describe('isPackagePath', () => {
  test('knows every file that is emitted', () => {
    expect(densePackage().manifest.files.filter(({ path }) => !isPackagePath('dense', path))).toEqual([]);
  });

  test.each(['dense.hpp', 'dense_2b.c', 'test/dense_x.h', 'test/Makefile', 'dense.ts', 'dense.test.ts'])(
    'accepts %j',
    (path) => expect(isPackagePath('dense', path)).toBe(true),
  );

  test.each([
    ...[
      '',
      '.',
      '..',
      '/',
      'test',
      'test/',
      'notes.md',
      'main.c',
      'manifest.json',
      '.git/HEAD',
      '.gitignore',
      '.env',
      'dense',
      'dense.',
      'dense.test.js',
      'dense.x.test.ts',
      'dense/x.c',
    ],
    ...[
      '../dense.c',
      '/dense.c',
      'test/../dense.c',
      'test//dense.c',
      'test/test/dense.c',
      'other/dense.c',
      './dense.c',
      'C:dense.c',
      'dense..c',
    ],
    ...[
      'test\\dense.c',
      'dense.c\n',
      'dense.c\0',
      'dense .c',
      'DENSE.c',
      'densely.c',
      'dense_/../x.c',
      'dense.c/',
      'dense.c.orig',
      'readme.md',
    ],
  ])('refuses %j', (path) => expect(isPackagePath('dense', path)).toBe(false));
});
