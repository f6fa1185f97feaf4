import { findClaims, type ClaimPlaces, type FileWork } from './claims.js';
import { hasCode, type Disk } from './disk.js';
import { removeTree } from './folders.js';
import { claimEntries, hasJournal, isFinished, readJournal, removeJournal, rollBack } from './journal.js';

/** A folder, where claims on it can be, and the claim that whoever puts things right holds. */
export interface ClaimedFolder {
  readonly claim: string;
  readonly directory: string;
  readonly places: ClaimPlaces;
}

/**
 * Puts right what processes that were killed have left: on this folder, what they were replacing is finished or
 * undone; and rubbish goes, whichever folder it was for.
 */
export function recoverClaims(work: FileWork, { claim: own, directory, places }: ClaimedFolder): void {
  for (const { folder, alive, isOnDestination } of findClaims(work, places.searched)) {
    if (alive || folder === own || !isOurs(work.disk, folder)) continue;
    if (isOnDestination) endClaim(work.disk, folder, directory, 'finish');
    else if (!hasJournal(work.disk, folder)) removeTree(work.disk, folder);
  }
}

/** Whether nothing is in a claim but what int8c puts there. */
function isOurs(disk: Disk, claim: string): boolean {
  try {
    return disk.list(claim).every((name) => claimEntries.has(name));
  } catch (error) {
    // Somebody else has just put it away.
    if (hasCode(error, 'ENOENT')) return false;
    throw error;
  }
}

/**
 * Ends the work in a claim and removes it. What was begun is undone, or, if all has reached its place and `finished`
 * allows it, stays done. A claim with a journal that int8c did not write is left alone.
 */
export function endClaim(disk: Disk, claim: string, directory: string, finished: 'finish' | 'undo'): void {
  if (hasJournal(disk, claim)) {
    const journal = readJournal(disk, claim);
    if (journal === null) return;
    if (finished === 'undo' || !isFinished(disk, claim, journal)) rollBack(disk, claim, directory, journal);
    removeJournal(disk, claim);
  }
  removeTree(disk, claim);
}
