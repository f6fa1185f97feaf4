import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { EmittedPackage } from '../../src/emit/package.js';
import { createSimulator } from '../../src/simulator/simulate.js';
import { sanitizerRefusal } from '../../src/runners/compiler-refusal.js';
import { findHostCompiler } from '../../src/runners/host-compiler.js';
import { createHostRunner } from '../../src/runners/host-runner.js';
import { availableRunners, findRunner, runnerNames } from '../../src/runners/index.js';
import { assembleTensors, type RunnableModel, type Runner } from '../../src/runners/runner.js';
import { createWasmRunner } from '../../src/runners/wasm-runner.js';
import { codesOf, denseGraph, editPackage, manyPortsGraph, packageOf, valueOf } from '../support/verify-samples.js';

const hostCompiler = await findHostCompiler();
const runners: Runner[] = hostCompiler.ok
  ? [createWasmRunner(), createHostRunner(), createHostRunner({ sanitize: true })]
  : [createWasmRunner()];
const withHost = describe.skipIf(!hostCompiler.ok);

const bytes = (values: ArrayBufferView): Uint8Array =>
  new Uint8Array(values.buffer, values.byteOffset, values.byteLength);

const denseInput = Int8Array.from([1, -2, 3, -4, 100, 127, -128, 0]);

