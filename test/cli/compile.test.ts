import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { int8c, int8cJson, readTree, temporaryFolder, writeModel } from '../support/command-line.js';
import { put } from '../support/small-folders.js';
import { convolutionGraph } from '../support/tflite-graphs.js';
import { runChecked, testWithTools } from '../support/tools.js';

function workplace(): { readonly folder: string; readonly model: string } {
  const folder = temporaryFolder();
  return { folder, model: writeModel(folder, convolutionGraph(), 'edge detector.tflite') };
}

describe('compile', () => {
  test('writes a package and says what it costs and what comes next', async () => {
    const { folder, model } = workplace();
    const { exitCode, stdout, stderr } = await int8c(folder, ['compile', model, '--out', 'firmware/edges']);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(
      /^compiled edge detector\.tflite for cortex-m4, double rounding\n {2}RAM {4}80 B of arena of 640\.0 KiB/,
    );
    expect(stdout).toContain('make -C firmware/edges test');
    const files = Object.keys(readTree(join(folder, 'firmware/edges')));
    expect(files).toEqual(
      expect.arrayContaining([
        'edge_detector.c',
        'edge_detector.h',
        'manifest.json',
        'Makefile',
        'CMakeLists.txt',
        'README.md',
      ]),
    );
    expect(readdirSync(join(folder, 'firmware'))).toEqual(['edges']);
  });

  testWithTools(
    ['make', 'cc', 'sh'],
    'the next command can be copied into a shell, whatever the folder is called',
    async () => {
      const { folder, model } = workplace();
      for (const out of ["it's my $HOME `id`", '-kws', 'a;b']) {
        const { stdout } = await int8c(folder, ['compile', model, `--out=${out}`]);
        const [make = '', readme = ''] = stdout.split('\n').slice(-2);
        expect(readme.indexOf('how to call')).toBe(make.indexOf('the package checks'));
        const command = /^ {2}(make -C .* test)  /.exec(make)?.[1] ?? 'false';
        expect(runChecked('sh', ['-c', command], { cwd: folder })).toMatch(/edge_detector: \d+ of \d+ cases equal/);
      }
    },
  );

  test('says nothing when it is to be quiet, but diagnostics', async () => {
    const { folder, model } = workplace();
    const quiet = (...args: string[]) => int8c(folder, ['compile', model, '--out', 'out', '--quiet', ...args]);
    expect(await quiet()).toEqual({ exitCode: 0, stdout: '', stderr: '' });
    expect(await quiet('--check')).toEqual({ exitCode: 0, stdout: '', stderr: '' });
    appendFileSync(join(folder, 'out/edge_detector.c'), '\n');
    expect(await quiet('--check')).toMatchObject({
      exitCode: 1,
      stdout: '',
      stderr: expect.stringContaining('error[I8C6205]') as string,
    });
    expect(await quiet('--ram', '64')).toMatchObject({
      exitCode: 1,
      stdout: '',
      stderr: expect.stringContaining('error[I8C4001]') as string,
    });
    const { document } = await int8cJson(folder, ['compile', model, '--out', 'out', '--quiet', '--force']);
    expect(document).toMatchObject({ command: 'compile', ok: true });
  });

  test('names package and folder after the model, or by --name', async () => {
    const { folder, model } = workplace();
    await int8c(folder, ['compile', model]);
    await int8c(folder, ['compile', model, '--name', 'kws']);
    expect(readdirSync(folder).sort()).toEqual(['edge detector.tflite', 'edge_detector', 'kws']);
    expect(existsSync(join(folder, 'kws/kws.c'))).toBe(true);
  });

  test('writes the same bytes from anywhere', async () => {
    const { folder, model } = workplace();
    mkdirSync(join(folder, 'sub'));
    await int8c(folder, ['compile', model, '--out', 'one']);
    await int8c(join(folder, 'sub'), ['compile', join('..', model), '--out', join(folder, 'two')]);
    expect(readTree(join(folder, 'two'))).toEqual(readTree(join(folder, 'one')));
  });

  test('as JSON: one document with files and manifest', async () => {
    const { folder, model } = workplace();
    const { exitCode, document, stderr } = await int8cJson(folder, [
      'compile',
      model,
      '--out',
      'out',
      '--rounding',
      'single',
      '--target',
      'cortex-m0plus',
    ]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    const manifest = JSON.parse(readFileSync(join(folder, 'out/manifest.json'), 'utf8')) as object;
    expect(document).toMatchObject({ command: 'compile', ok: true, diagnostics: [], directory: 'out', manifest });
    expect(manifest).toMatchObject({
      name: 'edge_detector',
      rounding: 'single',
      target: 'cortex-m0plus',
      model: { file: 'edge detector.tflite' },
    });
  });
});

describe('compile over what is there', () => {
  test('replaces a package; files of people stay, files that are no longer needed go', async () => {
    const { folder, model } = workplace();
    await int8c(folder, ['compile', model, '--out', 'out']);
    const kept = {
      'out/notes.md': 'mine',
      'out/build/old.o': 'object',
      'out/copy.c': '/* generated by int8c, and mine */\n',
    };
    for (const [path, text] of Object.entries(kept)) put(folder, path, text);
    const { exitCode, stderr } = await int8c(folder, ['compile', model, '--out', 'out', '--rounding', 'single']);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(readTree(folder)).toMatchObject(kept);
    expect(readFileSync(join(folder, 'out/manifest.json'), 'utf8')).toContain('"rounding": "single"');
  });

  test.each(['a package alone', 'a package with a file of somebody'])(
    '%s: files whose content is the same stay as old as they are',
    async (place) => {
      const { folder, model } = workplace();
      const compile = (...options: string[]) => int8c(folder, ['compile', model, '--out', 'out', ...options]);
      await compile();
      if (place !== 'a package alone') writeFileSync(join(folder, 'out/notes.md'), 'mine');
      const ages = () =>
        Object.fromEntries(
          Object.keys(readTree(join(folder, 'out'))).map((path) => [
            path,
            statSync(join(folder, 'out', path), { bigint: true }).mtimeNs,
          ]),
        );
      const before = ages();
      expect(await compile()).toMatchObject({ exitCode: 0 });
      expect(ages()).toEqual(before);
      expect(await compile('--rounding', 'single')).toMatchObject({ exitCode: 0 });
      const after = ages();
      expect(after['int8c_runtime.h']).toBe(before['int8c_runtime.h']);
      for (const path of ['edge_detector.c', 'manifest.json']) expect(after[path]).toBeGreaterThan(before[path] ?? 0n);
    },
  );

  test('fills an empty folder', async () => {
    const { folder, model } = workplace();
    mkdirSync(join(folder, 'out'));
    expect((await int8c(folder, ['compile', model, '--out', 'out'])).exitCode).toBe(0);
  });

  test('refuses a folder with anything else in it, and touches nothing', async () => {
    const { folder, model } = workplace();
    mkdirSync(join(folder, 'src'));
    writeFileSync(join(folder, 'src/main.c'), 'int main(void) { return 0; }\n');
    const before = readTree(folder);
    const { exitCode, stderr } = await int8c(folder, ['compile', model, '--out', 'src']);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('error[I8C6203]: the output folder must be new, empty, or a package of int8c');
    expect(stderr).toContain('it has main.c');
    expect(readTree(folder)).toEqual(before);
  });

  test('refuses a file in the place of the folder', async () => {
    const { folder, model } = workplace();
    writeFileSync(join(folder, 'out'), 'a file');
    const { exitCode, stderr } = await int8c(folder, ['compile', model, '--out', 'out']);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('error[I8C6203]: the output must be a folder');
    expect((await int8c(folder, ['compile', model, '--out', 'out', '--force'])).exitCode).toBe(1);
  });
});

describe('compile that fails leaves nothing behind', () => {
  test('where the folder cannot be made', async () => {
    const { folder, model } = workplace();
    writeFileSync(join(folder, 'file'), 'a file');
    const before = readTree(folder);
    const { exitCode, stderr } = await int8c(folder, ['compile', model, '--out', 'file/deep/out']);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('error[I8C6204]: the output cannot be written\n  --> file/deep/out');
    expect(stderr).not.toContain('bug');
    expect(readTree(folder)).toEqual(before);
  });

  test.skipIf(process.platform !== 'linux')(
    'where a file system makes no folders, however often it is asked',
    async () => {
      const { folder, model } = workplace();
      for (const out of ['/proc/x/y', `/proc/${'x/'.repeat(1000)}y`, `/proc/self/${'y'.repeat(5000)}`]) {
        const { exitCode, stderr } = await int8c(folder, ['compile', model, '--out', out]);
        expect(exitCode).toBe(1);
        expect(stderr).toContain('error[I8C6204]: the output cannot be written');
      }
    },
  );

  test('where the disk is full halfway', async () => {
    const { folder, model } = workplace();
    const before = readTree(folder);
    const preload = join(temporaryFolder(), 'full-disk.mjs');
    writeFileSync(preload, fullDisk);
    const { exitCode, stderr } = await int8c(folder, ['compile', model, '--out', 'new/out'], ['--import', preload]);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('error[I8C6204]');
    expect(stderr).toContain('ENOSPC');
    expect(readTree(folder)).toEqual(before);
    expect(readdirSync(folder)).toEqual([model]);
  });

  test('where the model does not fit the target', async () => {
    const { folder, model } = workplace();
    const { exitCode, stderr } = await int8c(folder, ['compile', model, '--out', 'out', '--ram', '64']);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('error[I8C4001]: the arena must fit the RAM of the target');
    expect(stderr).toContain('arena 80 bytes, cortex-m4 ram 64 bytes');
    expect(readdirSync(folder)).toEqual([model]);
  });
});

/** Makes the fourth file that is written fail, as a full disk would. */
const fullDisk = `
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
const write = fs.writeFileSync;
let written = 0;
fs.writeFileSync = (...args) => {
  written += 1;
  if (written > 3) throw Object.assign(new Error("ENOSPC: no space left on device, write"), { code: 'ENOSPC' });
  return write(...args);
};
syncBuiltinESMExports();
`;

describe('compile --check', () => {
  test('is content with what compile wrote, and with files of people', async () => {
    const { folder, model } = workplace();
    await int8c(folder, ['compile', model, '--out', 'out']);
    writeFileSync(join(folder, 'out/notes.md'), 'mine');
    const { exitCode, stdout, stderr } = await int8c(folder, ['compile', model, '--out', 'out', '--check']);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(/^up to date out: \d+ files are what the model compiles to$/);
  });

  test('names files that differ, are missing or left over, and writes nothing', async () => {
    const { folder, model } = workplace();
    await int8c(folder, ['compile', model, '--out', 'out']);
    const source = join(folder, 'out/edge_detector.c');
    const lines = readFileSync(source, 'utf8').split('\n').length;
    appendFileSync(source, '/* edited */\n');
    rmSync(join(folder, 'out/Makefile'));
    writeFileSync(join(folder, 'out/older.c'), '/* older.c: generated by int8c 0.0.1 */\n');
    const before = readTree(folder);
    const { exitCode, stderr } = await int8c(folder, ['compile', model, '--out', 'out', '--check']);
    expect(exitCode).toBe(1);
    expect(stderr).toContain(`differs    edge_detector.c:${lines}`);
    expect(stderr).toContain('missing    Makefile');
    expect(stderr).toContain('extra      older.c   says that int8c has written it');
    expect(readTree(folder)).toEqual(before);
    const json = await int8cJson(folder, ['compile', model, '--out', 'out', '--check']);
    expect(json.exitCode).toBe(1);
    expect(json.document).toMatchObject({ ok: false, check: true, diagnostics: [{ code: 'I8C6205' }] });
    expect(json.document['differences']).toHaveLength(3);
  });

  test('names the files of another model', async () => {
    const { folder, model } = workplace();
    await int8c(folder, ['compile', model, '--out', 'out', '--name', 'old']);
    const { exitCode, stderr } = await int8c(folder, ['compile', model, '--out', 'out', '--check']);
    expect(exitCode).toBe(1);
    for (const path of ['old.c', 'old_data.h', 'test/old_test.c'])
      expect(stderr).toContain(`extra      ${path}   listed by the package old of edge detector.tflite`);
  });

  test('says line ends where nothing else differs, and what to do about them', async () => {
    const { folder, model } = workplace();
    await int8c(folder, ['compile', model, '--out', 'out']);
    const file = join(folder, 'out/edge_detector.h');
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll('\n', '\r\n'));
    const { exitCode, stderr } = await int8c(folder, ['compile', model, '--out', 'out', '--check']);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('line ends  edge_detector.h   CRLF');
    expect(stderr).toContain('.gitattributes');
    appendFileSync(join(folder, 'out/Makefile'), '#\n');
    expect((await int8c(folder, ['compile', model, '--out', 'out', '--check'])).stderr).toContain('without --check');
  });

  test('follows no link', async () => {
    const { folder, model } = workplace();
    await int8c(folder, ['compile', model, '--out', 'out']);
    renameSync(join(folder, 'out/test'), join(folder, 'elsewhere'));
    symlinkSync(join(folder, 'elsewhere'), join(folder, 'out/test'));
    const { exitCode, stderr } = await int8c(folder, ['compile', model, '--out', 'out', '--check']);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('differs    test/edge_detector_test.c   test is a link');
  });

  test('sees other options', async () => {
    const { folder, model } = workplace();
    await int8c(folder, ['compile', model, '--out', 'out']);
    expect((await int8c(folder, ['compile', model, '--out', 'out', '--check', '--rounding', 'single'])).exitCode).toBe(
      1,
    );
  });

  test('fails where nothing was written yet', async () => {
    const { folder, model } = workplace();
    expect((await int8c(folder, ['compile', model, '--check'])).exitCode).toBe(1);
    expect(readdirSync(folder)).toEqual([model]);
  });
});
