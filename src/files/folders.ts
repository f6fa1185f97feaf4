import { dirname, join } from 'node:path';
import { hasCode, type Disk } from './disk.js';

/**
 * Makes a folder and those above it that are missing, one step at a time: as many as the path has, whatever the file
 * system says. Returns what was made, the outermost first. After a failure what was made is gone again.
 */
export function makeFolders(disk: Disk, folder: string): string[] {
  const missing: string[] = [];
  for (let at = folder; disk.status(at) === null; at = dirname(at)) {
    missing.unshift(at);
    if (dirname(at) === at) break;
  }
  const made: string[] = [];
  try {
    for (const path of missing) if (makeFolder(disk, path)) made.push(path);
    return made;
  } catch (error) {
    removeFolders(disk, made);
    throw error;
  }
}

/** False where somebody else made it just now. */
function makeFolder(disk: Disk, path: string): boolean {
  try {
    disk.makeFolder(path);
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  }
  disk.syncFolder(dirname(path));
  return true;
}

/** Removes folders that `makeFolders` made, as far as nothing has been put into them. */
export function removeFolders(disk: Disk, made: readonly string[]): void {
  for (const path of made.toReversed()) {
    try {
      disk.removeFolder(path);
    } catch {
      return;
    }
  }
}

/** Removes a folder that is not in use by anybody else, or does so; returns false where it is not empty. */
export function removeIfEmpty(disk: Disk, folder: string): boolean {
  try {
    disk.removeFolder(folder);
    return true;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return true;
    if (hasCode(error, 'ENOTEMPTY', 'EEXIST')) return false;
    throw error;
  }
}

/**
 * Removes a folder with all that is in it. Links in it go, what they lead to stays. What is gone already is no error.
 */
export function removeTree(disk: Disk, path: string): void {
  const status = disk.status(path);
  if (status === null) return;
  try {
    if (status.kind !== 'folder') {
      disk.removeFile(path);
      return;
    }
    for (const name of disk.list(path)) removeTree(disk, join(path, name));
    disk.removeFolder(path);
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error;
  }
}
