import { spawnSync } from 'node:child_process';
import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { it } from 'vitest';
import { endlessMilliseconds } from './limits.js';

/** The root of the repository. */
export const repository = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');

/** The command line program of this repository, as built. */
export const int8cProgram = join(repository, 'bin', 'int8c.js');

/** For `node --import`: lists the modules that are loaded, or hides a package; see module-hooks.js. */
export const watchModules = new URL('watch-modules.js', import.meta.url).href;

/** Set by continuous integration: a tool that is not installed fails its tests instead of skipping them. */
const skipsAreForbidden = process.env['INT8C_FORBID_SKIPS'] === '1';

/** Where a program of this name is on PATH; null when it is not installed. */
export function findTool(name: string): string | null {
  const candidates = (process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, name));
  return candidates.find(isExecutable) ?? null;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * Where a tool is installed; null when it is not, for the caller to skip. Throws instead when INT8C_FORBID_SKIPS is 1.
 */
export function requireTool(name: string): string | null {
  const path = findTool(name);
  if (path === null && skipsAreForbidden) throw new Error(`${name} is not installed: .ci/install-tools.sh does that`);
  return path;
}

/**
 * A test that needs programs on PATH. Without them it is skipped, with the reason in its title, or fails when skips are
 * forbidden.
 */
export function testWithTools(tools: readonly string[], title: string, body: () => void | Promise<void>): void {
  const missing = tools.filter((name) => findTool(name) === null);
  if (missing.length === 0) it(title, body);
  else if (skipsAreForbidden) it(title, () => missing.forEach(requireTool));
  else it.skip(`${title} [skipped: no ${missing.join(', no ')} on PATH]`, body);
}

export interface Ran {
  readonly exitCode: number | null;
  /** What it wrote to both streams. */
  readonly output: string;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** Runs a program to its end, without a shell. */
export function runTool(program: string, args: readonly string[], options: RunOptions = {}): Ran {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    ...options,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    timeout: endlessMilliseconds,
  });
  return { exitCode: status, output: `${stdout ?? ''}${stderr ?? ''}${error?.message ?? ''}` };
}

/** Runs a program that must succeed, and returns what it wrote. */
export function runChecked(program: string, args: readonly string[], options: RunOptions = {}): string {
  const { exitCode, output } = runTool(program, args, options);
  if (exitCode !== 0) throw new Error(`${[program, ...args].join(' ')} ended with ${exitCode}\n${output}`);
  return output;
}

/** Runs `use` with a folder of its own, which is gone afterwards. */
export function inTemporaryFolder<T>(use: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'int8c-test-'));
  try {
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
