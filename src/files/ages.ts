import { join } from 'node:path';
import type { Assessment } from './assess.js';
import type { Disk } from './disk.js';
import type { OwnedFile } from './look.js';

/**
 * 1/64 s: the time as Ninja compares it, to the nanosecond, and as Node sets it, in floating-point seconds, are the
 * same for its multiples.
 */
const grainMilliseconds = 1000 / 64;

/**
 * Files that come out as they are already stay as old as they are, so that no build takes them for new. `staged` has
 * all files.
 */
export function keepAges(
  disk: Disk,
  directory: string,
  staged: string,
  files: readonly OwnedFile[],
  assessment: Assessment | null,
): void {
  const unchanged = new Set(assessment?.unchanged ?? []);
  for (const { path } of files) {
    const status = disk.status(join(unchanged.has(path) ? directory : staged, path));
    if (status === null) continue;
    disk.setChanged(join(staged, path), Math.floor(status.changedMilliseconds / grainMilliseconds) * grainMilliseconds);
  }
}
