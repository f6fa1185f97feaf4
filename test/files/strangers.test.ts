import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { packageKind, writePackage } from '../../src/cli/write-package.js';
import { settleFolder } from '../../src/files/owned-folder.js';
import { placeBeside } from '../../src/files/claims.js';
import { sha256 } from '../../src/files/look.js';
import { ownerText } from '../../src/files/owner.js';
import { temporaryFolder } from '../support/command-line.js';
import { deadOwner } from '../support/faulty-disk.js';
import { outOf, put, smallPackage, snapshot } from '../support/small-folders.js';

const folder = temporaryFolder();
let roots = 0;

function newRoot(): string {
  const root = join(folder, String((roots += 1)));
  mkdirSync(root);
  return root;
}

const mine = sha256(Buffer.from('mine'));

/** Files that a stranger would like to see gone, and knows the bytes of. */
function putVictims(root: string): string[] {
  for (const path of [
    'place/victim.c',
    'victim.c',
    'place/out/notes.md',
    'place/out/.git/HEAD',
    'place/out/main.c',
    'place/out/test/mine.c',
    'place/out/old/x.c',
  ])
    put(root, path, 'mine');
  return snapshot(root).filter((line) => line.endsWith(': mine'));
}

describe('a manifest of a stranger', () => {
  const paths = [
    ...[
      '../victim.c',
      '../../victim.c',
      '/etc/passwd',
      'notes.md',
      'main.c',
      'test/mine.c',
      'test/../../victim.c',
      '.git/HEAD',
      'old/x.c',
    ],
    ...[
      '.',
      '..',
      '',
      'net_\0.c',
      'test\\x.c',
      'test',
      'test/',
      './net.c',
      'test//net.c',
      'manifest.json',
      'net.c\n',
      'C:net.c',
      'net_/../main.c',
    ],
  ];

  test.each(paths)('that lists %j is none: nothing is touched, nothing is removed', async (path) => {
    const root = newRoot();
    const victims = putVictims(root);
    const manifest = {
      schemaVersion: 1,
      name: 'net',
      int8cVersion: '9',
      model: { file: 'net.tflite', sha256: mine },
      files: [{ path, sha256: mine }],
    };
    put(root, 'place/out/manifest.json', JSON.stringify(manifest));
    const before = snapshot(root);
    const refused = await writePackage(smallPackage('net', 'new'), outOf(root));
    expect(refused.diagnostics).toMatchObject([{ code: 'I8C6203' }]);
    expect(snapshot(root)).toEqual(before);
    expect((await writePackage(smallPackage('net', 'new'), outOf(root), { force: true })).ok).toBe(true);
    expect(snapshot(root)).toEqual(expect.arrayContaining(victims));
  });

  const files = [
    '{}',
    '{"a":1}',
    'null',
    '[1]',
    '[{"path":"net.c"}]',
    '[{"path":"net.c","sha256":"x"}]',
    `[{"path":"net.c","sha256":"${mine}"},{"path":"net.c","sha256":"${mine}"}]`,
  ];
  const texts = [
    ...['', '[]', 'null', '7', '{}', '{"name":"net"}', '{"name":"net","int8cVersion":"1"}', '['.repeat(100_000)],
    ...files.map((list) => `{"name":"net","int8cVersion":"1","model":{"file":"net.tflite"},"files":${list}}`),
    `{"name":"../x","int8cVersion":"1","model":{"file":"x"},"files":[]}`,
  ];

  test.each(texts)('of another form is none: %.60s', async (text) => {
    const root = newRoot();
    put(root, 'place/out/manifest.json', text);
    put(root, 'place/out/net.c', 'mine');
    const before = snapshot(root);
    expect((await writePackage(smallPackage('net', 'new'), outOf(root))).diagnostics).toMatchObject([
      { code: 'I8C6203' },
    ]);
    expect(snapshot(root)).toEqual(before);
  });
});

describe('a temporary folder of a stranger', () => {
  const claim = `place/.int8c-${placeBeside('out').key}-${ownerText(deadOwner())}-00000000`;
  const journal = (parts: object): string =>
    JSON.stringify({ int8cJournal: 1, mode: 'files', out: [], folders: [], in: [], ...parts });

  const journals = [
    ...['../victim.c', '../../victim.c', '/etc/passwd', '.git/HEAD', 'test/../../victim.c', '', '.', '..'].flatMap(
      (path) => [
        journal({
          in: [
            { path, sha256: mine },
            { path: 'z.c', sha256: mine },
          ],
        }),
        journal({ out: [path], in: [{ path: 'z.c', sha256: mine }] }),
        journal({ folders: [path], in: [{ path: 'z.c', sha256: mine }] }),
      ],
    ),
    ...[
      '',
      '{}',
      'null',
      '[]',
      journal({ mode: 'other' }),
      journal({ in: [{ path: 'main.c' }] }),
      journal({ in: 'main.c' }),
      journal({ int8cJournal: 2 }),
    ],
  ];

  test.each(journals)('with a journal that int8c cannot have written is left alone: %s', async (text) => {
    const root = newRoot();
    putVictims(root);
    put(root, `${claim}/journal.json`, text);
    put(root, `${claim}/new/z.c`, 'theirs');
    put(root, `${claim}/old/z.c`, 'theirs');
    const before = snapshot(root);
    expect((await settleFolder(outOf(root), packageKind)).ok).toBe(true);
    expect(snapshot(root)).toEqual(before);
  });

  test('with anything else in it is left alone', async () => {
    const root = newRoot();
    putVictims(root);
    put(root, `${claim}/thesis.txt`, 'mine');
    const before = snapshot(root);
    expect((await settleFolder(outOf(root), packageKind)).ok).toBe(true);
    expect(snapshot(root)).toEqual(before);
  });
});
