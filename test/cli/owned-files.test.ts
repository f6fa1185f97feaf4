import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { npyBytes } from '../../src/formats/arrays/write-npy.js';
import {
  int8c,
  int8cJson,
  readTree,
  temporaryFolder,
  writeModel,
  type CommandResult,
} from '../support/command-line.js';
import { put, snapshot } from '../support/small-folders.js';
import { convolutionGraph } from '../support/tflite-graphs.js';

interface Workplace {
  readonly folder: string;
  compile(...options: string[]): Promise<CommandResult>;
  trace(...options: string[]): Promise<CommandResult>;
  edit(path: string, edit: (text: string) => string): void;
}

/** A folder with a model and an input of it; commands run in it. */
function workplace(): Workplace {
  const folder = temporaryFolder();
  writeModel(folder, convolutionGraph(), 'net.tflite');
  writeFileSync(join(folder, 'one.npy'), npyBytes('int8', [1, 4, 4, 2], new Int8Array(32)));
  return {
    folder,
    compile: (...options) => int8c(folder, ['compile', 'net.tflite', ...options]),
    trace: (...options) => int8c(folder, ['simulate', 'net.tflite', '--input', 'one.npy', ...options]),
    edit: (path, edit) => writeFileSync(join(folder, path), edit(readFileSync(join(folder, path), 'utf8'))),
  };
}

/** A command that is refused changes nothing at all. */
async function refused({ folder }: Workplace, run: () => Promise<CommandResult>): Promise<string> {
  const before = snapshot(folder);
  const { exitCode, stderr } = await run();
  expect({ exitCode, state: snapshot(folder) }).toEqual({ exitCode: 1, state: before });
  return stderr;
}

