import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { int8c, int8cJson, temporaryFolder, writeModel } from '../support/command-line.js';
import { convolutionGraph } from '../support/tflite-graphs.js';
import { testWithTools, watchModules } from '../support/tools.js';

const folder = temporaryFolder();
const model = writeModel(folder, convolutionGraph());

describe('verify', () => {
  test('compares every tensor in WebAssembly, without a compiler on this machine', async () => {
    const { exitCode, stdout, stderr } = await int8c(folder, ['verify', model, '--cases', '3']);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(/^the same: 16 tensors of 8 cases, 640 values \(wasm, double rounding\)$/);
  });

  testWithTools(['cc'], 'with the C compiler of this machine, on given inputs too, as JSON', async () => {
    writeFileSync(join(folder, 'input.bin'), new Int8Array(64));
    const { exitCode, document, stderr } = await int8cJson(folder, [
      'verify',
      model,
      '--runner',
      'host',
      '--cases',
      '2',
      '--seed',
      '7',
      '--input',
      'input.bin',
      '--rounding',
      'single',
    ]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(document).toMatchObject({
      command: 'verify',
      ok: true,
      runner: 'host',
      rounding: 'single',
      equal: true,
      casesRun: 9,
      differences: [],
    });
  });

  test('says how to get Clang where the optional package is not installed', async () => {
    const { exitCode, stdout, stderr } = await int8c(folder, ['verify', model], [], {
      NODE_OPTIONS: `--import ${watchModules}`,
      INT8C_TEST_MISSING: '@yowasp/clang',
    });
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr).toMatch(/^error\[I8C5106\]: .*@yowasp\/clang, which is not installed$/m);
    expect(stderr).toMatch(/help {2}.*--include=optional.*--runner host/);
  });

  test('a given input of the wrong size is refused before anything is compiled', async () => {
    writeFileSync(join(folder, 'short.bin'), new Int8Array(5));
    const { exitCode, stderr } = await int8c(folder, ['verify', model, '--input', 'short.bin']);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('error[I8C6102]');
  });
});

test('a compiler that dies at its work is told, not waited for', async () => {
  const folder = temporaryFolder();
  const model = writeModel(folder, convolutionGraph());
  const killer = `import child from 'node:child_process'; import { syncBuiltinESMExports } from 'node:module';
    const { fork } = child;
    child.fork = (...args) => { const made = fork(...args); setImmediate(() => made.kill('SIGKILL')); return made; };
    syncBuiltinESMExports();`;
  const preload = ['--import', `data:text/javascript,${encodeURIComponent(killer)}`];
  const { exitCode, stderr } = await int8c(folder, ['verify', model, '--cases', '1'], preload);
  expect(stderr).toContain('I8C5106');
  expect(exitCode).toBe(1);
});
