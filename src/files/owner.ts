import { createHash } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { hasCode } from './disk.js';

/** A process that a temporary folder belongs to. The folder's name says it, so that there is no moment without it. */
export interface Owner {
  readonly pid: number;
  /** When it started, hashed: numbers of processes are used again. Zeros where the system does not say. */
  readonly started: string;
  /** Where its number means something, hashed: a machine, or a container on it. */
  readonly place: string;
}

const unknownStart = '00000000';

/**
 * Behind this long without a change, a folder of another machine or container is taken for left over: its processes
 * cannot be seen from here.
 */
const foreignMilliseconds = 5 * 60_000;

/** `12345-0a1b2c3d-4e5f6071`, a part of a file name. */
export function ownerText({ pid, started, place }: Owner): string {
  return `${pid}-${started}-${place}`;
}

export const ownerPattern = /([1-9]\d{0,9})-([0-9a-f]{8})-([0-9a-f]{8})/;

let current: Owner | undefined;

export function thisProcess(): Owner {
  current ??= {
    pid: process.pid,
    started: startOf(process.pid) ?? unknownStart,
    place: shortHash(`${hostname()} ${processSpace()}`),
  };
  return current;
}

/** Whether the process may still be at work on a folder that changed last at `changedMilliseconds`. In doubt it may. */
export function mayBeAlive({ pid, started, place }: Owner, here: Owner, changedMilliseconds: number): boolean {
  if (place !== here.place) return Date.now() - changedMilliseconds < foreignMilliseconds;
  try {
    process.kill(pid, 0);
  } catch (error) {
    // A process of somebody else may not be signalled, but is there.
    if (!hasCode(error, 'EPERM')) return false;
  }
  const now = startOf(pid);
  return now === undefined || started === unknownStart || now === started;
}

/**
 * Undefined where the system has no such file; another value than any start where the process has ended and only its
 * parent does not know.
 */
function startOf(pid: number): string | undefined {
  try {
    const [state = '', ...fields] = readFileSync(`/proc/${pid}/stat`, 'latin1')
      .replace(/^.*\) /s, '')
      .split(' ');
    return /^[ZX]/.test(state)
      ? 'ended'
      : shortHash(`${readFileSync('/proc/sys/kernel/random/boot_id', 'latin1')} ${fields[18]}`);
  } catch {
    return undefined;
  }
}

function processSpace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return '';
  }
}

export function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8);
}
