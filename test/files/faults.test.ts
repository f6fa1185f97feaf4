import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { packageKind } from '../../src/cli/write-package.js';
import { settleFolder } from '../../src/files/owned-folder.js';
import type { FileWork } from '../../src/files/claims.js';
import { thisProcess } from '../../src/files/owner.js';
import { deadOwner, faultyDisk, isChange, type CountingDisk, type Fault } from '../support/faulty-disk.js';
import { outOf, scenarios, snapshot, writeScenario, type Scenario } from '../support/small-folders.js';
import { temporaryFolder } from '../support/command-line.js';

const folder = temporaryFolder();
let roots = 0;

async function prepared(scenario: Scenario): Promise<string> {
  const root = join(folder, String((roots += 1)));
  mkdirSync(root);
  await scenario.prepare(root);
  return root;
}

const dead = deadOwner();
const workOn = ({ disk }: CountingDisk, owner = dead): FileWork => ({ disk, owner, patienceMilliseconds: 0 });
const well = (): FileWork => workOn(faultyDisk(null), thisProcess());

/** What was there, and what shall be; and how many steps there are on the way. */
async function outcomes(scenario: Scenario): Promise<{ before: string[]; after: string[]; calls: readonly string[] }> {
  const root = await prepared(scenario);
  const before = snapshot(root);
  const counting = faultyDisk(null);
  expect(
    (await writeScenario(scenario, root, { work: workOn(counting) })).diagnostics.filter(
      ({ severity }) => severity === 'error',
    ),
  ).toEqual([]);
  return { before, after: snapshot(root), calls: counting.calls };
}

/** A folder above the package may be left by what was killed. */
function stateOf(root: string): string[] {
  const state = snapshot(root);
  return state.join() === 'place/' ? [] : state;
}

const isTemporary = (name: string): boolean => name.includes('.int8c');

describe.each(scenarios)('writing over $title', (scenario) => {
  test.each(['fails', 'fails late'] as const)(
    'a call that %s leaves the old or the new, and says which',
    async (kind) => {
      const { before, after, calls } = await outcomes(scenario);
      for (const at of calls.keys()) {
        const root = await prepared(scenario);
        const result = await writeScenario(scenario, root, { work: workOn(faultyDisk({ at, kind })) });
        const step = `${kind} at ${at}: ${calls[at] ?? ''}`;
        // A folder of work that could not be removed goes with the next run.
        if (readdirSync(root, { recursive: true, encoding: 'utf8' }).some(isTemporary)) {
          expect((await settleFolder(outOf(root), packageKind, well())).ok, step).toBe(true);
        }
        expect(stateOf(root), step).toEqual(result.ok ? after : before);
        if (!result.ok) {
          expect(
            result.diagnostics.map(({ code }) => code),
            step,
          ).toEqual(['I8C6204']);
        }
      }
    },
  );

  test('a kill at any call leaves the old or the new once somebody has looked', async () => {
    const { before, after, calls } = await outcomes(scenario);
    const seen = new Set<string>();
    for (const at of calls.keys()) {
      const root = await prepared(scenario);
      await writeScenario(scenario, root, { work: workOn(faultyDisk({ at, kind: 'fails for ever' })) });
      expect((await settleFolder(outOf(root), packageKind, well())).ok).toBe(true);
      const state = stateOf(root).join('\n');
      expect([before.join('\n'), after.join('\n')], `killed at ${at}: ${calls[at] ?? ''}`).toContain(state);
      seen.add(state);
      expect((await writeScenario(scenario, root, { work: well() })).ok).toBe(true);
      expect(snapshot(root)).toEqual(after);
    }
    expect(seen.size).toBe(2);
  });

  test('a kill of what puts a kill right changes nothing about that', async () => {
    const { before, after, calls } = await outcomes(scenario);
    const changes = (of: readonly string[]): number[] => [...of.keys()].filter((at) => isChange(of[at] ?? ''));
    const killedAt = async (at: number): Promise<string> => {
      const root = await prepared(scenario);
      await writeScenario(scenario, root, { work: workOn(faultyDisk({ at, kind: 'fails for ever' })) });
      return root;
    };
    for (const at of changes(calls)) {
      const undisturbed = faultyDisk(null);
      await settleFolder(outOf(await killedAt(at)), packageKind, workOn(undisturbed));
      for (const second of changes(undisturbed.calls)) {
        const root = await killedAt(at);
        await settleFolder(outOf(root), packageKind, workOn(faultyDisk({ at: second, kind: 'fails for ever' })));
        expect((await settleFolder(outOf(root), packageKind, well())).ok).toBe(true);
        expect([before.join('\n'), after.join('\n')], `killed at ${at}, then at ${second}`).toContain(
          stateOf(root).join('\n'),
        );
      }
    }
  });
});

test('a fault is not mistaken for a file that is missing', async () => {
  const [, , scenario] = scenarios;
  if (scenario === undefined) throw new Error('no scenario');
  const fault: Fault = { at: 0, kind: 'fails' };
  const result = await writeScenario(scenario, await prepared(scenario), { work: workOn(faultyDisk(fault)) });
  expect(result.diagnostics).toMatchObject([{ code: 'I8C6204', details: ['EIO: i/o error'] }]);
});
