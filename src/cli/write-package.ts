import type { Result } from '../diagnostics/diagnostic.js';
import { isPackagePath } from '../emit/package-files.js';
import type { EmittedPackage, Manifest } from '../emit/package.js';
import { readOwnedFiles, type FolderKind, type FolderList } from '../files/folder-kind.js';
import { sha256 } from '../files/look.js';
import { writeFolder, type WriteOptions } from '../files/owned-folder.js';

export const manifestFile = 'manifest.json';

/** A folder that `compile` has written: its manifest lists the files. */
export const packageKind: FolderKind = Object.freeze({
  noun: 'package',
  option: '--out',
  listFile: manifestFile,
  readList: readManifest,
});

/**
 * Writes a package to a folder, all of it or nothing, and returns the folder's absolute path. Files that people have
 * put there stay, and files of int8c that they have changed do so unless `force` is given; see `writeFolder`.
 */
export function writePackage(
  emitted: EmittedPackage,
  destination: string,
  options: WriteOptions = {},
): Promise<Result<string>> {
  const files = emitted.files.map(({ path, text }) => ({ path, bytes: Buffer.from(text) }));
  const content = {
    kind: packageKind,
    subject: subjectOf(emitted.manifest),
    known: files.map(({ path, bytes }) => ({ path, sha256: sha256(bytes) })),
    fill: (write: (path: string, bytes: Uint8Array) => void) => files.forEach(({ path, bytes }) => write(path, bytes)),
  };
  return writeFolder(destination, content, options);
}

/** Another name or another model file is another package. */
function subjectOf({ name, model }: Pick<Manifest, 'name' | 'model'>): string {
  return `${name} of ${model.file}`;
}

const packageName = /^[a-z][a-z0-9_]{0,39}$/;

/**
 * The manifest may be a stranger's: the files that it lists are of the shape that a package of its name has, or it is
 * none.
 */
function readManifest({ name, int8cVersion, model, files }: Readonly<Record<string, unknown>>): FolderList | null {
  if (typeof name !== 'string' || !packageName.test(name) || typeof int8cVersion !== 'string') return null;
  if (typeof model !== 'object' || model === null || !('file' in model) || typeof model.file !== 'string') return null;
  const owned = readOwnedFiles(files, (path) => isPackagePath(name, path));
  return owned === undefined
    ? null
    : { subject: subjectOf({ name, model: { file: model.file, sha256: '' } }), files: owned };
}
