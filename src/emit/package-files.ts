import { createHash } from 'node:crypto';

/** A file of a package as its manifest lists it. */
export interface ManifestFile {
  readonly path: string;
  /** Of its bytes as they are written: 64 lower-case hexadecimal digits. */
  readonly sha256: string;
}

/** Version of the form of `manifest.json`; a field that goes or changes its meaning makes it larger. */
export const manifestSchemaVersion = 1;

/** Files whose names are the same in every package. */
const commonFiles: ReadonlySet<string> = new Set([
  'int8c_runtime.h',
  'CMakeLists.txt',
  'Makefile',
  'README.md',
  '.gitattributes',
]);

/**
 * Whether a package of this name may have a file at this path: `manifest.json` names files that int8c replaces and
 * removes, and whoever wrote that manifest must not be able to name others. Every file of a package is of this shape,
 * and few other files are.
 */
export function isPackagePath(name: string, path: string): boolean {
  const file = path.startsWith('test/') ? path.slice('test/'.length) : path;
  if (file.includes('/')) return false;
  return (
    commonFiles.has(file) ||
    (file.startsWith(name) && /^((_[a-z0-9_]+)?\.[a-z0-9]+|\.test\.ts)$/.test(file.slice(name.length)))
  );
}

/**
 * Paths and hashes of the files of a package but the manifest, which holds this list. Sorted by path, character by
 * character.
 */
export function listFiles(files: readonly { readonly path: string; readonly text: string }[]): ManifestFile[] {
  return files
    .map(({ path, text }) => ({ path, sha256: createHash('sha256').update(text).digest('hex') }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}
