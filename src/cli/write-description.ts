import { basename } from 'node:path';
import type { Result } from '../diagnostics/diagnostic.js';
import { readOwnedFiles, type FolderKind, type FolderList } from '../files/folder-kind.js';
import { sha256 } from '../files/look.js';
import { writeFolder, type WriteOptions } from '../files/owned-folder.js';
import { jsonText } from '../text/json.js';
import { packageVersion } from '../version.js';

interface DescriptionFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** A description and its data files. */
export interface DescriptionFiles {
  readonly name: string;
  /** The file that it was made from. */
  readonly model: string;
  /** The description itself first. */
  readonly files: readonly [DescriptionFile, ...DescriptionFile[]];
}

/** A folder that `describe` has written: its list names the files. */
const descriptionKind: FolderKind = Object.freeze({
  noun: 'description',
  option: '--out',
  listFile: 'described.json',
  readList,
});

/**
 * Writes a description to a folder, all of it or nothing, and returns the folder's absolute path. What people have
 * changed stays unless `force` is given; see `writeFolder`.
 */
export function writeDescription(
  { name, model, files }: DescriptionFiles,
  directory: string,
  options: WriteOptions,
): Promise<Result<string>> {
  const owned = files.map(({ path, bytes }) => ({ path, sha256: sha256(bytes) }));
  const list = { int8cDescription: packageVersion(), schemaVersion: 1, name, model: basename(model), files: owned };
  return writeFolder(
    directory,
    {
      kind: descriptionKind,
      subject: subjectOf(name),
      known: owned,
      fill(write) {
        for (const { path, bytes } of files) write(path, bytes);
        write(descriptionKind.listFile, Buffer.from(`${jsonText(list)}\n`));
      },
    },
    options,
  );
}

/** A description of another name is another one. */
function subjectOf(name: string): string {
  return `of ${name}`;
}

const describedPath = /^[a-z0-9_]+\.(npy|ts|json)$/;

/** The list may be a stranger's: the files that it names are of the shape that a description has, or it is none. */
function readList({ int8cDescription, name, files }: Readonly<Record<string, unknown>>): FolderList | null {
  if (typeof int8cDescription !== 'string' || typeof name !== 'string') return null;
  const owned = readOwnedFiles(files, (path) => describedPath.test(path));
  return owned === undefined ? null : { subject: subjectOf(name), files: owned };
}
