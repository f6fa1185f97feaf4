import { findClaims, type FileWork } from './claims.js';
import { hasCode, type Disk } from './disk.js';
import { removeTree } from './folders.js';
import { claimEntries, hasJournal, isFinished, readJournal, removeJournal, rollBack } from './journal.js';

/** A folder, and the claim on it that whoever puts things right holds. */
export interface ClaimedFolder {
  readonly claim: string;
  readonly key: string;
  readonly directory: string;
}

/**
 * Puts right what processes that were killed have left in these folders: for this key, what they were replacing is finished or undone;
 * and what is rubbish goes, whichever destination it was for.
 */
export function recoverClaims(work: FileWork, searched: readonly string[], own: ClaimedFolder): void {
  const { claim: ownClaim, key, directory } = own;
  for (const claim of findClaims(work, searched)) {
    if (claim.alive || claim.folder === ownClaim || !isOurs(work.disk, claim.folder)) continue;
    if (claim.key === key) endClaim(work.disk, claim.folder, directory, 'finish');
    else if (!hasJournal(work.disk, claim.folder)) removeTree(work.disk, claim.folder);
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
 * Ends the work in a claim and removes it. What was begun is undone, or, if all has reached its place and `finished` allows it, stays done.
 * A claim with a journal that int8c did not write is left alone.
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
