import { join } from 'node:path';
import type { Disk } from './disk.js';
import { isOwnedFile } from './journal.js';
import type { OwnedFile } from './look.js';

/** A kind of folder that int8c writes: a package, a trace. One of its files, the list, names the others. */
export interface FolderKind {
  /** What people call it. */
  readonly noun: string;
  /** Option that names it on the command line. */
  readonly option: string;
  readonly listFile: string;
  /** Reads the parsed list; null where it is not the list of such a folder, or not one that int8c can have written. */
  readList(json: Readonly<Record<string, unknown>>): FolderList | null;
}

export interface FolderList {
  /** Of what it is, in words: what is of something else is another package. */
  readonly subject: string;
  /** Null where the version of int8c that wrote it listed no files. */
  readonly files: readonly OwnedFile[] | null;
}

const largestListBytes = 64 * 1024 * 1024;

/** Reads the list of a folder that exists. Null where there is none that int8c can have written. */
export function readFolderList(disk: Disk, directory: string, kind: FolderKind): FolderList | null {
  const file = join(directory, kind.listFile);
  const status = disk.status(file);
  if (status?.kind !== 'file' || status.bytes > largestListBytes) return null;
  const json = parseJson(disk.read(file).toString());
  return json === null ? null : kind.readList(json);
}

function parseJson(text: string): Record<string, unknown> | null {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? { ...parsed } : null;
  } catch {
    return null;
  }
}

/**
 * The `files` of a list: null where there are none, as older versions wrote it; undefined where they are not what int8c
 * writes. A list may be a stranger's, so it names nothing but what `owns` allows, and each once.
 */
export function readOwnedFiles(
  files: unknown,
  owns: (path: string) => boolean,
): readonly OwnedFile[] | null | undefined {
  if (files === undefined) return null;
  if (
    !Array.isArray(files) ||
    !files.every((file: unknown): file is OwnedFile => isOwnedFile(file) && owns(file.path))
  ) {
    return undefined;
  }
  return new Set(files.map(({ path }) => path)).size === files.length ? files : undefined;
}
