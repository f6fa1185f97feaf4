import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { hasCode, realDisk, type Disk } from './disk.js';
import { makeFolders, removeTree } from './folders.js';
import { onInterrupt } from './interrupt.js';
import { mayBeAlive, ownerPattern, ownerText, thisProcess } from './owner.js';

/** A folder among the machine's temporary files. */
export interface TemporaryFolder {
  readonly path: string;
  /** Writes a file below it; the path is relative, with forward slashes. */
  write(path: string, bytes: Uint8Array): void;
  remove(): void;
}

const folderName = new RegExp(`^int8c-${ownerPattern.source}-\\w+$`);

/**
 * Makes a folder that goes when it is removed or the process is interrupted. Those that killed processes have left go
 * first.
 */
export function makeTemporaryFolder(disk: Disk = realDisk): TemporaryFolder {
  const parent = tmpdir();
  removeLeftOver(disk, parent);
  const path = disk.makeOwnFolder(join(parent, `int8c-${ownerText(thisProcess())}-`));
  const forget = onInterrupt(() => removeSoon(disk, path));
  return {
    path,
    write(file, bytes) {
      makeFolders(disk, dirname(join(path, file)));
      disk.writeNew(join(path, file), bytes);
    },
    remove() {
      forget();
      removeTree(disk, path);
    },
  };
}

/**
 * Only what this user's processes on this very machine have left: of others nobody here can say whether they are at
 * work.
 */
function removeLeftOver(disk: Disk, parent: string): void {
  const here = thisProcess();
  for (const name of disk.list(parent)) {
    const [, pid = '', started = '', place = ''] = folderName.exec(name) ?? [];
    if (place !== here.place) continue;
    try {
      const status = disk.status(join(parent, name));
      if (status?.kind !== 'folder' || status.user !== (process.getuid?.() ?? status.user)) continue;
      if (!mayBeAlive({ pid: Number(pid), started, place }, here, status.changedMilliseconds)) {
        removeTree(disk, join(parent, name));
      }
    } catch {
      // It is in nobody's way.
    }
  }
}

const mostAttempts = 100;
const pauseMilliseconds = 5;

/** A compiler that has just been killed may still be writing its last bytes. */
function removeSoon(disk: Disk, path: string): void {
  for (let attempt = 1; ; attempt += 1) {
    try {
      removeTree(disk, path);
      return;
    } catch (error) {
      if (attempt === mostAttempts || !hasCode(error, 'ENOTEMPTY', 'EBUSY')) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)), 0, 0, pauseMilliseconds);
    }
  }
}
