import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { failure, success, type Result } from '../diagnostics/diagnostic.js';
import type { EmittedPackage } from '../emit/package.js';
import { cannotWrite, createFolder, withTemporaryFolder } from './output-folder.js';
import { occupiedBySomethingElse, staleFiles } from './package-folder.js';

/**
 * Writes a package to a folder and returns its absolute path. A new folder appears at once, by one rename; in a package
 * that is there already each file is replaced by a rename, the manifest last. Files that people added to the folder
 * stay; those of an earlier package that are no longer emitted go.
 */
export function writePackage(emitted: EmittedPackage, destination: string): Result<string> {
  const directory = resolve(destination);
  try {
    const occupied = occupiedBySomethingElse(directory);
    if (occupied !== null) return failure([occupied]);
    if (existsSync(directory)) replacePackage(emitted, directory);
    else createFolder(directory, (temporary) => writeFiles(emitted, temporary));
    return success(directory);
  } catch (error) {
    return cannotWrite(destination, error);
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
