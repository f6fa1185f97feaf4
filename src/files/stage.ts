import { join } from 'node:path';
import { foldersOf } from './assess.js';
import type { Disk } from './disk.js';
import { isOwnablePath, newFolder } from './journal.js';
import { sha256, type OwnedFile } from './look.js';

export type WriteFile = (path: string, bytes: Uint8Array) => void;

/** A long computation between two files is no reason to take a claim for left over; see `owner.ts`. */
const touchMilliseconds = 10_000;

/**
 * Writes files into the claim, all of them synced before it returns. Returns them in the order in which they were
 * handed over.
 */
export async function stageFiles(
  disk: Disk,
  claim: string,
  fill: (write: WriteFile) => void | Promise<void>,
): Promise<OwnedFile[]> {
  const root = newFolder(claim);
  const folders = new Set<string>();
  const files = new Map<string, OwnedFile>();
  let touched = performance.now();
  disk.makeFolder(root);
  await fill((path, bytes) => {
    if (!isOwnablePath(path) || files.has(path)) throw new Error(`int8c bug: ${path} cannot be a file of a folder`);
    for (const folder of foldersOf(path)) {
      if (folders.has(folder)) continue;
      disk.makeFolder(join(root, folder));
      folders.add(folder);
    }
    disk.writeNew(join(root, path), bytes);
    files.set(path, { path, sha256: sha256(bytes) });
    if (performance.now() - touched < touchMilliseconds) return;
    touched = performance.now();
    disk.touch(claim);
  });
  const paths = [...files.keys(), ...folders].map((path) => join(root, path));
  await flushAll(disk, [...paths, root]);
  return [...files.values()];
}

const flushedAtOnce = 32;

/** Ends when all are done, also after a failure: nothing of the claim is in use then. */
async function flushAll(disk: Disk, paths: readonly string[]): Promise<void> {
  const waiting = paths.values();
  const failures: unknown[] = [];
  const keepBusy = async (): Promise<void> => {
    for (const path of waiting) {
      if (failures.length > 0) return;
      await disk.flush(path).catch((error: unknown) => failures.push(error));
    }
  };
  await Promise.all(Array.from({ length: flushedAtOnce }, keepBusy));
  if (failures.length > 0) throw failures[0];
}
