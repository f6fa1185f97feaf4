import fs from 'node:fs';
import { lstat, open } from 'node:fs/promises';

/** What stands at a path; a link is never followed. */
export interface Status {
  readonly kind: 'file' | 'folder' | 'link' | 'other';
  readonly bytes: number;
  readonly device: number;
  readonly user: number;
  readonly group: number;
  /** Permission bits. */
  readonly mode: number;
  readonly changedMilliseconds: number;
}

/**
 * The file system as int8c uses it to write: each function is one step that may fail or be the last before a kill. All
 * that is written goes through here, so that a test can stand in between at every step. Everything throws what the
 * operating system has against it.
 */
export interface Disk {
  /** Null where nothing is. */
  status(path: string): Status | null;
  /** Names in a folder, in no order. */
  list(folder: string): string[];
  /** The bytes of a regular file; a link is refused. */
  read(file: string): Buffer;
  readLink(link: string): string;
  /** The path without links in it, of something that exists. */
  realPath(path: string): string;
  makeFolder(folder: string): void;
  /** Makes a folder whose name begins with `prefix` and was never there, for this user alone; returns its path. */
  makeOwnFolder(prefix: string): string;
  /** Writes a file that must not exist yet. */
  writeNew(file: string, bytes: Uint8Array): void;
  /** Returns when the bytes of a file are on the disk itself. */
  syncFile(file: string): void;
  /** Returns when the names in a folder are on the disk itself. */
  syncFolder(folder: string): void;
  /** As the two before, for one of many at a time: the file system then writes its log for several at once. */
  flush(path: string): Promise<void>;
  /** Renames within a file system. A file at `to` would be replaced: callers see to it that none is. */
  move(from: string, to: string): void;
  /** Removes a file or a link. */
  removeFile(file: string): void;
  /** Removes an empty folder. */
  removeFolder(folder: string): void;
  setMode(path: string, mode: number): void;
  /** Sets the time of the last change to now. */
  touch(path: string): void;
  /** Sets the time of the last change, in milliseconds since 1970. */
  setChanged(file: string, milliseconds: number): void;
}

export const realDisk: Disk = Object.freeze({
  status(path: string): Status | null {
    try {
      return describe(fs.lstatSync(path));
    } catch (error) {
      if (hasCode(error, 'ENOENT', 'ENOTDIR')) return null;
      throw error;
    }
  },
  list: (folder: string) => fs.readdirSync(folder),
  read: (file: string) =>
    withDescriptor(file, fs.constants.O_RDONLY | (fs.constants.O_NOFOLLOW ?? 0), (descriptor) =>
      fs.readFileSync(descriptor),
    ),
  readLink: (link: string) => fs.readlinkSync(link),
  realPath: (path: string) => fs.realpathSync.native(path),
  makeFolder: (folder: string) => fs.mkdirSync(folder),
  makeOwnFolder: (prefix: string) => fs.mkdtempSync(prefix),
  writeNew: (file: string, bytes: Uint8Array) => fs.writeFileSync(file, bytes, { flag: 'wx' }),
  syncFile: (file: string) => withDescriptor(file, 'r+', fs.fsyncSync),
  syncFolder(folder: string) {
    // Windows opens no folders.
    if (process.platform === 'win32') return;
    try {
      withDescriptor(folder, 'r', fs.fsyncSync);
    } catch (error) {
      if (!isUnsyncable(error)) throw error;
    }
  },
  async flush(path: string) {
    const isFile = (await lstat(path)).isFile();
    if (!isFile && process.platform === 'win32') return;
    const handle = await open(path, isFile ? 'r+' : 'r');
    try {
      await handle.sync();
    } catch (error) {
      if (isFile || !isUnsyncable(error)) throw error;
    } finally {
      await handle.close();
    }
  },
  move: (from: string, to: string) => fs.renameSync(from, to),
  removeFile: (file: string) => fs.unlinkSync(file),
  removeFolder: (folder: string) => fs.rmdirSync(folder),
  setMode: (path: string, mode: number) => fs.chmodSync(path, mode),
  touch: (path: string) => fs.utimesSync(path, new Date(), new Date()),
  setChanged: (file: string, milliseconds: number) => fs.utimesSync(file, milliseconds / 1000, milliseconds / 1000),
});

export function hasCode(error: unknown, ...codes: readonly string[]): boolean {
  const code = errorCode(error);
  return code !== undefined && codes.includes(code);
}

/** `ENOENT` and the like; undefined for what the operating system did not say. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** What the operating system said, without the paths that Node appends. */
export function systemReason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.message.split(',')[0] ?? error.message;
}

/** Some network file systems sync no folders. */
function isUnsyncable(error: unknown): boolean {
  return hasCode(error, 'EINVAL', 'ENOTSUP');
}

function describe(stats: fs.Stats): Status {
  const kind = stats.isFile() ? 'file' : stats.isDirectory() ? 'folder' : stats.isSymbolicLink() ? 'link' : 'other';
  return {
    kind,
    bytes: stats.size,
    device: stats.dev,
    user: stats.uid,
    group: stats.gid,
    mode: stats.mode & 0o7777,
    changedMilliseconds: stats.mtimeMs,
  };
}

function withDescriptor<T>(path: string, flags: string | number, use: (descriptor: number) => T): T {
  const descriptor = fs.openSync(path, flags);
  try {
    return use(descriptor);
  } finally {
    fs.closeSync(descriptor);
  }
}
