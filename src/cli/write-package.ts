import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fail, failure, success, type Result } from '../diagnostics/diagnostic.js';
import type { EmittedPackage } from '../emit/package.js';
import { occupiedBySomethingElse, staleFiles } from './package-folder.js';
import { systemReason } from './read-file.js';

/**
 * Writes a package to a folder. All files are first written to a temporary folder on the same disk. A new folder then
 * appears at once, by one rename; in a package that is there already each file is replaced by a rename, the manifest last.
 * Files that people added to the folder stay; those of an earlier package that are no longer emitted go.
 */
export function writePackage(emitted: EmittedPackage, destination: string): Result<string> {
  const directory = resolve(destination);
  try {
    const occupied = occupiedBySomethingElse(directory);
    if (occupied !== null) return failure([occupied]);
    if (existsSync(directory)) replacePackage(emitted, directory);
    else createPackage(emitted, directory);
    return success(directory);
  } catch (error) {
    return fail('I8C6104', {
      message: 'the output cannot be written',
      origin: { kind: 'file', file: destination },
      details: [systemReason(error)],
      why: 'files are written to a temporary folder first: nothing half-written is left',
      help: 'check permissions and free space, or give another --out',
    });
  }
}

function createPackage(emitted: EmittedPackage, directory: string): void {
  const made = mkdirSync(dirname(directory), { recursive: true });
  try {
    withTemporaryFolder(join(dirname(directory), `.${basename(directory)}-`), (temporary) => {
      const complete = join(temporary, basename(directory));
      writeFiles(emitted, complete);
      renameSync(complete, directory);
    });
  } catch (error) {
    if (made !== undefined) rmSync(made, { recursive: true, force: true });
    throw error;
  }
}

function replacePackage(emitted: EmittedPackage, directory: string): void {
  withTemporaryFolder(join(directory, '.int8c-'), (temporary) => {
    writeFiles(emitted, temporary);
    const stale = staleFiles(directory, emitted);
    const manifestLast = [...emitted.files].sort((a, b) => Number(a.role === 'manifest') - Number(b.role === 'manifest'));
    for (const { path } of manifestLast) {
      mkdirSync(dirname(join(directory, path)), { recursive: true });
      renameSync(join(temporary, path), join(directory, path));
    }
    for (const path of stale) rmSync(join(directory, path));
  });
}

function writeFiles(emitted: EmittedPackage, directory: string): void {
  for (const { path, text } of emitted.files) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), text);
  }
}

/** Runs `use` with a folder of its own, which is gone afterwards, whatever happens. */
function withTemporaryFolder(prefix: string, use: (temporary: string) => void): void {
  const temporary = mkdtempSync(prefix);
  try {
    use(temporary);
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}
