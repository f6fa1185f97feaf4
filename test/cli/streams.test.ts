import { closeSync, existsSync, mkdirSync, openSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../support/command-line.js';
import { int8cProgram } from '../support/tools.js';

interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function run(args: readonly string[], stdout: number | 'pipe', stderr: number | 'pipe'): Ended {
  const ended = spawnSync(process.execPath, [int8cProgram, ...args], {
    encoding: 'utf8',
    stdio: ['ignore', stdout, stderr],
  });
  return { status: ended.status, stdout: ended.stdout ?? '', stderr: ended.stderr ?? '' };
}

describe.skipIf(!existsSync('/dev/full'))('a device that takes nothing', () => {
  const full = (use: (device: number) => Ended): Ended => {
    const device = openSync('/dev/full', 'w');
    try {
      return use(device);
    } finally {
      closeSync(device);
    }
  };

  test.each([[['targets']], [['targets', '--json']], [['--help']], [['explain']]])(
    'as standard output of %j costs one line',
    (args) => {
      const { status, stderr } = full((device) => run(args, device, 'pipe'));
      expect([status, stderr]).toEqual([
        1,
        'error[I8C6212]: standard output cannot be written: ENOSPC: no space left on device\n',
      ]);
    },
  );

  test('as standard error leaves the exit code', () => {
    expect(full((device) => run(['nonsense'], 'pipe', device)).status).toBe(2);
    expect(full((device) => run(['targets'], 'pipe', device)).status).toBe(0);
  });
});

test('a reader that stops early is no fault', () => {
  const command = `"${process.execPath}" "${int8cProgram}" explain --json | head -n 1; exit "\${PIPESTATUS[0]}"`;
  const ended = spawnSync('bash', ['-c', command], { encoding: 'utf8' });
  expect([ended.status, ended.stdout, ended.stderr]).toEqual([0, '{\n', '']);
});

test.skipIf(process.platform === 'win32')('a current folder that is gone is said in two lines', () => {
  const folder = join(temporaryFolder(), 'gone');
  mkdirSync(folder);
  const command = `rmdir "${folder}" && exec "${process.execPath}" "${int8cProgram}" targets`;
  const ended = spawnSync('sh', ['-c', command], { encoding: 'utf8', cwd: folder });
  rmSync(folder, { recursive: true, force: true });
  expect([ended.status, ended.stdout, ended.stderr]).toEqual([
    1,
    '',
    'error[I8C6211]: the current folder no longer exists\n   = help  change to another folder\n',
  ]);
});
