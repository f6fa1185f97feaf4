import type { FileRole } from './package.js';

/** What a file of a package is there for, by its path. */
export function roleOf(path: string): FileRole {
  if (path === 'manifest.json') return 'manifest';
  if (path.startsWith('test/')) return 'test';
  if (path.endsWith('.ts')) return 'binding';
  if (path.endsWith('.h')) return 'header';
  if (path.endsWith('.c')) return path.endsWith('_data.c') ? 'data' : 'source';
  if (path.endsWith('.md')) return 'documentation';
  return path === '.gitattributes' ? 'checkout' : 'build';
}
