import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import { packageKind } from '../../src/cli/write-package.js';
import { settleFolder } from '../../src/files/owned-folder.js';
import { thisProcess } from '../../src/files/owner.js';
import { int8c, readTree, temporaryFolder, writeModel } from '../support/command-line.js';
import { faultyDisk, isChange } from '../support/faulty-disk.js';
import { outOf, scenarios, smallPackage, snapshot, writeScenario, type Scenario } from '../support/small-folders.js';
import { convolutionGraph } from '../support/tflite-graphs.js';
import { repository } from '../support/tools.js';

const folder = temporaryFolder();
let roots = 0;

async function prepared(scenario: Scenario): Promise<string> {
  const root = join(folder, String((roots += 1)));
  mkdirSync(root);
  await scenario.prepare(root);
  return root;
}

interface Script {
  readonly destination: string;
  readonly emitted: readonly object[];
  readonly force?: boolean;
  readonly at?: number;
  readonly times?: number;
}

function runScript(script: Script) {
  return execa(process.execPath, [join(repository, 'test/support/scripted-writer.js'), JSON.stringify(script)], {
    reject: false,
  });
}

/**
 * Continuous integration kills at every call, a developer at some of them; `faults.test.ts` has all of them without
 * processes.
 */
const killed = process.env['INT8C_FILE_FAULTS'] === 'all' ? 1 : 3;

describe.runIf(process.platform !== 'win32').each(scenarios)('a process that writes over $title', (scenario) => {
  test('and is killed at any call leaves the old or the new once somebody has looked', async () => {
    const root = await prepared(scenario);
    const before = snapshot(root).join('\n');
    const { disk, calls } = faultyDisk(null);
    await writeScenario(scenario, root, { work: { disk, owner: thisProcess(), patienceMilliseconds: 0 } });
    const after = snapshot(root).join('\n');
    const changes = [...calls.keys()].filter((at) => isChange(calls[at] ?? ''));
    const chosen = changes.filter((_at, index) => index % killed === scenarios.indexOf(scenario) % killed);
    expect(chosen.length).toBeGreaterThan(2);
    for (const at of chosen) {
      const place = await prepared(scenario);
      const { signal } = await runScript({
        destination: outOf(place),
        emitted: [scenario.emitted],
        force: scenario.force ?? false,
        at,
      });
      expect(signal, `at ${at}`).toBe('SIGKILL');
      expect((await settleFolder(outOf(place), packageKind)).ok).toBe(true);
      const state = snapshot(place).join('\n');
      expect([before, after], `killed before ${at}: ${calls[at] ?? ''}`).toContain(state === 'place/' ? '' : state);
      expect((await writeScenario(scenario, place)).ok).toBe(true);
      expect(snapshot(place).join('\n')).toBe(after);
    }
  });
});

test('compile --check puts right what a killed process has left', async () => {
  const scenario = scenarios[3];
  if (scenario === undefined) throw new Error('there is no such scenario');
  const root = await prepared(scenario);
  const before = snapshot(root);
  const { disk, calls } = faultyDisk(null);
  await writeScenario(scenario, await prepared(scenario), {
    work: { disk, owner: thisProcess(), patienceMilliseconds: 0 },
  });
  const at = calls.findLastIndex((call) => call.startsWith('move '));
  await runScript({ destination: outOf(root), emitted: [scenario.emitted], at });
  expect(snapshot(root)).not.toEqual(before);
  writeModel(folder, convolutionGraph(), 'net.tflite');
  expect((await int8c(folder, ['compile', 'net.tflite', '--out', outOf(root), '--check'])).exitCode).toBe(1);
  expect(snapshot(root)).toEqual(before);
});

test('two processes that write to one folder again and again all succeed, and do not mix', async () => {
  const root = await prepared({ title: '', prepare: () => Promise.resolve(), emitted: smallPackage('net', 'a') });
  const versions = [smallPackage('net', 'a'), smallPackage('net', 'b', ['net.c', 'net_data.c', 'test/net_test.c'])];
  const script = { destination: outOf(root), emitted: versions, times: 30 };
  const ended = await Promise.all([runScript(script), runScript({ ...script, emitted: versions.toReversed() })]);
  expect(ended.map(({ exitCode, stderr }) => ({ exitCode, stderr }))).toEqual([
    { exitCode: 0, stderr: '' },
    { exitCode: 0, stderr: '' },
  ]);
  const whole = versions.map(({ files }) => Object.fromEntries(files.map(({ path, text }) => [path, text])));
  expect(whole).toContainEqual(readTree(outOf(root)));
  expect(readdirSync(join(root, 'place'))).toEqual(['out']);
});

const pairs = Number(process.env['INT8C_COMPILE_PAIRS'] ?? 6);

test(`${pairs} pairs of compiles into one folder: every package is one of the two, and both succeed`, async () => {
  const place = temporaryFolder();
  const model = writeModel(place, convolutionGraph(), 'net.tflite');
  const compile = (out: string, rounding: string) =>
    int8c(place, ['compile', model, '--out', out, '--quiet', '--rounding', rounding]);
  for (const rounding of ['double', 'single']) await compile(rounding, rounding);
  const whole = ['double', 'single'].map((rounding) => readTree(join(place, rounding)));
  for (let pair = 0; pair < pairs; pair += 1) {
    // The first of three into a new folder, the others over the one before.
    const out = `out/${Math.floor(pair / 3)}`;
    const ended = await Promise.all([compile(out, 'double'), compile(out, 'single')]);
    expect(ended).toEqual([
      { exitCode: 0, stdout: '', stderr: '' },
      { exitCode: 0, stdout: '', stderr: '' },
    ]);
    expect(whole).toContainEqual(readTree(join(place, out)));
  }
  expect(readdirSync(join(place, 'out')).filter((name) => name.startsWith('.'))).toEqual([]);
});
