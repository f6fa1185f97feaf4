import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { npyBytes } from '../../src/formats/arrays/write-npy.js';
import { int8c, temporaryFolder, writeModel } from '../support/command-line.js';
import { snapshot } from '../support/small-folders.js';
import { convolutionGraph } from '../support/tflite-graphs.js';
import { int8cProgram, requireTool } from '../support/tools.js';

const exitCodes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

interface Ended {
  readonly code: number | null;
  readonly signal: string | null;
}

function start(
  folder: string,
  args: readonly string[],
  environment: NodeJS.ProcessEnv = {},
): { child: ChildProcess; ended: Promise<Ended> } {
  const child = spawn(process.execPath, [int8cProgram, ...args], {
    cwd: folder,
    stdio: 'ignore',
    env: { ...process.env, ...environment },
  });
  return {
    child,
    ended: once(child, 'exit').then(([code, signal]) => ({
      code: code as number | null,
      signal: signal as string | null,
    })),
  };
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await sleep(10);
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/^\S+ \(.*\) [ZX]/.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch {
    return false;
  }
}

/**
 * A model, and a compiler that starts another program and then never ends. Temporary files go to a folder of their own.
 */
function withSlowCompiler(): {
  folder: string;
  temporary: string;
  pids: () => number[];
  environment: NodeJS.ProcessEnv;
} {
  const folder = temporaryFolder();
  const temporary = join(folder, 'temporary');
  mkdirSync(temporary);
  writeModel(folder, convolutionGraph(), 'net.tflite');
  const started = join(folder, 'started');
  const lines = [
    ...['#!/bin/sh', '[ "$1" = --version ] && exit 0', 'sleep 1000 &'],
    ...[`echo "$$ $!" > "${started}.part"`, `mv "${started}.part" "${started}"`, 'wait', ''],
  ];
  writeFileSync(join(folder, 'slow-cc'), lines.join('\n'), { mode: 0o755 });
  const pids = (): number[] => (existsSync(started) ? readFileSync(started, 'utf8').trim().split(' ').map(Number) : []);
  return { folder, temporary, pids, environment: { CC: join(folder, 'slow-cc'), TMPDIR: temporary } };
}

const posix = process.platform !== 'win32';

describe.runIf(posix)('verify that is interrupted while a compiler runs', () => {
  test.each(Object.entries(exitCodes))(
    'by %s ends with %i, and so do the compiler and what it has started',
    async (signal, code) => {
      const { folder, temporary, pids, environment } = withSlowCompiler();
      const { child, ended } = start(folder, ['verify', 'net.tflite', '--runner', 'host'], environment);
      await until(() => pids().length === 2);
      expect(readdirSync(temporary)).toHaveLength(1);
      child.kill(signal as NodeJS.Signals);
      expect(await ended).toEqual({ code, signal: null });
      expect(readdirSync(temporary)).toEqual([]);
      await until(() => !pids().some(isRunning));
    },
  );

  test('by a kill leaves a folder, which the next run removes', async () => {
    const { folder, temporary, pids, environment } = withSlowCompiler();
    const { child, ended } = start(folder, ['verify', 'net.tflite', '--runner', 'host'], environment);
    await until(() => pids().length === 2);
    child.kill('SIGKILL');
    await ended;
    for (const pid of pids()) process.kill(pid, 'SIGKILL');
    mkdirSync(join(temporary, 'int8c-mine'));
    expect(readdirSync(temporary)).toHaveLength(2);
    if (requireTool('cc') === null) return;
    const { exitCode } = await int8c(folder, ['verify', 'net.tflite', '--runner', 'host', '--cases', '0'], [], {
      TMPDIR: temporary,
    });
    expect(exitCode).toBe(0);
    expect(readdirSync(temporary)).toEqual(['int8c-mine']);
  });
});

const countsChildren = existsSync(`/proc/${process.pid}/task/${process.pid}/children`);

test.runIf(countsChildren)('the Clang of the npm package ends with an interrupted verify', async () => {
  const folder = temporaryFolder();
  writeModel(folder, convolutionGraph(), 'net.tflite');
  const { child, ended } = start(folder, ['verify', 'net.tflite']);
  const list = `/proc/${child.pid}/task/${child.pid}/children`;
  const children = (): number[] => readFileSync(list, 'latin1').trim().split(' ').filter(Boolean).map(Number);
  await until(() => children().length > 0);
  const compilers = children();
  child.kill('SIGTERM');
  // Clang is started before it has work: until then nothing waits to be put away, and the system ends int8c. Shells say
  // 143 to either.
  const { code, signal } = await ended;
  expect(signal ?? code).toBe(signal === null ? 143 : 'SIGTERM');
  await until(() => !compilers.some(isRunning));
});

describe.runIf(posix)('simulate --trace that is interrupted', () => {
  /** So many frames that it is not done before it is interrupted. */
  const frames = 3000;

  function workplace(): { folder: string; args: string[] } {
    const folder = temporaryFolder();
    writeModel(folder, convolutionGraph(), 'net.tflite');
    writeFileSync(join(folder, 'one.npy'), npyBytes('int8', [1, 4, 4, 2], new Int8Array(32)));
    writeFileSync(join(folder, 'many.bin'), new Int8Array(32 * frames));
    return { folder, args: ['simulate', 'net.tflite', '--trace', 'new/trace', '--input'] };
  }

  const isAtWork = (folder: string): boolean =>
    existsSync(join(folder, 'new')) && readdirSync(join(folder, 'new')).some((name) => name.startsWith('.int8c-'));

  test.each(Object.entries(exitCodes))('by %s ends with %i and leaves what was there', async (signal, code) => {
    const { folder, args } = workplace();
    const before = snapshot(folder);
    const first = start(folder, [...args, 'many.bin']);
    await until(() => isAtWork(folder));
    first.child.kill(signal as NodeJS.Signals);
    expect(await first.ended).toEqual({ code, signal: null });
    expect(snapshot(folder)).toEqual(before);
    expect((await int8c(folder, [...args, 'one.npy'])).exitCode).toBe(0);
    const trace = snapshot(folder);
    const second = start(folder, [...args, 'many.bin']);
    await until(() => isAtWork(folder));
    second.child.kill(signal as NodeJS.Signals);
    expect(await second.ended).toEqual({ code, signal: null });
    expect(snapshot(folder)).toEqual(trace);
  });

  test('by a kill leaves what was there, and the next run clears away the rest', async () => {
    const { folder, args } = workplace();
    const { child, ended } = start(folder, [...args, 'many.bin']);
    await until(() => isAtWork(folder));
    child.kill('SIGKILL');
    expect(await ended).toEqual({ code: null, signal: 'SIGKILL' });
    expect((await int8c(folder, [...args, 'one.npy'])).exitCode).toBe(0);
    expect(readdirSync(join(folder, 'new'))).toEqual(['trace']);
  });
});
