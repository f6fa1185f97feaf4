import { mkdirSync, readdirSync, rmSync, utimesSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { packageKind, writePackage } from '../../src/cli/write-package.js';
import { placeBeside, placeInside, type FileWork } from '../../src/files/claims.js';
import { realDisk, type Disk, type Status } from '../../src/files/disk.js';
import { settleFolder } from '../../src/files/owned-folder.js';
import { ownerText, thisProcess, type Owner } from '../../src/files/owner.js';
import { temporaryFolder } from '../support/command-line.js';
import { deadOwner, faultyDisk } from '../support/faulty-disk.js';
import { outOf, put, smallPackage, snapshot } from '../support/small-folders.js';

const folder = temporaryFolder();
let roots = 0;

function newRoot(): string {
  const root = join(folder, String((roots += 1)));
  mkdirSync(join(root, 'place'), { recursive: true });
  return root;
}

const here = thisProcess();
const dead = deadOwner();
const elsewhere: Owner = { ...here, place: '00000000' };

function putClaim(root: string, owner: Owner, place = placeBeside(outOf(root))): string {
  const claim = join(place.folder, `.int8c-${place.key}-${ownerText(owner)}-0000000a`);
  mkdirSync(claim, { recursive: true });
  return claim;
}

const impatient: FileWork = { disk: realDisk, owner: here, patienceMilliseconds: 0 };

describe('the temporary folder of another int8c', () => {
  test.each([
    ['on this machine', here],
    ['on another machine', elsewhere],
  ])('at work %s is waited for, and left alone', async (_title, owner) => {
    const root = newRoot();
    const claim = putClaim(root, owner);
    const refused = await writePackage(smallPackage('net', 'new'), outOf(root), { work: impatient });
    expect(refused.diagnostics).toMatchObject([
      { code: 'I8C6210', details: [`process ${owner.pid} has been at work there for a long time`, claim] },
    ]);
    expect((await settleFolder(outOf(root), packageKind, impatient)).diagnostics).toMatchObject([{ code: 'I8C6210' }]);
    expect(readdirSync(join(root, 'place'))).toHaveLength(1);
    const waiting = writePackage(smallPackage('net', 'new'), outOf(root));
    await sleep(100);
    rmSync(claim, { recursive: true });
    expect(await waiting).toMatchObject({ ok: true, diagnostics: [] });
    expect(readdirSync(join(root, 'place'))).toEqual(['out']);
  });

  test.each([
    ['whose process has ended', dead],
    ['whose number another process has now', { ...here, started: 'ffffffff' }],
    ['that is on another machine and has not changed for long', elsewhere],
  ])('%s is removed', async (title, owner) => {
    const root = newRoot();
    const claim = putClaim(root, owner);
    put(claim, 'new/net.c', 'half');
    if (title.endsWith('for long')) utimesSync(claim, new Date('2020-01-01'), new Date('2020-01-01'));
    expect(await writePackage(smallPackage('net', 'new'), outOf(root), { work: impatient })).toMatchObject({
      ok: true,
      diagnostics: [],
    });
    expect(readdirSync(join(root, 'place'))).toEqual(['out']);
  });

  test('for another destination is not waited for, and is removed when it is not in use', async () => {
    const root = newRoot();
    const used = putClaim(root, here, placeBeside(join(root, 'place/other')));
    put(putClaim(root, dead, placeBeside(join(root, 'place/other'))), 'new/x.c', 'half');
    put(putClaim(root, dead, placeBeside(join(root, 'place/third'))), 'journal.json', 'for who looks at third');
    expect((await writePackage(smallPackage('net', 'new'), outOf(root), { work: impatient })).ok).toBe(true);
    const left = readdirSync(join(root, 'place')).filter((name) => name.startsWith('.'));
    expect(left.sort()).toEqual(
      [used.split('/').at(-1), `.int8c-${placeBeside('third').key}-${ownerText(dead)}-0000000a`].sort(),
    );
  });

  test('inside the destination counts as well', async () => {
    const root = newRoot();
    await writePackage(smallPackage('net', 'old'), outOf(root));
    const claim = putClaim(root, here, placeInside(outOf(root)));
    expect((await writePackage(smallPackage('net', 'new'), outOf(root), { work: impatient })).ok).toBe(false);
    rmSync(claim, { recursive: true });
    putClaim(root, dead, placeInside(outOf(root)));
    expect((await writePackage(smallPackage('net', 'new'), outOf(root), { work: impatient })).ok).toBe(true);
    expect(snapshot(join(root, 'place/out')).some((line) => line.includes('.int8c'))).toBe(false);
  });
});

test('a folder in a folder of the same name has claims of its own', async () => {
  const root = newRoot();
  const inner = join(outOf(root), 'out');
  const old = smallPackage('net', 'old');
  for (const directory of [outOf(root), inner]) await writePackage(old, directory);
  for (let at = 0; ; at += 1) {
    const { disk, calls } = faultyDisk({ at, kind: 'fails for ever' });
    await writePackage(smallPackage('net', 'new'), inner, { work: { disk, owner: dead, patienceMilliseconds: 0 } });
    const newer = smallPackage('net', `newer ${at}`);
    expect((await writePackage(newer, outOf(root), { work: impatient })).ok).toBe(true);
    expect((await settleFolder(inner, packageKind)).ok).toBe(true);
    expect(snapshot(inner).length).toBe(5);
    if (calls.length <= at) break;
    await writePackage(old, inner);
  }
});

describe('many that write to one folder at once', () => {
  test('do so one after the other', async () => {
    const root = newRoot();
    const versions = Array.from({ length: 12 }, (_, index) => smallPackage('net', `version ${index}`));
    const results = await Promise.all(versions.map((emitted) => writePackage(emitted, outOf(root))));
    expect(results.map(({ ok }) => ok)).toEqual(versions.map(() => true));
    const state = snapshot(outOf(root)).join('\n');
    expect(new Set(state.match(/version \d+/g)).size).toBe(1);
    expect(readdirSync(join(root, 'place'))).toEqual(['out']);
  });
});

test('a temporary folder that cannot be removed is a warning: the package is there', async () => {
  const root = newRoot();
  const { disk, calls } = faultyDisk(null);
  await writePackage(smallPackage('net', 'new'), join(root, 'first'), { work: { ...impatient, disk } });
  const failing = faultyDisk({ at: calls.findLastIndex((call) => call.startsWith('removeFolder')), kind: 'fails' });
  const result = await writePackage(smallPackage('net', 'new'), outOf(root), {
    work: { ...impatient, disk: failing.disk, owner: dead },
  });
  expect(result).toMatchObject({ ok: true, diagnostics: [{ code: 'I8C6213', severity: 'warning' }] });
  expect((await settleFolder(outOf(root), packageKind)).ok).toBe(true);
  expect(readdirSync(join(root, 'place'))).toEqual(['out']);
});

describe('a folder beside which nothing can be put', () => {
  const refuse = (path: string): never => {
    throw Object.assign(new Error('EACCES: permission denied'), { code: 'EACCES', path });
  };
  const disks: readonly (readonly [string, (above: string) => Disk])[] = [
    [
      'because the one above may not be written to',
      (above) => ({
        ...realDisk,
        makeFolder: (path) => (dirname(path) === above ? refuse(path) : realDisk.makeFolder(path)),
      }),
    ],
    [
      'because the one above may not be listed',
      (above) => ({ ...realDisk, list: (path) => (path === above ? refuse(path) : realDisk.list(path)) }),
    ],
    [
      'because it is mounted',
      (above) => ({ ...realDisk, status: (path) => withDevice(realDisk.status(path), path === above ? 1 : 2) }),
    ],
  ];

  test.each(disks)('%s, is written to all the same', async (_title, diskFor) => {
    const root = newRoot();
    await writePackage(smallPackage('net', 'old'), outOf(root));
    const { disk, calls } = faultyDisk(null, diskFor(join(root, 'place')));
    expect(await writePackage(smallPackage('net', 'new'), outOf(root), { work: { ...impatient, disk } })).toMatchObject(
      { ok: true, diagnostics: [] },
    );
    expect(calls.filter((call) => call.startsWith(`makeFolder ${join(root, 'place/out/.int8c')}`))).not.toEqual([]);
    expect(snapshot(join(root, 'place'))).not.toContainEqual(expect.stringContaining('.int8c'));
    expect(snapshot(join(root, 'place'))).toContain('out/net.c: net.c new\n');
  });
});

function withDevice(status: Status | null, device: number): Status | null {
  return status === null ? null : { ...status, device };
}
