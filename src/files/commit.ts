import { dirname, join, relative } from 'node:path';
import { foldersOf, type Assessment } from './assess.js';
import type { Disk } from './disk.js';
import { makeFolders, removeIfEmpty } from './folders.js';
import { newFolder, oldFolder, removeJournal, rollBack, swappedFolder, writeJournal, type Journal } from './journal.js';
import { lookAt, type OwnedFile } from './look.js';

/** The files that are complete in the claim's `new`, and what stands where they go. */
export interface Replacement {
  readonly claim: string;
  readonly directory: string;
  /** Null where the folder does not exist. */
  readonly assessment: Assessment | null;
  /** In the order in which they take their places; the list last. */
  readonly files: readonly OwnedFile[];
}

/**
 * Puts the files into their places. Throws where that fails, and then what was there before is there again, or, if even
 * that fails, the journal is.
 */
export function commit(disk: Disk, replacement: Replacement): void {
  const { directory, assessment } = replacement;
  if (assessment === null) placeFolder(disk, replacement.claim, directory);
  else if (!swapFolder(disk, replacement, assessment)) replaceFiles(disk, replacement, assessment);
}

/** A folder that does not exist yet appears by one rename. */
function placeFolder(disk: Disk, claim: string, directory: string): void {
  try {
    disk.move(newFolder(claim), directory);
    disk.syncFolder(dirname(directory));
  } catch (error) {
    // A network file system may have done what it says has failed.
    if (disk.status(newFolder(claim)) === null) disk.move(directory, newFolder(claim));
    throw error;
  }
}

/**
 * A folder in which nothing would be left is exchanged as a whole: nobody sees files of both. Returns false, with
 * everything as it was, where that cannot be: something else is in it, it is the current folder or a mount point, or
 * the new one could not have the same owner.
 */
function swapFolder(disk: Disk, { claim, directory }: Replacement, assessment: Assessment): boolean {
  const [before, after] = [disk.status(directory), disk.status(newFolder(claim))];
  if (before === null || after === null || before.user !== after.user || before.group !== after.group) return false;
  if (dirname(claim) === directory || isCurrentFolder(disk, directory) || !holdsOnly(disk, directory, assessment.out)) {
    return false;
  }
  const journal: Journal = { mode: 'swap', out: [], folders: [], in: [] };
  disk.makeFolder(oldFolder(claim));
  writeJournal(disk, claim, journal);
  try {
    if (
      !moveIfPossible(disk, directory, swappedFolder(claim)) ||
      !holdsOnly(disk, swappedFolder(claim), assessment.out)
    ) {
      rollBack(disk, claim, directory, journal);
      removeJournal(disk, claim);
      disk.removeFolder(oldFolder(claim));
      return false;
    }
    if (before.mode !== after.mode) disk.setMode(newFolder(claim), before.mode);
    disk.move(newFolder(claim), directory);
    disk.syncFolder(dirname(directory));
    removeJournal(disk, claim);
    return true;
  } catch (error) {
    rollBack(disk, claim, directory, journal);
    removeJournal(disk, claim);
    throw error;
  }
}

/** Some systems do not rename some folders: mount points, lower layers of an overlay, folders that are open. */
function moveIfPossible(disk: Disk, from: string, to: string): boolean {
  try {
    disk.move(from, to);
    return true;
  } catch {
    return false;
  }
}

function isCurrentFolder(disk: Disk, directory: string): boolean {
  try {
    const inside = relative(disk.realPath(directory), disk.realPath(process.cwd()));
    return inside === '' || !/^\.\.([\\/]|$)/.test(inside);
  } catch {
    return false;
  }
}

/** Whether these paths and the folders that hold them are all there is below a folder. */
function holdsOnly(disk: Disk, directory: string, paths: readonly string[]): boolean {
  const files = new Set(paths);
  const folders = new Set(paths.flatMap(foldersOf));
  const only = (folder: string): boolean =>
    disk.list(join(directory, folder)).every((name) => {
      const path = folder === '' ? name : `${folder}/${name}`;
      return (
        files.has(path) || (folders.has(path) && disk.status(join(directory, path))?.kind === 'folder' && only(path))
      );
    });
  return only('');
}

/**
 * Everything that goes leaves first, the list before all; then everything comes, the list after all: at no time are
 * files of both there.
 */
function replaceFiles(disk: Disk, { claim, directory, files }: Replacement, { out, removed }: Assessment): void {
  const list = files.at(-1)?.path;
  const leaving = [...out].sort((left, right) => Number(right === list) - Number(left === list));
  const needed = [...new Set(files.flatMap(({ path }) => foldersOf(path)))];
  const folders = needed.filter((path) => lookAt(disk, directory, path).kind !== 'folder');
  const emptied = [...new Set(removed.flatMap(foldersOf))].filter((path) => !needed.includes(path));
  const journal: Journal = { mode: 'files', out: leaving, folders, in: files };
  for (const folder of ['', ...new Set(leaving.flatMap(foldersOf))]) disk.makeFolder(join(oldFolder(claim), folder));
  writeJournal(disk, claim, journal);
  try {
    for (const path of leaving) disk.move(join(directory, path), join(oldFolder(claim), path));
    for (const path of emptied.toReversed()) removeIfEmpty(disk, join(directory, path));
    for (const path of folders) makeFolders(disk, join(directory, path));
    for (const { path } of files) disk.move(join(newFolder(claim), path), join(directory, path));
    for (const path of ['', ...needed]) disk.syncFolder(join(directory, path));
    removeJournal(disk, claim);
  } catch (error) {
    rollBack(disk, claim, directory, journal);
    removeJournal(disk, claim);
    throw error;
  }
}
