import { diagnostic, fail, type Diagnostic } from '../diagnostics/diagnostic.js';
import type { Assessment, Contested } from './assess.js';
import type { Claim } from './claims.js';
import { systemReason } from './disk.js';
import type { FolderKind, FolderList } from './folder-kind.js';

/** A folder as the user named it, and what shall be written there. */
export interface Destination {
  readonly shown: string;
  readonly kind: FolderKind;
  readonly subject: string;
}

const mostLines = 20;

function originOf({ shown }: Destination) {
  return { kind: 'file', file: shown } as const;
}

export function noFolder(destination: Destination, what: string): Diagnostic {
  const { option } = destination.kind;
  return diagnostic('I8C6203', {
    message: 'the output must be a folder',
    origin: originOf(destination),
    details: [what],
    help: `give ${option} the path of a new folder`,
  });
}

/** Folder that int8c has not made, with what is in it. */
export function strangeFolder(
  destination: Destination,
  names: readonly string[],
  { contested }: Assessment,
): Diagnostic {
  const { noun, option, listFile } = destination.kind;
  const inPlace = contested.length === 0 ? '' : ', in the place of these';
  return diagnostic('I8C6203', {
    message: `the output folder must be new, empty, or a ${noun} of int8c`,
    origin: originOf(destination),
    details: [
      `it has ${names.slice(0, 5).join(', ')}${names.length > 5 ? ', ...' : ''} and no ${listFile} of int8c`,
      ...shortened(contested.map(contestedLine)),
    ],
    why: 'int8c overwrites nothing that it has not made',
    help: `give ${option} the path of a new folder; --force writes here all the same${inPlace}`,
  });
}

export function blockedFiles(destination: Destination, { blocked }: Assessment): Diagnostic {
  return diagnostic('I8C6203', {
    message: `where a file of the ${destination.kind.noun} must go, there must be no folder`,
    origin: originOf(destination),
    details: shortened(blocked.map((path) => `there is a folder ${path}`)),
    help: 'move it away: int8c replaces no folder',
  });
}

/** What --force is needed for. */
export function needsForce(destination: Destination, list: FolderList | null, { contested }: Assessment): Diagnostic {
  const { noun, option, listFile } = destination.kind;
  return diagnostic('I8C6207', {
    message: 'files must be unchanged since int8c wrote them, and of the same model, to be replaced or removed',
    origin: originOf(destination),
    details: [...reasons(destination, list), ...shortened(contested.map(contestedLine))],
    why: `int8c replaces and removes what ${listFile} lists, as long as nobody has changed it, and nothing else`,
    help: `repeat with --force to have this done, or give ${option} the path of another ${noun}`,
  });
}

/** Why the list gives no right to the files, where it is the whole list. */
export function reasons({ subject, kind }: Destination, list: FolderList | null): string[] {
  if (list === null) return [];
  const other =
    list.subject === subject ? [] : [`the ${kind.noun} is ${list.subject}, and what is to be written ${subject}`];
  const old =
    list.files === null
      ? [`${kind.listFile} is of an older int8c and lists no files: nobody can tell which of them were changed`]
      : [];
  return [...other, ...old];
}

/** What --force did. */
export function forced(destination: Destination, contested: readonly Contested[], why: readonly string[]): Diagnostic {
  const lines = contested.map(
    ({ action, path, reason }) => `${action === 'replace' ? 'replaced' : 'removed '}  ${path}   ${reason}`,
  );
  return diagnostic('I8C6208', {
    severity: 'note',
    message: '--force was needed for this',
    origin: originOf(destination),
    details: [...why, ...(lines.length === 0 ? ['replaced and removed nothing'] : shortened(lines))],
  });
}

export function keptFiles(destination: Destination, kept: readonly string[]): Diagnostic {
  return diagnostic('I8C6209', {
    severity: 'warning',
    message: `files that the ${destination.kind.noun} no longer has are left, because somebody changed them`,
    origin: originOf(destination),
    details: shortened(kept),
    help: 'remove them if nobody needs them',
  });
}

export function busy(destination: Destination, { owner, folder }: Claim): Diagnostic {
  return diagnostic('I8C6210', {
    message: 'only one int8c at a time can write to a folder',
    origin: originOf(destination),
    details: [`process ${owner.pid} has been at work there for a long time`, folder],
    help: 'wait for it or end it; if there is no such process, remove the folder that is named here',
  });
}

/** What was written is complete, but something of the work is left. */
export function leftOver(destination: Destination, folder: string, error: unknown): Diagnostic {
  return diagnostic('I8C6213', {
    severity: 'warning',
    message: 'a temporary folder could not be removed',
    origin: originOf(destination),
    details: [folder, systemReason(error)],
    help: 'the next int8c that writes there tries again',
  });
}

/** What the operating system had against an output. */
export function cannotWrite(destination: Destination, error: unknown, halfReplaced: boolean) {
  return fail('I8C6204', {
    message: 'the output cannot be written',
    origin: originOf(destination),
    details: [systemReason(error)],
    why: halfReplaced
      ? 'what was there before could not be brought back either: the next int8c that is given this folder does so'
      : 'files are written to a temporary folder first: nothing half-written is left',
    help: 'check permissions and free space, or name another folder',
  });
}

function contestedLine({ action, path, reason }: Contested): string {
  return `${action.padEnd(7)}  ${path}   ${reason}`;
}

function shortened(lines: readonly string[]): string[] {
  return lines.length <= mostLines
    ? [...lines]
    : [...lines.slice(0, mostLines - 1), `and ${lines.length - mostLines + 1} more`];
}
