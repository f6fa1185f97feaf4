import { closeSync, openSync, ftruncateSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { int8c, temporaryFolder } from '../support/command-line.js';

const folder = temporaryFolder();

test('a file that the system does not open', async () => {
  const { exitCode, stderr } = await int8c(folder, ['inspect', `${'long'.repeat(100)}.tflite`]);
  expect(exitCode).toBe(1);
  expect(stderr).toContain('error[I8C6201]: the file cannot be read');
  expect(stderr).toContain('ENAMETOOLONG');
});

test.skipIf(process.platform === 'win32')('a device that never ends', async () => {
  const { exitCode, stderr } = await int8c(folder, ['inspect', '/dev/zero']);
  expect(exitCode).toBe(1);
  expect(stderr).toContain('it is no regular file');
});

test('a file that is too large is refused before it is read', async () => {
  const file = openSync(join(folder, 'large.tflite'), 'w');
  ftruncateSync(file, 600 * 1024 * 1024);
  closeSync(file);
  const { exitCode, stderr } = await int8c(folder, ['inspect', 'large.tflite']);
  expect(exitCode).toBe(1);
  expect(stderr).toContain('error[I8C6202]');
});
