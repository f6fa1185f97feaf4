import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { writePackage } from '../../src/cli/write-package.js';
import { listFiles } from '../../src/emit/package-files.js';
import type { EmittedPackage } from '../../src/emit/package.js';
import type { Result } from '../../src/diagnostics/diagnostic.js';
import type { WriteOptions } from '../../src/files/owned-folder.js';
import { thisProcess } from '../../src/files/owner.js';
import { faultyDisk } from './faulty-disk.js';

/** A package of a few files, for tests of how packages are written: nothing but its name and files is real. */
export function smallPackage(
  name: string,
  version: string,
  paths: readonly string[] = [`${name}.c`, 'Makefile', `test/${name}_test.c`],
): EmittedPackage {
  const files = paths.map((path) => ({ path, text: `${path} ${version}\n`, role: 'source' as const }));
  const manifest = {
    name,
    int8cVersion: '0.0.0',
    model: { file: `${name}.tflite`, sha256: '' },
    files: listFiles(files),
  };
  const list = { path: 'manifest.json', text: JSON.stringify(manifest), role: 'manifest' as const };
  return { name, files: [...files, list], manifest: manifest as unknown as EmittedPackage['manifest'] };
}

/** A state of a folder `place/out`, and a package to be written there. */
export interface Scenario {
  readonly title: string;
  readonly prepare: (root: string) => Promise<void>;
  readonly emitted: EmittedPackage;
  readonly force?: boolean;
}

const out = 'place/out';

export function writeScenario(
  { emitted, force = false }: Scenario,
  root: string,
  options: WriteOptions = {},
): Promise<Result<string>> {
  return writePackage(emitted, join(root, out), { force, ...options });
}

export function outOf(root: string): string {
  return join(root, out);
}

async function compileFirst(root: string, emitted: EmittedPackage): Promise<void> {
  const work = { disk: faultyDisk(null).disk, owner: thisProcess(), patienceMilliseconds: 0 };
  const written = await writePackage(emitted, join(root, out), { work });
  if (!written.ok) throw new Error('the first package cannot be written');
}

export function put(root: string, path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

/** Every way in which a package can reach its place. */
export const scenarios: readonly Scenario[] = [
  { title: 'a new folder', prepare: () => Promise.resolve(), emitted: smallPackage('net', 'new') },
  {
    title: 'an empty folder',
    prepare: (root) => Promise.resolve(void mkdirSync(join(root, out), { recursive: true })),
    emitted: smallPackage('net', 'new'),
  },
  {
    title: 'a package',
    async prepare(root) {
      await compileFirst(root, smallPackage('net', 'old'));
      chmodSync(join(root, out), 0o750);
    },
    emitted: smallPackage('net', 'new'),
  },
  {
    title: 'a package with files of people in it',
    async prepare(root) {
      await compileFirst(root, smallPackage('net', 'old', ['net.c', 'net_data.c', 'Makefile', 'test/net_test.c']));
      put(root, `${out}/notes.md`, 'mine');
      put(root, `${out}/test/mine.c`, 'mine');
      put(root, `${out}/build/net.o`, 'object');
    },
    emitted: smallPackage('net', 'new'),
  },
  {
    title: 'a package whose folder is emptied, and one that comes, beside files of people',
    async prepare(root) {
      await compileFirst(root, smallPackage('net', 'old', ['net.c', 'test/net_test.c']));
      put(root, `${out}/notes.md`, 'mine');
    },
    emitted: smallPackage('net', 'new', ['net.c', 'net.h']),
  },
  {
    title: 'another package, by force',
    prepare: (root) => compileFirst(root, smallPackage('other', 'old')),
    emitted: smallPackage('net', 'new'),
    force: true,
  },
  {
    title: 'what people changed, by force',
    async prepare(root) {
      await compileFirst(root, smallPackage('net', 'old', ['net.c', 'net_data.c', 'Makefile']));
      put(root, `${out}/net.c`, 'changed');
      put(root, `${out}/net_data.c`, 'changed');
      put(root, 'elsewhere/net_test.c', 'mine');
      symlinkSync(join(root, 'elsewhere'), join(root, out, 'test'));
    },
    emitted: smallPackage('net', 'new'),
    force: true,
  },
];

/** All that is below a folder, links and empty folders included, as lines. */
export function snapshot(folder: string, inner = ''): string[] {
  return readdirSync(join(folder, inner))
    .sort()
    .flatMap((name) => {
      const path = inner === '' ? name : `${inner}/${name}`;
      const status = lstatSync(join(folder, path));
      if (status.isSymbolicLink()) return [`${path} -> ${readlinkSync(join(folder, path)).replace(folder, '')}`];
      const mode = (status.mode & 0o777) === 0o750 ? ' for the group' : '';
      return status.isDirectory()
        ? [`${path}/${mode}`, ...snapshot(folder, path)]
        : [`${path}: ${readFileSync(join(folder, path), 'utf8')}`];
    });
}
