import { mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fail } from '../diagnostics/diagnostic.js';
import { systemReason } from './read-file.js';

/** Runs `use` with a folder of its own, which is gone afterwards, whatever happens. */
export function withTemporaryFolder(prefix: string, use: (temporary: string) => void): void {
  const temporary = mkdtempSync(prefix);
  try {
    use(temporary);
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

/**
 * Makes a folder that appears at once when all in it is written. `fill` writes to a temporary folder on the same disk;
 * `makeRoom` is called when that is complete and the folder is about to be moved to its place.
 */
export function createFolder(directory: string, fill: (temporary: string) => void, makeRoom?: () => void): void {
  const made = mkdirSync(dirname(directory), { recursive: true });
  try {
    withTemporaryFolder(join(dirname(directory), `.${basename(directory)}-`), (temporary) => {
      const complete = join(temporary, basename(directory));
      mkdirSync(complete);
      fill(complete);
      makeRoom?.();
      renameSync(complete, directory);
    });
  } catch (error) {
    if (made !== undefined) rmSync(made, { recursive: true, force: true });
    throw error;
  }
}

/** What the operating system had against an output. */
export function cannotWrite(destination: string, error: unknown) {
  return fail('I8C6204', {
    message: 'the output cannot be written',
    origin: { kind: 'file', file: destination },
    details: [systemReason(error)],
    why: 'files are written to a temporary folder first: nothing half-written is left',
    help: 'check permissions and free space, or name another folder',
  });
}
