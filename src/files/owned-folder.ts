import { dirname, resolve } from 'node:path';
import { failure, success, type Diagnostic, type Result } from '../diagnostics/diagnostic.js';
import { keepAges } from './ages.js';
import { assess, type Assessment } from './assess.js';
import { acquireClaim, findClaims, placeBeside, placeInside, type ClaimPlaces, type FileWork } from './claims.js';
import { commit } from './commit.js';
import { errorCode, hasCode, realDisk, type Disk } from './disk.js';
import {
  blockedFiles,
  busy,
  cannotWrite,
  forced,
  keptFiles,
  leftOver,
  needsForce,
  noFolder,
  reasons,
  strangeFolder,
  type Destination,
} from './findings.js';
import { readFolderList, type FolderKind, type FolderList } from './folder-kind.js';
import { removeFolders } from './folders.js';
import { onInterrupt } from './interrupt.js';
import { hasJournal, newFolder } from './journal.js';
import type { OwnedFile } from './look.js';
import { thisProcess } from './owner.js';
import { endClaim, recoverClaims } from './recover.js';
import { stageFiles, type WriteFile } from './stage.js';

/** What shall be in a folder. */
export interface FolderContent {
  readonly kind: FolderKind;
  /** As the list will say it. */
  readonly subject: string;
  /** Files that are known before `fill` is called: what is in their way is told before the work is done. */
  readonly known: readonly OwnedFile[];
  /** Hands over every file, the list last. */
  fill(write: WriteFile): void | Promise<void>;
}

export interface WriteOptions {
  /** Replace and remove also what is not int8c's own. */
  readonly force?: boolean;
  readonly work?: FileWork;
}

const patienceMilliseconds = 10 * 60_000;

export function ordinaryWork(): FileWork {
  return { disk: realDisk, owner: thisProcess(), patienceMilliseconds };
}

/**
 * Writes a folder, all or nothing, and returns its absolute path. Files that the folder's list names are replaced and
 * removed as long as they are unchanged; for everything else that would have to go, --force is needed. Waits for
 * another int8c at work there, and puts right what one that was killed has left. Errors: something else is in the way,
 * or the operating system refuses.
 */
export async function writeFolder(
  path: string,
  content: FolderContent,
  { force = false, work = ordinaryWork() }: WriteOptions = {},
): Promise<Result<string>> {
  const destination: Destination = { shown: path, kind: content.kind, subject: content.subject };
  return orSystemProblem(destination, () => {
    const located = locate(work.disk, destination);
    if (!located.ok) return Promise.resolve(located);
    return inClaim({ ...located.value, destination, work, force }, (job) => replace(job, content));
  });
}

/**
 * Puts right what an int8c that was killed has left of a folder, and waits for one that is at work on it. Writes
 * nothing where there is nothing of the kind. Every command that looks at such a folder calls this first.
 */
export async function settleFolder(
  path: string,
  kind: FolderKind,
  work: FileWork = ordinaryWork(),
): Promise<Result<null>> {
  const destination: Destination = { shown: path, kind, subject: '' };
  return orSystemProblem(destination, async () => {
    const located = locate(work.disk, destination);
    if (!located.ok) return success(null);
    const claims = findClaims(work, located.value.places.searched).filter(({ isOnDestination }) => isOnDestination);
    if (claims.length === 0) return success(null);
    try {
      return await inClaim({ ...located.value, destination, work, force: false }, () => Promise.resolve(success(null)));
    } catch (error) {
      // Rubbish does not matter to who only reads.
      const readOnly =
        hasCode(error, 'EROFS', 'EACCES', 'EPERM') && !claims.some(({ folder }) => hasJournal(work.disk, folder));
      if (readOnly) return success(null);
      throw error;
    }
  });
}

interface Located {
  /** Absolute; without links where it exists. */
  readonly directory: string;
  readonly places: ClaimPlaces;
}

interface Wanted extends Located {
  readonly destination: Destination;
  readonly work: FileWork;
  readonly force: boolean;
}

interface Job extends Wanted {
  readonly claim: string;
}

/** The user may name a folder by a link; below it none is followed. */
function locate(disk: Disk, destination: Destination): Result<Located> {
  const named = followLinks(disk, resolve(destination.shown));
  const status = disk.status(named);
  if (status === null) {
    return success({ directory: named, places: { searched: [placeBeside(named)], possible: [placeBeside(named)] } });
  }
  if (status.kind !== 'folder') return failure([noFolder(destination, 'there is something else of that name')]);
  const directory = disk.realPath(named);
  const parent = dirname(directory);
  const both = [placeBeside(directory), placeInside(directory)];
  // Nothing can be moved into a mounted folder from beside it, and the root has nothing beside it.
  const beside = parent !== directory && disk.status(parent)?.device === status.device && canList(disk, parent);
  return success({ directory, places: { searched: both, possible: beside ? both : both.slice(1) } });
}

const mostLinks = 40;

/** Where a link leads, also while nothing is there: a folder that is being exchanged is missing for a moment. */
function followLinks(disk: Disk, path: string): string {
  let at = path;
  for (let links = 0; links < mostLinks && disk.status(at)?.kind === 'link'; links += 1) {
    at = resolve(disk.realPath(dirname(at)), disk.readLink(at));
  }
  return at;
}