/** One build for all tests of a runner: compiling takes longer than everything else. */
const samples = {
  dense: packageOf(denseGraph(), 'dense'),
  ports: packageOf(manyPortsGraph(), 'ports'),
  failing: editPackage(packageOf(denseGraph(), 'failing'), 'failing.c', (text) =>
    text.replace(
      /(failing_run\(failing_context \*context\)\n\{)/,
      '$1\n    if (context != NULL) {\n        return FAILING_ERROR_ARENA;\n    }',
    ),
  ),
  before: atStart('before', 'arena[-1] = 1;'),
  trapping: atStart('trapping', '__builtin_trap();'),
  behind: atStart('behind', 'arena[BEHIND_ARENA_BYTES] = 1;'),
};

/** A package with a statement at the start of its run. */
function atStart(name: string, statement: string): EmittedPackage {
  return editPackage(packageOf(denseGraph(), name), `${name}.c`, (text) =>
    text.replace('arena = context->arena;', `arena = context->arena;\n    ${statement}`),
  );
}

describe.each(runners)('the $description runner', (runner) => {
  let models: Record<keyof typeof samples, RunnableModel>;
  beforeAll(async () => {
    const prepared = valueOf(await runner.prepareMany(Object.values(samples)));
    models = Object.fromEntries(Object.keys(samples).map((name, index) => [name, prepared[index]])) as typeof models;
  });
  afterAll(async () => {
    for (const model of Object.values(models)) await model.close();
  });

  it('reports every tensor as the simulator computes it', async () => {
    const run = valueOf(await models.dense.run([bytes(denseInput)]));
    const expected = new Map<number, Uint8Array>();
    createSimulator(denseGraph(), 'double').run([denseInput], ({ id }, values) => expected.set(id, bytes(values)));
    expect(assembleTensors(run.records)).toEqual(expected);
    expect(run.outputs).toEqual([expected.get(5)]);
    expect(run.snapshot).toBeNull();
  });

  it('serves several inputs and outputs of several types, and models of one build side by side', async () => {
    const inputs = [Int8Array.from([0, 1, 2, -3, -4, 127]), Float32Array.from([1.25, -1e30, 0.75])];
    const expected = createSimulator(manyPortsGraph(), 'double').run(inputs).map(bytes);
    const { dense, ports } = models;
    const [run, other, again] = await Promise.all([
      ports.run(inputs.map(bytes), { traced: false }),
      dense.run([bytes(denseInput)]),
      ports.run(inputs.map(bytes)),
    ]);
    expect(valueOf(run).outputs).toEqual(expected);
    expect(valueOf(run).records).toEqual([]);
    expect(valueOf(again).outputs).toEqual(expected);
    expect(valueOf(other).records.length).toBe(4);
  });

  it('copies the arena after the record that is asked for', async () => {
    const run = valueOf(await models.dense.run([bytes(denseInput)], { snapshotAfter: 1 }));
    const record = run.records[1];
    expect(run.snapshot?.length).toBe(samples.dense.manifest.arenaBytes);
    expect(
      run.snapshot?.subarray(record?.arenaOffset, (record?.arenaOffset ?? 0) + (record?.bytes.length ?? 0)),
    ).toEqual(record?.bytes);
  });

  it('gives what the compiler said about C that it refuses', async () => {
    const prepared = await runner.prepare(
      editPackage(samples.dense, 'dense.c', (text) => `${text}\nint unused_one(void) { int x; }\n`),
    );
    expect(codesOf(prepared)).toEqual(['I8C5102']);
    expect(prepared.ok ? '' : prepared.diagnostics[0]?.details.join('\n')).toMatch(/dense\.c:\d+.*unused/s);
  });

  it('reports a model that returns an error', async () => {
    const run = await models.failing.run([bytes(denseInput)]);
    expect(codesOf(run)).toEqual(['I8C5108']);
    expect(run.ok ? '' : run.diagnostics[0]?.details[0]).toContain('ERROR_ARENA');
  });

  it('reports a model that stops', async () => {
    // It ends the process that all models share.
    const model = runner.name === 'wasm' ? models.trapping : valueOf(await runner.prepare(samples.trapping));
    const run = await model.run([bytes(denseInput)]);
    if (runner.name !== 'wasm') await model.close();
    expect(codesOf(run)).toEqual([runner.name === 'wasm' ? 'I8C5107' : 'I8C5103']);
    expect(run.ok ? '' : run.diagnostics[0]?.details[0]).toMatch(/^trapping (trapped|stopped): /);
  });

  it('refuses to build two packages of one name, and inputs of another size', async () => {
    await expect(runner.prepareMany([samples.dense, samples.dense])).rejects.toThrow('int8c bug');
    expect(() => void models.dense.run([new Uint8Array(3)])).toThrow('int8c bug: inputs of dense have 3 bytes, not 8');
  });

  it.each(['before', 'behind'] as const)('notices a byte written %s the arena', async (where) => {
    const sanitized = runner.description.includes('sanitizers');
    const model = sanitized ? valueOf(await runner.prepare(samples[where])) : models[where];
    const run = await model.run([bytes(denseInput)]);
    if (sanitized) await model.close();
    expect(codesOf(run)).toEqual([sanitized ? 'I8C5103' : 'I8C5105']);
    expect(run.ok ? '' : run.diagnostics[0]?.details.join('\n')).toContain(sanitized ? 'AddressSanitizer' : where);
  });
});

withHost('the host runner', () => {
  let folder = '';
  let usual: string | undefined;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'int8c-test-'));
    usual = process.env['TMPDIR'];
    process.env['TMPDIR'] = folder;
  });
  afterEach(async () => {
    if (usual === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = usual;
    await rm(folder, { recursive: true, force: true });
  });

  it('leaves no files behind, closed twice or refused', async () => {
    const pkg = packageOf(denseGraph(), 'dense');
    const model = valueOf(await createHostRunner().prepare(pkg));
    expect((await readdir(folder)).length).toBe(1);
    await model.close();
    await model.close();
    expect(await readdir(folder)).toEqual([]);
    await createHostRunner().prepare(editPackage(pkg, 'dense.c', (text) => `${text}#error no\n`));
    expect(await readdir(folder)).toEqual([]);
  });

  it('says where it cannot write, and leaves nothing when it is misused', async () => {
    await expect(createHostRunner().prepareMany([samples.dense, samples.dense])).rejects.toThrow('int8c bug');
    expect(await readdir(folder)).toEqual([]);
    process.env['TMPDIR'] = join(folder, 'no-such-folder');
    const refused = await createHostRunner().prepare(samples.dense);
    expect(codesOf(refused)).toEqual(['I8C5110']);
    expect(refused.ok ? '' : refused.diagnostics[0]?.details[0]).toContain('no-such-folder');
  });

  it('tells a crash from a slow model, and from then on says so again', async () => {
    const crashing = valueOf(await createHostRunner().prepare(samples.trapping));
    expect(codesOf(await crashing.run([bytes(denseInput)]))).toEqual(['I8C5103']);
    expect(codesOf(await crashing.run([bytes(denseInput)]))).toEqual(['I8C5103']);
    await crashing.close();
    const endless = valueOf(
      await createHostRunner({ timeoutMilliseconds: 300 }).prepare(
        atStart('endless', 'for (volatile int i = 0; i < 1; i = 0) { }'),
      ),
    );
    expect(codesOf(await endless.run([bytes(denseInput)]))).toEqual(['I8C5104']);
    await endless.close();
    expect(await readdir(folder)).toEqual([]);
  });

  it('stops at signed overflow when sanitizers are on', async () => {
    const overflow = 'volatile int32_t big = INT32_MAX;\n    big = big + 1;';
    const pkg = atStart('overflowing', overflow);
    const model = valueOf(await createHostRunner({ sanitize: true }).prepare(pkg));
    const run = await model.run([bytes(denseInput)]);
    await model.close();
    expect(codesOf(run)).toEqual(['I8C5103']);
    expect(run.ok ? '' : run.diagnostics[0]?.details.join('\n')).toContain('signed integer overflow');
  });
});

