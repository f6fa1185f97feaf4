import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { execa } from 'execa';
import { afterAll } from 'vitest';
import type { Graph } from '../../src/ir/graph.js';
import { writeTflite } from '../../src/formats/tflite/write-tflite.js';
import { endlessMilliseconds } from './limits.js';
import { int8cProgram } from './tools.js';

export interface CommandResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the built `int8c` as a user would, in a folder, without colours. */
export async function int8c(
  folder: string,
  args: readonly string[],
  nodeOptions: readonly string[] = [],
  env: NodeJS.ProcessEnv = {},
): Promise<CommandResult> {
  const command = [...nodeOptions, int8cProgram, ...args];
  const { exitCode, stdout, stderr } = await execa(process.execPath, command, {
    cwd: folder,
    env,
    reject: false,
    timeout: endlessMilliseconds,
  });
  return { exitCode: exitCode ?? -1, stdout, stderr };
}

/** The one JSON document on standard output. */
export async function int8cJson(
  folder: string,
  args: readonly string[],
): Promise<{ readonly exitCode: number; readonly document: Record<string, unknown>; readonly stderr: string }> {
  const { exitCode, stdout, stderr } = await int8c(folder, [...args, '--json']);
  return { exitCode, document: JSON.parse(stdout) as Record<string, unknown>, stderr };
}

/** A new folder that is removed when the tests of the file are done. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'int8c-test-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Writes a graph as a model file into a folder and returns the file's name. */
export function writeModel(folder: string, graph: Graph, name = 'model.tflite'): string {
  writeFileSync(join(folder, name), writeTflite(graph));
  return name;
}

/** Every file below a folder with its content. */
export function readTree(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/')).sort();
  return Object.fromEntries(paths.map((path) => [path, readFileSync(join(folder, path), 'latin1')]));
}