function canList(disk: Disk, folder: string): boolean {
  try {
    disk.list(folder);
    return true;
  } catch (error) {
    if (hasCode(error, 'EACCES')) return false;
    throw error;
  }
}

async function orSystemProblem<T>(destination: Destination, run: () => Promise<Result<T>>): Promise<Result<T>> {
  try {
    return await run();
  } catch (error) {
    return systemProblem(destination, error, false);
  }
}

/** What the operating system did not say is a fault of int8c. */
function systemProblem(destination: Destination, error: unknown, halfReplaced: boolean) {
  if (errorCode(error) === undefined) throw error;
  return cannotWrite(destination, error, halfReplaced);
}

/** Claims the folder, puts right what others have left, does the work, and takes the claim away, whatever happens. */
async function inClaim<T>(wanted: Wanted, run: (job: Job) => Promise<Result<T>>): Promise<Result<T>> {
  const { destination, work, directory, places } = wanted;
  let end = (): void => undefined;
  // Before there is anything to put away: a signal does not wait until somebody listens.
  const forget = onInterrupt(() => end());
  try {
    const acquired = await acquireClaim(work, places);
    if (acquired.kind === 'busy') return failure([busy(destination, acquired.other)]);
    const { folder: claim, madeFolders } = acquired;
    end = () => {
      endClaim(work.disk, claim, directory, 'undo');
      removeFolders(work.disk, madeFolders);
    };
    const outcome = await outcomeOf(() => {
      recoverClaims(work, { claim, directory, places });
      return run({ ...wanted, claim });
    });
    const left = await outcomeOf(() => Promise.resolve(end()));
    if (outcome.kind === 'failed') {
      return systemProblem(destination, outcome.error, left.kind === 'failed' && mayHaveJournal(work.disk, claim));
    }
    if (left.kind === 'done' || !outcome.value.ok) return outcome.value;
    return success(outcome.value.value, [...outcome.value.diagnostics, leftOver(destination, claim, left.error)]);
  } finally {
    forget();
  }
}

type Outcome<T> = { readonly kind: 'done'; readonly value: T } | { readonly kind: 'failed'; readonly error: unknown };

async function outcomeOf<T>(run: () => Promise<T>): Promise<Outcome<T>> {
  try {
    return { kind: 'done', value: await run() };
  } catch (error) {
    return { kind: 'failed', error };
  }
}

function mayHaveJournal(disk: Disk, claim: string): boolean {
  try {
    return hasJournal(disk, claim);
  } catch {
    return true;
  }
}

async function replace(job: Job, content: FolderContent): Promise<Result<string>> {
  const { destination, work, claim, directory } = job;
  // What can be told before the work is done is told before.
  const early = judge(job, content.known);
  if (!early.ok) return early;
  if (isSame(early.value, content.known)) return success(directory, early.diagnostics);
  const files = await stageFiles(work.disk, claim, (write) => content.fill(write));
  if (files.at(-1)?.path !== destination.kind.listFile) throw new Error('int8c bug: the list must be the last file');
  const judged = judge(job, files);
  if (!judged.ok) return judged;
  if (isSame(judged.value, files)) return success(directory, judged.diagnostics);
  keepAges(work.disk, directory, newFolder(claim), files, judged.value);
  commit(work.disk, { claim, directory, assessment: judged.value, files });
  return success(directory, judged.diagnostics);
}

/** A folder that is as it shall be is not exchanged: somebody may be reading it. */
function isSame(assessment: Assessment | null, files: readonly OwnedFile[]): boolean {
  return (
    assessment !== null &&
    files.length > 0 &&
    assessment.unchanged.length === files.length &&
    assessment.removed.length === 0
  );
}

/** What writing means for what is there, null where nothing is, or why it may not be done. */
function judge(
  { destination, work: { disk }, directory, force }: Job,
  files: readonly OwnedFile[],
): Result<Assessment | null> {
  const status = disk.status(directory);
  if (status === null) return success(null);
  if (status.kind !== 'folder') return failure([noFolder(destination, 'there is something else of that name')]);
  const list = readFolderList(disk, directory, destination.kind);
  const names = disk.list(directory).filter((name) => !name.startsWith('.'));
  const assessment = assess(disk, directory, destination.kind, list, destination.subject, files);
  const strange = list === null && names.length > 0;
  if (assessment.blocked.length > 0) return failure([blockedFiles(destination, assessment)]);
  const why = reasons(destination, list);
  const needed = strange || why.length > 0 || assessment.contested.length > 0;
  if (!force && strange) return failure([strangeFolder(destination, names, assessment)]);
  if (!force && needed) return failure([needsForce(destination, list, assessment)]);
  return success(
    assessment,
    notesOf(destination, assessment, needed ? describeForced(destination, strange, list) : null),
  );
}

function describeForced(destination: Destination, strange: boolean, list: FolderList | null): string[] {
  return strange
    ? [`there was no ${destination.kind.listFile} of int8c: what else is there was left as it is`]
    : reasons(destination, list);
}

function notesOf(
  destination: Destination,
  { contested, kept }: Assessment,
  why: readonly string[] | null,
): Diagnostic[] {
  return [
    ...(why === null ? [] : [forced(destination, contested, why)]),
    ...(kept.length === 0 ? [] : [keptFiles(destination, kept)]),
  ];
}