describe('a compiler without sanitizer libraries', () => {
  it.each([
    "models.c:74:10: fatal error: 'sanitizer/asan_interface.h' file not found",
    '/usr/bin/ld: cannot find /usr/lib/clang/14/lib/linux/libclang_rt.asan-x86_64.a: No such file or directory',
    '/usr/bin/ld: cannot find -lasan: No such file or directory',
  ])('is told apart from emitted C that is at fault: %s', (line) => {
    expect(sanitizerRefusal('clang', `In file included\n${line}\n`)?.diagnostics[0]).toMatchObject({
      code: 'I8C5111',
      details: ['clang said:', line],
    });
    expect(sanitizerRefusal('clang', 'dense.c:3:1: error: unused variable')).toBeNull();
  });
});

describe('the compiler of the host', () => {
  const path = process.env['PATH'] ?? '';

  it('is the one that CC names, with its arguments', async () => {
    expect(valueOf(await findHostCompiler({ PATH: path, CC: '  node --no-warnings ' }))).toEqual({
      command: 'node',
      arguments: ['--no-warnings'],
    });
  });

  it('is missed with a word on what to install', async () => {
    const named = await findHostCompiler({ PATH: path, CC: 'no-such-compiler -m32' });
    expect(codesOf(named)).toEqual(['I8C5101']);
    expect(named.ok ? '' : named.diagnostics[0]?.details[0]).toBe(
      'CC names no-such-compiler -m32, which does not start',
    );
    const none = await findHostCompiler({ PATH: join(tmpdir(), 'no-such-folder') });
    expect(codesOf(none)).toEqual(['I8C5101']);
    expect(none.ok ? '' : none.diagnostics[0]?.help).toContain('wasm');
  });
});

describe('the list of runners', () => {
  it('finds each by its name and no other', () => {
    expect(runnerNames.map((name) => valueOf(findRunner(name)).name)).toEqual(['wasm', 'host']);
    expect(codesOf(findRunner('qemu'))).toEqual(['I8C5109']);
  });

  it('offers host only where there is a compiler', async () => {
    expect((await availableRunners()).map(({ name }) => name)).toEqual(hostCompiler.ok ? ['wasm', 'host'] : ['wasm']);
  });
});

describe('assembleTensors', () => {
  it('puts bands together in any order', () => {
    const record = (tensor: number, firstByte: number, ...values: number[]) => ({
      tensor,
      firstByte,
      arenaOffset: 0,
      bytes: Uint8Array.from(values),
    });
    const tensors = assembleTensors([record(7, 2, 3, 4), record(1, 0, 9), record(7, 0, 1, 2), record(7, 4, 5)]);
    expect(tensors).toEqual(
      new Map([
        [7, Uint8Array.from([1, 2, 3, 4, 5])],
        [1, Uint8Array.from([9])],
      ]),
    );
  });
});