describe('compile replaces and removes what it has written and nobody has changed', () => {
  test('a changed file is named, and replaced by --force, which says so', async () => {
    const place = workplace();
    await place.compile('--out', 'out');
    place.edit('out/net.c', (text) => `${text}/* mine */\n`);
    const stderr = await refused(place, () => place.compile('--out', 'out', '--rounding', 'single'));
    expect(stderr).toContain('error[I8C6207]');
    expect(stderr).toContain('replace  net.c   changed since int8c wrote it\n');
    expect(stderr).not.toContain('Makefile');
    const forced = await place.compile('--out', 'out', '--rounding', 'single', '--force');
    expect(forced.exitCode).toBe(0);
    expect(forced.stderr).toMatch(
      /^note\[I8C6208\].*\n.*\n {3}\| {2}replaced {2}net\.c {3}changed since int8c wrote it$/,
    );
    expect((await place.compile('--out', 'out', '--check', '--rounding', 'single')).exitCode).toBe(0);
  });

  test("a changed file that is as it shall be is nobody's problem", async () => {
    const place = workplace();
    await place.compile('--out', 'single', '--rounding', 'single');
    await place.compile('--out', 'out');
    renameSync(join(place.folder, 'single/net.c'), join(place.folder, 'out/net.c'));
    expect(await place.compile('--out', 'out', '--rounding', 'single')).toMatchObject({ exitCode: 0, stderr: '' });
  });

  test('a package that is up to date is not written again', async () => {
    const place = workplace();
    await place.compile('--out', 'out');
    const file = join(place.folder, 'out/net.c');
    const { ino } = lstatSync(file);
    utimesSync(file, new Date('2020-01-01'), new Date('2020-01-01'));
    expect(await place.compile('--out', 'out')).toMatchObject({ exitCode: 0, stderr: '' });
    expect(lstatSync(file).ino).toBe(ino);
    expect(lstatSync(file).mtime).toEqual(new Date('2020-01-01'));
    expect(readdirSync(place.folder).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  test('an unlisted file in the place of one that must go there', async () => {
    const place = workplace();
    await place.compile('--out', 'out');
    place.edit('out/manifest.json', (text) => JSON.stringify({ ...(JSON.parse(text) as object), files: [] }));
    const stderr = await refused(place, () => place.compile('--out', 'out', '--rounding', 'single'));
    expect(stderr).toContain('replace  net.c   not listed in manifest.json');
    expect((await place.compile('--out', 'out', '--rounding', 'single', '--force')).exitCode).toBe(0);
  });

  test('another name, or another model file, is another package', async () => {
    const place = workplace();
    await place.compile('--out', 'out', '--name', 'old');
    put(place.folder, 'out/test/mine.c', 'mine');
    writeModel(place.folder, convolutionGraph(), 'other.tflite');
    const otherModel = await refused(place, () =>
      int8c(place.folder, ['compile', 'other.tflite', '--out', 'out', '--name', 'old']),
    );
    expect(otherModel).toContain('the package is old of net.tflite, and what is to be written old of other.tflite');
    const otherName = await refused(place, () => place.compile('--out', 'out', '--name', 'fresh'));
    expect(otherName).toContain('remove   old_data.c   of old of net.tflite');
    expect(otherName).toContain('replace  Makefile   of old of net.tflite');
    const { exitCode, stderr } = await place.compile('--out', 'out', '--name', 'fresh', '--force');
    expect(exitCode).toBe(0);
    expect(stderr).toContain('removed   old_data.c   of old of net.tflite');
    const files = Object.keys(readTree(join(place.folder, 'out')));
    expect(files.filter((path) => /(^|\/)old/.test(path))).toEqual([]);
    expect(files).toEqual(expect.arrayContaining(['fresh.c', 'test/fresh_test.c', 'test/mine.c']));
  });

  test('a changed file that is no longer needed stays, also with --force, and is named', async () => {
    const place = workplace();
    await place.compile('--out', 'out', '--name', 'old');
    place.edit('out/old.c', () => 'mine');
    const { exitCode, stderr } = await place.compile('--out', 'out', '--name', 'fresh', '--force');
    expect(exitCode).toBe(0);
    expect(stderr).toMatch(/warning\[I8C6209\].*\n.*\n {3}\| {2}old\.c$/m);
    expect(readFileSync(join(place.folder, 'out/old.c'), 'utf8')).toBe('mine');
    expect(existsSync(join(place.folder, 'out/old.h'))).toBe(false);
    const { document } = await int8cJson(place.folder, [
      'compile',
      'net.tflite',
      '--out',
      'out',
      '--name',
      'third',
      '--force',
    ]);
    expect(document).toMatchObject({ ok: true, diagnostics: [{ code: 'I8C6208' }] });
  });

  test('a package of an int8c that listed no files', async () => {
    const place = workplace();
    await place.compile('--out', 'out');
    place.edit('out/manifest.json', (text) =>
      JSON.stringify({ ...(JSON.parse(text) as object), files: undefined, schemaVersion: undefined }),
    );
    const stderr = await refused(place, () => place.compile('--out', 'out'));
    expect(stderr).toContain(
      'manifest.json is of an older int8c and lists no files: nobody can tell which of them were changed',
    );
    expect((await place.compile('--out', 'out', '--force')).exitCode).toBe(0);
    expect(await place.compile('--out', 'out')).toMatchObject({ exitCode: 0, stderr: '' });
  });

  test('a folder without a manifest, by force: beside what is there', async () => {
    const place = workplace();
    put(place.folder, 'src/main.c', 'mine');
    put(place.folder, 'src/Makefile', 'mine');
    const stderr = await refused(place, () => place.compile('--out', 'src'));
    expect(stderr).toContain('replace  Makefile   not listed in manifest.json');
    const forced = await place.compile('--out', 'src', '--force');
    expect(forced.exitCode).toBe(0);
    expect(forced.stderr).toContain('replaced  Makefile');
    expect(readFileSync(join(place.folder, 'src/main.c'), 'utf8')).toBe('mine');
  });

  test('no folder is replaced, whatever is said', async () => {
    const place = workplace();
    await place.compile('--out', 'out');
    rmSync(join(place.folder, 'out/README.md'));
    put(place.folder, 'out/README.md/mine', 'mine');
    for (const options of [[], ['--force']]) {
      expect(await refused(place, () => place.compile('--out', 'out', ...options))).toContain(
        'there is a folder README.md',
      );
    }
  });
});

describe('compile follows no link below its folder', () => {
  test('a link in the place of test/, and of a file', async () => {
    const place = workplace();
    const { folder } = place;
    await place.compile('--out', 'out');
    renameSync(join(folder, 'out/test'), join(folder, 'elsewhere'));
    symlinkSync('../elsewhere', join(folder, 'out/test'));
    renameSync(join(folder, 'out/net.h'), join(folder, 'net.h'));
    symlinkSync('../net.h', join(folder, 'out/net.h'));
    put(folder, 'elsewhere/old.c', '/* generated by int8c */');
    const outside = ['elsewhere', 'net.h'].map((path) =>
      lstatSync(join(folder, path)).isDirectory()
        ? snapshot(join(folder, path))
        : readFileSync(join(folder, path), 'utf8'),
    );
    const stderr = await refused(place, () => place.compile('--out', 'out', '--rounding', 'single'));
    expect(stderr).toContain('replace  test   a link: what it leads to stays');
    expect(stderr).toContain('replace  net.h   a link: what it leads to stays');
    expect((await place.compile('--out', 'out', '--rounding', 'single', '--force')).exitCode).toBe(0);
    expect([snapshot(join(folder, 'elsewhere')), readFileSync(join(folder, 'net.h'), 'utf8')]).toEqual(outside);
    expect(lstatSync(join(folder, 'out/test')).isDirectory()).toBe(true);
    expect(lstatSync(join(folder, 'out/net.h')).isFile()).toBe(true);
    expect((await place.compile('--out', 'out', '--rounding', 'single', '--check')).exitCode).toBe(0);
  });

  test('the folder itself may be named by a link, which stays', async () => {
    const place = workplace();
    const { folder } = place;
    mkdirSync(join(folder, 'real/out'), { recursive: true });
    symlinkSync('real/out', join(folder, 'link'));
    symlinkSync('real/later', join(folder, 'dangling'));
    for (const out of ['link', 'link', 'dangling', 'dangling']) {
      expect(await place.compile('--out', out)).toMatchObject({ exitCode: 0, stderr: '' });
      expect(lstatSync(join(folder, out)).isSymbolicLink()).toBe(true);
      expect((await place.compile('--out', out, '--check')).exitCode).toBe(0);
    }
    symlinkSync('loop', join(folder, 'loop'));
    expect(await refused(place, () => place.compile('--out', 'loop'))).toContain('error[I8C6203]');
  });
});

describe('simulate --trace replaces what it has written and nobody has changed', () => {
  test('files of people stay, and a trace of fewer frames leaves none of the earlier', async () => {
    const place = workplace();
    await place.trace('--input', 'one.npy', '--trace', 'trace');
    put(place.folder, 'trace/notes.md', 'mine');
    put(place.folder, 'trace/frame-0/plot.py', 'mine');
    expect(await place.trace('--trace', 'trace')).toMatchObject({ exitCode: 0, stderr: '' });
    const index = JSON.parse(readFileSync(join(place.folder, 'trace/index.json'), 'utf8')) as {
      files: { path: string }[];
    };
    expect(index.files.map(({ path }) => path)).toEqual(['frame-0/input_0.npy', 'frame-0/op00_conv2d.npy']);
    const found = snapshot(join(place.folder, 'trace'))
      .map((line) => line.split(':')[0])
      .filter((path) => path?.endsWith('.npy') !== true);
    expect(found).toEqual(['frame-0/', 'frame-0/plot.py', 'index.json', 'notes.md']);
  });

  test('a changed file, an older index and another model need --force', async () => {
    const place = workplace();
    await place.trace('--trace', 'trace');
    place.edit('trace/frame-0/input_0.npy', (text) => `${text}mine`);
    expect(await refused(place, () => place.trace('--trace', 'trace'))).toContain(
      'replace  frame-0/input_0.npy   changed since int8c wrote it',
    );
    expect((await place.trace('--trace', 'trace', '--force')).stderr).toContain('note[I8C6208]');
    place.edit('trace/index.json', (text) => JSON.stringify({ ...(JSON.parse(text) as object), model: 'another' }));
    expect(await refused(place, () => place.trace('--trace', 'trace'))).toContain('the trace is of another');
    place.edit('trace/index.json', (text) =>
      JSON.stringify({ ...(JSON.parse(text) as object), model: 'net', files: undefined }),
    );
    expect(await refused(place, () => place.trace('--trace', 'trace'))).toContain('index.json is of an older int8c');
  });

  test('the current folder is never removed', async () => {
    const place = workplace();
    expect(await refused(place, () => place.trace('--trace', '.'))).toContain('error[I8C6203]');
    mkdirSync(join(place.folder, 'inner'));
    const here = lstatSync(join(place.folder, 'inner')).ino;
    const inner = (): Promise<CommandResult> =>
      int8c(join(place.folder, 'inner'), ['simulate', '../net.tflite', '--input', '../one.npy', '--trace', '.']);
    for (const _time of [1, 2]) expect(await inner()).toMatchObject({ exitCode: 0, stderr: '' });
    expect(lstatSync(join(place.folder, 'inner')).ino).toBe(here);
    expect(existsSync(join(place.folder, 'inner/index.json'))).toBe(true);
  });
});
