import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fail, success, type Result } from '../diagnostics/diagnostic.js';
import type { EmittedPackage } from '../emit/package.js';

/** What packages need of the user's copy of CMSIS-NN. Paths are relative to its folder, with forward slashes. */
export interface UserLibrary {
  readonly folder: string;
  /** Sources that are needed, by path, and every header. */
  readonly sources: ReadonlyMap<string, string>;
  readonly headers: ReadonlyMap<string, string>;
  /** Flags that build it as the packages want it. */
  readonly flags: readonly string[];
}

const publicHeader = 'Include/arm_nnfunctions.h';

/** Came with 7.0.0, as did the last change of a signature that int8c calls. */
const newestFunction = 'arm_fully_connected_per_channel_s8';

/**
 * The part of the copy that CMSIS_NN_DIR names which these packages call; null where they call none of it. Errors: the
 * variable is not set, its folder is no copy of the library, or an old one.
 */
export function findLibrary(
  packages: readonly EmittedPackage[],
  environment: NodeJS.ProcessEnv = process.env,
): Result<UserLibrary | null> {
  const callers = packages.filter(({ manifest }) => manifest.libraries?.includes('cmsis-nn') === true);
  if (callers.length === 0) return success(null);
  const roundings = new Set(callers.map(({ manifest }) => manifest.rounding));
  if (roundings.size > 1) throw new Error('int8c bug: the library is built for one rounding');
  const folder = environment['CMSIS_NN_DIR'] ?? '';
  if (folder === '') return notSet();
  const copy = readCopy(folder);
  if (!copy.ok) return copy;
  const { headers, sources } = copy.value;
  if (headers.get(publicHeader)?.includes(newestFunction) !== true)
    return tooOld(folder, `its header has no ${newestFunction}`);
  const called = callers.flatMap(({ files }) =>
    files.flatMap(({ role, text }) => (role === 'source' ? calls(text) : [])),
  );
  const needed = neededSources(called, sources);
  if (typeof needed === 'string') return tooOld(folder, `${needed} is not defined in its sources`);
  const flags = roundings.has('single') ? ['-DCMSIS_NN_USE_SINGLE_ROUNDING'] : [];
  return success({ folder, headers, sources: needed, flags });
}

function notSet(): Result<never> {
  return fail('I8C5301', {
    message: 'CMSIS_NN_DIR must say where the library CMSIS-NN is',
    details: ['the layers call it, and the variable is not set'],
    help: 'set it to the folder of your copy, 7.0.0 or newer, which has Include and Source; or use --kernels own',
  });
}

function tooOld(folder: string, seen: string): Result<never> {
  return fail('I8C5303', {
    message: 'the copy of CMSIS-NN must have all functions that the C calls',
    origin: { kind: 'file', file: folder },
    details: [seen],
    help: 'use CMSIS-NN 7.0.0 or newer, all of it; or use --kernels own',
  });
}

type Copy = Pick<UserLibrary, 'headers' | 'sources'>;

function readCopy(folder: string): Result<Copy> {
  try {
    if (statSync(join(folder, publicHeader), { throwIfNoEntry: false }) === undefined)
      return noCopy(folder, `there is no ${publicHeader}`);
    const headers = [...filesOf(folder, 'Include', '.h'), ...filesOf(folder, 'Include/Internal', '.h')];
    const folders = readdirSync(join(folder, 'Source'), { withFileTypes: true }).filter((entry) => entry.isDirectory());
    const parts = folders.map(({ name }) => `Source/${name}`).sort();
    headers.push(...parts.flatMap((part) => filesOf(folder, part, '.h')));
    const sources = parts.flatMap((part) => filesOf(folder, part, '.c'));
    return success({ headers: new Map(headers), sources: new Map(sources) });
  } catch (error) {
    return noCopy(folder, error instanceof Error ? error.message : String(error));
  }
}

function noCopy(folder: string, seen: string): Result<never> {
  return fail('I8C5302', {
    message: 'CMSIS_NN_DIR must name a copy of CMSIS-NN',
    origin: { kind: 'file', file: folder },
    details: [seen],
    help: `set it to the folder that has ${publicHeader} and Source`,
  });
}

function filesOf(folder: string, part: string, extension: string): [path: string, text: string][] {
  return readdirSync(join(folder, part))
    .filter((name) => name.endsWith(extension))
    .sort()
    .map((name) => [`${part}/${name}`, readFileSync(join(folder, part, name), 'utf8')]);
}

/** Names of the library's functions that a text calls. */
function calls(text: string): string[] {
  return [...withoutComments(text).matchAll(/\barm_\w+(?=\s*\()/g)].map(([name]) => name);
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[^]*?\*\/|\/\/[^\n]*/g, ' ');
}

/** Functions that begin on a line of their own, as all of the library do. */
const definition = /^[A-Za-z_][\w \t*\n]*?\b(arm_\w+)\s*\([^;{}]*\)\s*\{/gm;

/**
 * The sources that define what is called, what those call, and so on, whatever is left out of them for one core or
 * another; or the name of a function that is called and not defined. Names that sources call and no source defines are
 * inline functions and macros of headers.
 */
function neededSources(called: readonly string[], sources: Copy['sources']): Map<string, string> | string {
  const definedIn = new Map<string, string>();
  for (const [path, text] of sources) {
    for (const [head, name] of withoutComments(text).matchAll(definition)) {
      if (name !== undefined && !/static/i.test(head.slice(0, head.indexOf(name)))) definedIn.set(name, path);
    }
  }
  const missing = called.find((name) => !definedIn.has(name));
  if (missing !== undefined) return missing;
  const needed = new Map<string, string>();
  const waiting = [...called];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const path = definedIn.get(name);
    const text = path === undefined ? undefined : sources.get(path);
    if (path === undefined || text === undefined || needed.has(path)) continue;
    needed.set(path, text);
    waiting.push(...calls(text));
  }
  return new Map([...needed].sort(([a], [b]) => (a < b ? -1 : 1)));
}
