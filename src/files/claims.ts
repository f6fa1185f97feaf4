import { randomBytes } from 'node:crypto';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { hasCode, type Disk } from './disk.js';
import { makeFolders, removeFolders } from './folders.js';
import { mayBeAlive, ownerPattern, ownerText, shortHash, type Owner } from './owner.js';

/*
 * A claim is the temporary folder of one process for one destination, beside it or in it. It is the lock and the place
 * of work in one: its name says for which destination, and which process made it, so that there is no moment in which
 * anybody could be in doubt. Whoever has made a claim and then sees no other of a living process has the destination to
 * itself: of two, at least the later sees the earlier. No claim is ever taken over, so none can be taken over twice.
 * See docs/decisions/package-writes.md.
 */

export interface Claim {
  readonly folder: string;
  /** Whether it is on the destination whose places were searched, and not on a neighbour. */
  readonly isOnDestination: boolean;
  readonly owner: Owner;
  /** Whether its process may still be at work. */
  readonly alive: boolean;
}

/** What takes part in writing, for tests to replace. */
export interface FileWork {
  readonly disk: Disk;
  readonly owner: Owner;
  /** How long to wait for another process. */
  readonly patienceMilliseconds: number;
}

const claimName = new RegExp(`^\\.int8c-([0-9a-f]{8})-${ownerPattern.source}-[0-9a-f]{8}$`);

/** A folder in which claims on a destination can be, and the key that they have there. */
export interface ClaimPlace {
  readonly folder: string;
  readonly key: string;
}

/** Beside a destination its claims are told from those of its neighbours by its name. */
export function placeBeside(directory: string): ClaimPlace {
  return { folder: dirname(directory), key: shortHash(basename(directory)) };
}

/** In it they must not be taken for those of something in it, and no name of anything is a dot. */
export function placeInside(directory: string): ClaimPlace {
  return { folder: directory, key: shortHash('.') };
}

/** All claims in these places, on whichever destination. A folder that may not be listed has none to be seen. */
export function findClaims({ disk, owner }: FileWork, places: readonly ClaimPlace[]): Claim[] {
  return places.flatMap(({ folder, key: wanted }) => {
    const names = listClaims(disk, folder);
    return names.flatMap((name): Claim[] => {
      const [, key = '', pid = '', started = '', place = ''] = claimName.exec(name) ?? [];
      const status = disk.status(join(folder, name));
      if (status?.kind !== 'folder') return [];
      const theirs = { pid: Number(pid), started, place };
      return [
        {
          folder: join(folder, name),
          isOnDestination: key === wanted,
          owner: theirs,
          alive: mayBeAlive(theirs, owner, status.changedMilliseconds),
        },
      ];
    });
  });
}

function listClaims(disk: Disk, folder: string): string[] {
  try {
    return disk.list(folder).filter((name) => claimName.test(name));
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR', 'EACCES')) return [];
    throw error;
  }
}

export interface ClaimPlaces {
  /** Where others may have made claims on the destination. */
  readonly searched: readonly ClaimPlace[];
  /** Where a claim can be made, the best first. */
  readonly possible: readonly ClaimPlace[];
}

export type Acquired =
  | { readonly kind: 'claimed'; readonly folder: string; readonly madeFolders: readonly string[] }
  | { readonly kind: 'busy'; readonly other: Claim };

const shortestPauseMilliseconds = 10;
const longestPauseMilliseconds = 70;

/** How often the folders above may be missing: whoever made them may just be giving up and taking them away. */
const mostVanished = 5;

/** Makes a claim that no other process has beside it; waits for those that have one. */
export async function acquireClaim(work: FileWork, places: ClaimPlaces): Promise<Acquired> {
  const madeFolders: string[] = [];
  const end = performance.now() + work.patienceMilliseconds;
  let vanished = 0;
  for (;;) {
    try {
      const other = findRival(work, places, null);
      const claimed = other ?? tryClaim(work, places, madeFolders);
      if (typeof claimed === 'string') return { kind: 'claimed', folder: claimed, madeFolders };
      if (performance.now() > end) return { kind: 'busy', other: claimed };
    } catch (error) {
      vanished += 1;
      if (vanished < mostVanished && hasCode(error, 'ENOENT')) continue;
      removeFolders(work.disk, madeFolders);
      throw error;
    }
    await sleep(shortestPauseMilliseconds + Math.random() * (longestPauseMilliseconds - shortestPauseMilliseconds));
  }
}

function findRival(work: FileWork, { searched }: ClaimPlaces, own: string | null): Claim | undefined {
  return findClaims(work, searched).find((claim) => claim.isOnDestination && claim.alive && claim.folder !== own);
}

/**
 * Path of the claim; or who else has one, and then there is none. Folders that are made above are added to
 * `madeFolders`.
 */
function tryClaim(work: FileWork, places: ClaimPlaces, madeFolders: string[]): string | Claim {
  const folder = makeClaim(work, places.possible, madeFolders);
  let late: Claim | undefined;
  try {
    late = findRival(work, places, folder);
  } catch (error) {
    work.disk.removeFolder(folder);
    throw error;
  }
  if (late === undefined) return folder;
  work.disk.removeFolder(folder);
  return late;
}

function makeClaim(work: FileWork, [home, ...others]: readonly ClaimPlace[], madeFolders: string[]): string {
  if (home === undefined) throw new Error('int8c bug: there is no place for a claim');
  const folder = join(home.folder, `.int8c-${home.key}-${ownerText(work.owner)}-${randomBytes(4).toString('hex')}`);
  try {
    madeFolders.push(...makeFolders(work.disk, home.folder));
    work.disk.makeFolder(folder);
    return folder;
  } catch (error) {
    if (others.length === 0 || !hasCode(error, 'EACCES', 'EPERM', 'EROFS')) throw error;
    return makeClaim(work, others, madeFolders);
  }
}
