import { dirname, join } from 'node:path';
import type { Disk } from './disk.js';
import { makeFolders, removeIfEmpty } from './folders.js';
import { lookAt, type OwnedFile } from './look.js';

/*
 * What a claim holds while a folder is replaced:
 *   new/          the files to come, complete and synced before anything else happens
 *   old/          what has left its place; in swap mode, the whole folder as old/folder
 *   journal.json  from before the first move until after the last: what moves
 * With a journal, what was interrupted is finished if nothing is left to be moved in, and undone otherwise.
 * Without one, nothing has moved or everything has, and the claim is rubbish.
 */

export interface Journal {
  /** The whole folder is exchanged, or files in it. */
  readonly mode: 'swap' | 'files';
  /** What leaves its place, in this order: files and links, by path in the folder. */
  readonly out: readonly string[];
  /** Folders that are made in between, the outermost first. */
  readonly folders: readonly string[];
  /** What takes its place, in this order. */
  readonly in: readonly OwnedFile[];
}

const journalFile = 'journal.json';
const journalPart = 'journal.part';
export const claimEntries: ReadonlySet<string> = new Set(['new', 'old', journalFile, journalPart]);

const formatVersion = 1;
const largestJournalBytes = 64 * 1024 * 1024;

export const newFolder = (claim: string): string => join(claim, 'new');
export const oldFolder = (claim: string): string => join(claim, 'old');
export const swappedFolder = (claim: string): string => join(claim, 'old', 'folder');

export function writeJournal(disk: Disk, claim: string, journal: Journal): void {
  const part = join(claim, journalPart);
  disk.writeNew(part, Buffer.from(JSON.stringify({ int8cJournal: formatVersion, ...journal })));
  disk.syncFile(part);
  disk.move(part, join(claim, journalFile));
  disk.syncFolder(claim);
  disk.syncFolder(dirname(claim));
}

/** From here on the claim is rubbish. */
export function removeJournal(disk: Disk, claim: string): void {
  if (hasJournal(disk, claim)) disk.removeFile(join(claim, journalFile));
}

export function hasJournal(disk: Disk, claim: string): boolean {
  return disk.status(join(claim, journalFile)) !== null;
}

/**
 * Null where there is none that int8c could have written. Files of a stranger may pose as one: its paths lead nowhere
 * but into the folder.
 */
export function readJournal(disk: Disk, claim: string): Journal | null {
  const file = join(claim, journalFile);
  const status = disk.status(file);
  if (status?.kind !== 'file' || status.bytes > largestJournalBytes) return null;
  const folders = [newFolder(claim), oldFolder(claim)].map((folder) => disk.status(folder)?.kind ?? 'folder');
  return folders.every((kind) => kind === 'folder') ? parseJournal(disk.read(file).toString()) : null;
}

function parseJournal(text: string): Journal | null {
  const { int8cJournal, mode, out, folders, in: incoming } = parseObject(text);
  if (int8cJournal !== formatVersion || (mode !== 'swap' && mode !== 'files')) return null;
  if (!isListOf(out, isOwnablePath) || !isListOf(folders, isOwnablePath) || !isListOf(incoming, isOwnedFile)) {
    return null;
  }
  return { mode, out, folders, in: incoming };
}

function parseObject(text: string): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null ? { ...parsed } : {};
  } catch {
    return {};
  }
}

function isListOf<T>(value: unknown, is: (item: unknown) => item is T): value is T[] {
  return Array.isArray(value) && value.every(is);
}

export function isOwnedFile(value: unknown): value is OwnedFile {
  if (typeof value !== 'object' || value === null || !('path' in value) || !('sha256' in value)) return false;
  return isOwnablePath(value.path) && typeof value.sha256 === 'string' && /^[0-9a-f]{64}$/.test(value.sha256);
}

const ownablePath = /^(\w[\w.-]*\/){0,3}(\w[\w.-]*|\.gitattributes)$/;

/**
 * Relative, with forward slashes, a few folders deep; nothing that leads upwards, and nothing hidden that a program
 * might keep there.
 */
export function isOwnablePath(value: unknown): value is string {
  return typeof value === 'string' && value.length <= 512 && ownablePath.test(value);
}

/** Whether everything has reached its place. */
export function isFinished(disk: Disk, claim: string, journal: Journal): boolean {
  if (journal.mode === 'swap') return disk.status(newFolder(claim)) === null;
  return journal.in.every(({ path }) => disk.status(join(newFolder(claim), path)) === null);
}

/**
 * Brings back what was there before. Can be interrupted and begun again. What somebody has put into the place of a file
 * since stays, and what stood there before is given up.
 */
export function rollBack(disk: Disk, claim: string, directory: string, journal: Journal): void {
  if (journal.mode === 'swap') {
    if (disk.status(swappedFolder(claim)) === null) return;
    if (disk.status(newFolder(claim)) === null && disk.status(directory) !== null) {
      disk.move(directory, newFolder(claim));
    }
    if (disk.status(directory) === null) disk.move(swappedFolder(claim), directory);
    return;
  }
  if (disk.status(directory)?.kind !== 'folder') return;
  for (const file of journal.in.toReversed()) takeOut(disk, claim, directory, file);
  for (const folder of journal.folders.toReversed()) {
    if (lookAt(disk, directory, folder).kind === 'folder') removeIfEmpty(disk, join(directory, folder));
  }
  for (const path of journal.out.toReversed()) putBack(disk, claim, directory, path);
}

function takeOut(disk: Disk, claim: string, directory: string, { path, sha256 }: OwnedFile): void {
  const staged = join(newFolder(claim), path);
  if (disk.status(staged) !== null) return;
  const place = lookAt(disk, directory, path);
  if (place.kind !== 'file' || place.sha256 !== sha256) return;
  makeFolders(disk, dirname(staged));
  disk.move(join(directory, path), staged);
}

function putBack(disk: Disk, claim: string, directory: string, path: string): void {
  const kept = join(oldFolder(claim), path);
  if (disk.status(kept) === null || lookAt(disk, directory, path).kind !== 'missing') return;
  makeFolders(disk, dirname(join(directory, path)));
  disk.move(kept, join(directory, path));
}
