import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { fail, success, type Result } from '../diagnostics/diagnostic.js';
import { errorCode, systemReason } from '../files/disk.js';
import { nearMiss } from '../diagnostics/near-miss.js';

const largestFileBytes = 512 * 1024 * 1024;

/** The bytes of a file that a user named, or why they cannot be had. */
export function readWholeFile(file: string): Result<Uint8Array> {
  const origin = { kind: 'file', file } as const;
  try {
    const status = statSync(file);
    if (status.isDirectory())
      return fail('I8C6005', {
        message: 'a file is needed, not a folder',
        origin,
        help: 'give the file in the folder',
      });
    // A device or a pipe may never end.
    if (!status.isFile())
      return fail('I8C6201', { message: 'the file cannot be read', origin, details: ['it is no regular file'] });
    if (status.size > largestFileBytes) {
      return fail('I8C6202', {
        message: `files must have at most ${largestFileBytes} bytes`,
        origin,
        details: [`${status.size} bytes`],
      });
    }
    return success(readFileSync(file));
  } catch (error) {
    return isMissing(error)
      ? missingFile(file)
      : fail('I8C6201', { message: 'the file cannot be read', origin, details: [systemReason(error)] });
  }
}

function missingFile(file: string) {
  const folder = dirname(file);
  const similar = nearMiss(basename(file), listFolder(folder));
  const help =
    similar === null
      ? 'paths are relative to the current folder'
      : `there is ${file.slice(0, file.length - basename(file).length)}${similar}`;
  return fail('I8C6004', { message: 'there is no such file', origin: { kind: 'file', file }, help });
}

function listFolder(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function isMissing(error: unknown): boolean {
  const code = errorCode(error);
  return code === 'ENOENT' || code === 'ENOTDIR';
}
