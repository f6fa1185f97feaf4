import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect } from 'vitest';

import { inTemporaryFolder, int8cProgram, repository, runChecked, runTool, testWithTools } from '../support/tools.js';
import { exampleModel } from './firmware.js';

const identity = ['-c', 'user.name=tester', '-c', 'user.email=tester@localhost'];

/** Runs git as on a machine that nobody has set up, but for what a clone of Windows does to line ends. */
function git(folder: string, ...args: string[]): string {
  const env = { ...process.env, GIT_CONFIG_GLOBAL: join(folder, 'none'), GIT_CONFIG_NOSYSTEM: '1' };
  return runChecked('git', ['-c', 'core.autocrlf=true', '-c', 'core.safecrlf=false', ...identity, ...args], {
    cwd: folder,
    env,
  });
}

const compileIt = ['compile', exampleModel, '--out', 'firmware/kws', '--name', 'kws'];

describe('a committed package', () => {
  testWithTools(
    ['git'],
    'is up to date in a checkout that gives text files other line ends, and can be committed from it again',
    () => {
      inTemporaryFolder((folder) => {
        const [first, second] = [join(folder, 'first'), join(folder, 'second')];
        git(folder, 'init', '--quiet', first);
        runChecked(process.execPath, [int8cProgram, ...compileIt], { cwd: first });
        const bytes = Buffer.from([13, 10, 0, 13, 10]);
        writeFileSync(join(first, 'firmware', 'kws', 'picture.bin'), bytes);
        writeFileSync(join(first, 'notes.txt'), 'one\ntwo\n');
        git(first, 'add', '.');
        git(first, 'commit', '--quiet', '-m', 'package');
        git(folder, 'clone', '--quiet', first, second);
        // The clone does what it is feared for, and leaves what people have put into the folder alone.
        expect(readFileSync(join(second, 'notes.txt'), 'utf8')).toBe('one\r\ntwo\r\n');
        expect(readFileSync(join(second, 'firmware', 'kws', 'picture.bin'))).toEqual(bytes);
        expect(runTool(process.execPath, [int8cProgram, ...compileIt, '--check'], { cwd: second })).toMatchObject({
          exitCode: 0,
          output: expect.stringContaining('up to date'),
        });
        runChecked(process.execPath, [int8cProgram, ...compileIt], { cwd: second });
        expect(git(second, 'status', '--porcelain')).toBe('');
      });
    },
  );

  testWithTools(['git'], 'and the templates of this repository are the same in every checkout', () => {
    inTemporaryFolder((folder) => {
      const clone = join(folder, 'clone');
      git(folder, 'init', '--quiet', clone);
      for (const file of ['templates/package/Makefile.hbs', '.gitattributes']) {
        const [name] = file.split('/').slice(-1);
        writeFileSync(join(clone, name ?? file), readFileSync(join(repository, file)));
      }
      git(clone, 'add', '.');
      git(clone, 'commit', '--quiet', '-m', 'templates');
      git(clone, 'rm', '--quiet', '-r', '--cached', '.');
      git(clone, 'reset', '--quiet', '--hard');
      expect(readFileSync(join(clone, 'Makefile.hbs'), 'utf8')).toBe(
        readFileSync(join(repository, 'templates/package/Makefile.hbs'), 'utf8'),
      );
    });
  });
});
