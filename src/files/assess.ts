import { dirname } from 'node:path/posix';
import type { Disk } from './disk.js';
import type { FolderKind, FolderList } from './folder-kind.js';
import { lookAt, type OwnedFile } from './look.js';

/** What writing would do to a file that int8c has no right to. */
export interface Contested {
  readonly action: 'replace' | 'remove';
  readonly path: string;
  readonly reason: string;
}

/** What writing files into a folder means for what is there. */
export interface Assessment {
  /**
   * Moved away: files that others take the place of, and those of the list that are no more. Files and links, by path.
   */
  readonly out: readonly string[];
  /** Those of them that nothing takes the place of. */
  readonly removed: readonly string[];
  /** Files that are as they shall be already. */
  readonly unchanged: readonly string[];
  readonly contested: readonly Contested[];
  /** Files of the list that are no more, but were changed by somebody: they stay. */
  readonly kept: readonly string[];
  /** Folders in the place of files: nothing can be done about them. */
  readonly blocked: readonly string[];
}

/**
 * Looks at the place of every file to come, and at every file of the list. The files of a list are int8c's to replace
 * and to remove as long as they are unchanged, if the list is of the same subject; a file that is as it shall be is
 * contested by nobody.
 */
export function assess(
  disk: Disk,
  directory: string,
  kind: FolderKind,
  list: FolderList | null,
  subject: string,
  files: readonly OwnedFile[],
): Assessment {
  const listed = new Map((list?.files ?? []).map(({ path, sha256 }) => [path, sha256]));
  const foreign = list !== null && list.subject !== subject ? `of ${list.subject}` : null;
  const found: Found = { out: new Set(), removed: [], unchanged: [], contested: new Map(), kept: [], blocked: [] };
  for (const { path, sha256 } of files) {
    const own = path === kind.listFile && list !== null ? null : listed.get(path);
    lookForReplaced(disk, directory, path, found, (hash) => {
      if (hash === sha256) {
        found.unchanged.push(path);
        return null;
      }
      if (own === null || hash === own) return foreign;
      return own === undefined ? `not listed in ${kind.listFile}` : 'changed since int8c wrote it';
    });
  }
  const coming = new Set(files.map(({ path }) => path));
  for (const [path, sha256] of listed) {
    if (!coming.has(path)) lookForRemoved(disk, directory, { path, sha256 }, found, foreign);
  }
  return { ...found, out: [...found.out], contested: [...found.contested.values()] };
}

interface Found {
  readonly out: Set<string>;
  readonly removed: string[];
  readonly unchanged: string[];
  readonly contested: Map<string, Contested>;
  readonly kept: string[];
  readonly blocked: string[];
}

function lookForReplaced(
  disk: Disk,
  directory: string,
  path: string,
  found: Found,
  contest: (sha256: string) => string | null,
): void {
  const place = lookAt(disk, directory, path);
  switch (place.kind) {
    case 'missing':
      return;
    case 'folder':
      found.blocked.push(path);
      return;
    case 'strange':
      found.out.add(place.path);
      found.contested.set(place.path, {
        action: 'replace',
        path: place.path,
        reason: place.what === 'a link' ? 'a link: what it leads to stays' : place.what,
      });
      return;
    case 'file': {
      const reason = contest(place.sha256);
      found.out.add(path);
      if (reason !== null) found.contested.set(path, { action: 'replace', path, reason });
    }
  }
}

function lookForRemoved(
  disk: Disk,
  directory: string,
  { path, sha256 }: OwnedFile,
  found: Found,
  foreign: string | null,
): void {
  const place = lookAt(disk, directory, path);
  if (place.kind === 'missing') return;
  if (place.kind === 'strange' && found.out.has(place.path)) return;
  if (place.kind !== 'file' || place.sha256 !== sha256) {
    found.kept.push(path);
    return;
  }
  found.out.add(path);
  found.removed.push(path);
  if (foreign !== null) found.contested.set(path, { action: 'remove', path, reason: foreign });
}

/** Folders that hold a path, the outermost first, without the folder itself: `a` and `a/b` for `a/b/c`. */
export function foldersOf(path: string): string[] {
  const above = dirname(path);
  return above === '.' ? [] : [...foldersOf(above), above];
}
