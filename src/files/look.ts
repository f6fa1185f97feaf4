import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Disk, Status } from './disk.js';

/** A file as a list names it: path in the folder, with forward slashes, and the hash of its bytes. */
export interface OwnedFile {
  readonly path: string;
  readonly sha256: string;
}

/** What stands at a path below a folder. */
export type Place =
  | { readonly kind: 'missing' }
  | { readonly kind: 'file'; readonly sha256: string }
  | { readonly kind: 'folder' }
  /**
   * On the way, at `path`, or at the end of it is something that is not entered: a link, a file in the place of a
   * folder, a device.
   */
  | { readonly kind: 'strange'; readonly path: string; readonly what: 'a link' | 'a file' | 'no regular file' };

/** Above this no file was written by int8c. */
const largestOwnedBytes = 512 * 1024 * 1024;

/** Looks at each folder on the way itself: no link below the folder is followed. */
export function lookAt(disk: Disk, folder: string, path: string): Place {
  const names = path.split('/');
  for (const [index] of names.entries()) {
    const here = names.slice(0, index + 1).join('/');
    const status = disk.status(join(folder, here));
    if (status === null) return { kind: 'missing' };
    if (status.kind === 'folder') continue;
    const last = index + 1 === names.length;
    return last && status.kind === 'file'
      ? { kind: 'file', sha256: hashOf(disk, join(folder, here), status) }
      : { kind: 'strange', path: here, what: describe(status) };
  }
  return { kind: 'folder' };
}

function hashOf(disk: Disk, file: string, { bytes }: Status): string {
  return bytes > largestOwnedBytes ? 'too large to be read' : sha256(disk.read(file));
}

function describe({ kind }: Status): 'a link' | 'a file' | 'no regular file' {
  return kind === 'link' ? 'a link' : kind === 'file' ? 'a file' : 'no regular file';
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
