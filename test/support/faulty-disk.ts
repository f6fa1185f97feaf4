import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { realDisk, type Disk } from '../../src/files/disk.js';
import { thisProcess, type Owner } from '../../src/files/owner.js';

/** What happens at one of the calls of a disk. */
export interface Fault {
  readonly at: number;
  /**
   * It fails and does nothing, or half of it; it fails and does all of it; it fails, and so do all that come after it,
   * which is what a kill looks like from the disk; or `act` is called instead.
   */
  readonly kind: 'fails' | 'fails late' | 'fails for ever' | (() => void);
}

export interface CountingDisk {
  readonly disk: Disk;
  /** What was called, in order, as `move /a`. */
  readonly calls: readonly string[];
}

type DiskFunction = (...args: unknown[]) => unknown;

const changes: ReadonlySet<string> = new Set<keyof Disk>([
  'makeFolder',
  'writeNew',
  'move',
  'removeFile',
  'removeFolder',
  'setMode',
]);

/** Whether the disk is another one after a call than before. */
export function isChange(call: string): boolean {
  return changes.has(call.split(' ')[0] ?? '');
}

/** A disk, but for a fault. Nothing is synced: no test pulls the plug. */
export function faultyDisk(fault: Fault | null, real: Disk = realDisk): CountingDisk {
  const calls: string[] = [];
  const wrap =
    (name: string, original: DiskFunction): DiskFunction =>
    (...args) => {
      const index = calls.push(`${name} ${String(args[0])}`) - 1;
      const run = (): unknown => (/^(sync|flush)/.test(name) ? Promise.resolve() : original(...args));
      if (fault === null || index < fault.at || (index > fault.at && fault.kind !== 'fails for ever')) return run();
      if (typeof fault.kind === 'function') {
        fault.kind();
        return run();
      }
      if (fault.kind === 'fails late') run();
      else if (name === 'writeNew') writeFileSync(String(args[0]), 'half');
      const error = Object.assign(new Error(`EIO: i/o error, ${name}`), { code: 'EIO' });
      if (name === 'flush') return Promise.reject(error);
      throw error;
    };
  const disk = Object.fromEntries(
    Object.entries(real).map(([name, original]) => [name, wrap(name, original as DiskFunction)]),
  ) as unknown as Disk;
  return { disk, calls };
}

/** A process of this machine that has ended. */
export function deadOwner(): Owner {
  return { ...thisProcess(), pid: spawnSync('true').pid };
}
