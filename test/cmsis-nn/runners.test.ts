import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { compile } from '../../src/compiler.js';
import type { EmittedPackage } from '../../src/emit/package.js';
import { findLibrary } from '../../src/runners/cmsis-nn.js';
import { createHostRunner } from '../../src/runners/host-runner.js';
import { createWasmRunner } from '../../src/runners/wasm-runner.js';
import { loadTarget } from '../../src/targets/load-target.js';
import { writeEmptyLibrary, writeText } from '../support/cmsis-nn.js';
import { layerGraph } from '../support/layer-graph.js';
import { endlessMilliseconds } from '../support/limits.js';
import { inTemporaryFolder, requireTool } from '../support/tools.js';
import { codesOf, packageOf, valueOf } from '../support/verify-samples.js';

const dense = layerGraph({ op: 'fully-connected', input: [1, 4], weights: [3, 4], output: [1, 3] });

function callingPackage(rounding: 'double' | 'single' = 'double'): EmittedPackage {
  const options = { name: 'dense', target: valueOf(loadTarget('host')), rounding, kernels: 'cmsis-nn' } as const;
  return valueOf(compile(dense, { file: 'dense.tflite', sha256: '0' }, { ...options, selfTest: false }));
}

const calling = callingPackage();

describe('the copy that CMSIS_NN_DIR names', () => {
  it('is not looked for where no layer calls it', () => {
    expect(findLibrary([packageOf(dense, 'dense')], {})).toEqual({ ok: true, value: null, diagnostics: [] });
  });

  it.each([{}, { CMSIS_NN_DIR: '' }])('must be named: %j', (environment) => {
    expect(codesOf(findLibrary([calling], environment))).toEqual(['I8C5301']);
  });

  it('must be there, with headers and sources', () => {
    inTemporaryFolder((folder) => {
      const missing = findLibrary([calling], { CMSIS_NN_DIR: join(folder, 'nowhere') });
      expect(codesOf(missing)).toEqual(['I8C5302']);
      expect(missing).toMatchObject({
        diagnostics: [
          { origin: { file: join(folder, 'nowhere') }, details: ['there is no Include/arm_nnfunctions.h'] },
        ],
      });
      writeText(join(folder, 'Include', 'arm_nnfunctions.h'), '');
      expect(codesOf(findLibrary([calling], { CMSIS_NN_DIR: folder }))).toEqual(['I8C5302']);
    });
  });

  it('must define what is called; a mention in a comment is no definition', () => {
    inTemporaryFolder((folder) => {
      writeEmptyLibrary(folder, ['arm_fully_connected_s8']);
      writeText(join(folder, 'Source', 'X', 'x.c'), '/*\nint arm_fully_connected_s8(void) {\n*/\n');
      const found = findLibrary([calling], { CMSIS_NN_DIR: folder });
      expect(codesOf(found)).toEqual(['I8C5303']);
      expect(found).toMatchObject({
        diagnostics: [{ details: ['arm_fully_connected_s8 is not defined in its sources'] }],
      });
    });
  });

  it('must not be older than 7.0.0', () => {
    inTemporaryFolder((folder) => {
      writeEmptyLibrary(folder);
      writeText(join(folder, 'Include', 'arm_nnfunctions.h'), 'arm_cmsis_nn_status arm_fully_connected_s8(void);\n');
      const found = findLibrary([calling], { CMSIS_NN_DIR: folder });
      expect(codesOf(found)).toEqual(['I8C5303']);
      expect(found).toMatchObject({
        diagnostics: [{ details: ['its header has no arm_fully_connected_per_channel_s8'] }],
      });
    });
  });

  it('gives the sources that define what is called, and what those call, and no more', () => {
    inTemporaryFolder((folder) => {
      const define = (name: string, body = '') =>
        writeText(
          join(folder, 'Source', 'A', `${name}.c`),
          `static int arm_own(void)\n{\n}\nint\n${name}(int x)\n{\n${body}\n}\n`,
        );
      writeEmptyLibrary(folder, ['arm_fully_connected_s8']);
      define('arm_fully_connected_s8', '    arm_inner_s8(1);\n    arm_inline_of_a_header(2);');
      define('arm_inner_s8', '    arm_fully_connected_s8(1);\n    arm_last_s8 (3);');
      define('arm_last_s8');
      define('arm_other_s8');
      const library = valueOf(findLibrary([calling], { CMSIS_NN_DIR: folder }));
      expect([...(library?.sources.keys() ?? [])]).toEqual(
        ['arm_fully_connected_s8', 'arm_inner_s8', 'arm_last_s8'].map((name) => `Source/A/${name}.c`),
      );
      expect([...(library?.headers.keys() ?? [])]).toEqual(['Include/arm_nnfunctions.h', 'Include/Internal/empty.h']);
      expect(library?.flags).toEqual([]);
      const single = valueOf(findLibrary([callingPackage('single')], { CMSIS_NN_DIR: folder }));
      expect(single?.flags).toEqual(['-DCMSIS_NN_USE_SINGLE_ROUNDING']);
      expect(() => findLibrary([calling, callingPackage('single')], { CMSIS_NN_DIR: folder })).toThrow('one rounding');
    });
  });
});

const runners = [createWasmRunner(), ...(requireTool('cc') === null ? [] : [createHostRunner()])];

describe.each(runners)('the $name runner', (runner) => {
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  it(
    'compiles the library with the package, as a copy that does nothing shows',
    () =>
      inLibraryFolder(async (folder) => {
        writeEmptyLibrary(folder);
        const model = valueOf(await runner.prepare(calling));
        const { outputs } = valueOf(await model.run([new Uint8Array(4)]));
        // Nothing writes the output: it is what the arena was filled with.
        expect(new Set(outputs[0]).size).toBe(1);
        await model.close();
      }),
    endlessMilliseconds,
  );

  it('says why there is no library, and runs nothing', async () => {
    vi.stubEnv('CMSIS_NN_DIR', '');
    expect(codesOf(await runner.prepare(calling))).toEqual(['I8C5301']);
  });

  it(
    'tells a copy that does not compile from emitted C that does not',
    () =>
      inLibraryFolder(async (folder) => {
        writeEmptyLibrary(folder, ['arm_fully_connected_s8']);
        const wrong = 'int arm_fully_connected_s8(void)\n{\n    return nothing;\n}\n';
        writeText(join(folder, 'Source', 'B', 'b.c'), wrong);
        const refused = await runner.prepare(calling);
        expect(codesOf(refused)).toEqual(['I8C5304']);
        expect(refused).toMatchObject({ diagnostics: [{ origin: { file: folder } }] });
      }),
    endlessMilliseconds,
  );
});

/** Runs `use` with an empty folder that CMSIS_NN_DIR names. */
async function inLibraryFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'int8c-test-'));
  vi.stubEnv('CMSIS_NN_DIR', folder);
  try {
    await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
