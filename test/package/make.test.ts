import { createHash } from 'node:crypto';
import {
  appendFileSync,
  copyFileSync,
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

import { describe, expect } from 'vitest';

import { inTemporaryFolder, repository, runChecked, runTool, testWithTools, type Ran } from '../support/tools.js';
import { exampleModel, replaceModel, setAge, silenceLine, writeFirmware } from './firmware.js';

const include = 'include node_modules/int8c/templates/cmake/int8c.mk';
const call = '$(eval $(call int8c_model,tone_sweep,models/tone_sweep.tflite,--target cortex-m4))';
const rules = `CFLAGS += -std=c99 -O1

app: main.o $(tone_sweep_OBJECTS)
	$(CC) $^ -o $@

main.o: CPPFLAGS += $(tone_sweep_INCLUDE)
main.o: $(tone_sweep_HEADERS)
`;
const makefile = `${include}\n${call}\n\n${rules}`;
const compiles = "int8c.js compile 'models/tone_sweep.tflite'";
const tools = ['make', 'cc'];

/** Runs `use` with a firmware project of this Makefile. */
function withProject(text: string, use: (folder: string) => void, name = 'firmware'): void {
  inTemporaryFolder((parent) => {
    const folder = join(parent, name);
    mkdirSync(folder);
    writeFirmware(folder, 'Makefile', text);
    use(folder);
  });
}

function tryMake(folder: string, ...goals: string[]): Ran {
  return runTool('make', ['-C', folder, '-j', '2', ...goals]);
}

function make(folder: string, ...goals: string[]): string {
  return runChecked('make', ['-C', folder, '-j', '2', ...goals]);
}

describe('int8c.mk', () => {
  testWithTools(tools, 'compiles a model into a program, and again only when something has changed', () => {
    withProject(makefile, (folder) => {
      expect(make(folder, 'app')).toContain(compiles);
      expect(runChecked(join(folder, 'app'), [])).toBe(silenceLine());
      expect(make(folder, 'app')).toContain("'app' is up to date");

      const packageFolder = join(folder, 'build', 'int8c', 'tone_sweep');
      rmSync(join(packageFolder, 'tone_sweep_data.c'));
      expect(make(folder, 'app')).toContain(compiles);
      expect(existsSync(join(packageFolder, 'tone_sweep_data.c'))).toBe(true);
      expect(make(folder, 'app')).toContain("'app' is up to date");
      rmSync(packageFolder, { recursive: true });
      expect(make(folder, 'app')).toContain(compiles);
      expect(make(folder, 'app')).toContain("'app' is up to date");
    });
  });

  testWithTools(tools, 'leaves the first target of the Makefile the default goal, or the one that it has set', () => {
    withProject(makefile, (folder) => {
      make(folder);
      expect(runChecked(join(folder, 'app'), [])).toBe(silenceLine());
    });
    withProject(`first:\n	@echo the first\n\n${makefile}`, (folder) => expect(make(folder)).toContain('the first'));
    withProject(`${include}\n\nfirst:\n	@echo the first\n\n${call}\n${rules}`, (folder) =>
      expect(make(folder)).toContain('the first'),
    );
    withProject(`.DEFAULT_GOAL := second\n${makefile}\nsecond:\n	@echo the second\n`, (folder) =>
      expect(make(folder)).toContain('the second'),
    );
  });

  testWithTools(tools, 'builds nothing again when the C is the same, and what depends on it when it is another', () => {
    withProject(makefile, (folder) => {
      make(folder);
      const packageFolder = join(folder, 'build', 'int8c', 'tone_sweep');
      const age = (name: string) => statSync(join(packageFolder, name)).mtimeMs;
      const before = age('tone_sweep.c');
      setAge(join(folder, 'models', 'tone_sweep.tflite'), 0);
      const touched = make(folder);
      expect(touched).toContain(compiles);
      expect(touched).not.toMatch(/ -c | -o app/);
      expect(age('tone_sweep.c')).toBe(before);
      expect(make(folder)).not.toContain(compiles);

      replaceModel(folder, 'another weight');
      const runtimeAge = age('int8c_runtime.h');
      expect(make(folder)).toMatch(/compile '.* -c .*tone_sweep_data\.c.* -o app/s);
      expect(age('int8c_runtime.h')).toBe(runtimeAge);
      expect(age('tone_sweep_data.c')).toBeGreaterThan(runtimeAge);
      expect(make(folder)).toContain("'app' is up to date");
    });
  });

  testWithTools(tools, 'builds no C of the time before after a model that is refused', () => {
    withProject(makefile, (folder) => {
      make(folder);
      replaceModel(folder, 'no model');
      const object = join('build', 'int8c', 'tone_sweep', 'tone_sweep.o');
      for (const goals of [[], [], ['-k'], [object]]) {
        const { exitCode, output } = tryMake(folder, ...goals);
        expect(exitCode).not.toBe(0);
        expect(output).toContain('error[I8C1001]');
        expect(output).not.toMatch(/ -c | -o app/);
        expect(
          readdirSync(join(folder, 'build', 'int8c', 'tone_sweep')).filter((name) => /\.[ch]$/.test(name)),
        ).toEqual([]);
      }
      copyFileSync(exampleModel, join(folder, 'models', 'tone_sweep.tflite'));
      make(folder);
      expect(runChecked(join(folder, 'app'), [])).toBe(silenceLine());
    });
  });

  testWithTools(
    tools,
    'goes on with another model file under the same name, and stops at what somebody has edited',
    () => {
      withProject(makefile, (folder) => {
        make(folder);
        const packageFolder = join(folder, 'build', 'int8c', 'tone_sweep');
        copyFileSync(exampleModel, join(folder, 'models', 'second.tflite'));
        writeFileSync(join(folder, 'Makefile'), makefile.replace('models/tone_sweep', 'models/second'));
        expect(make(folder)).toContain("compile 'models/second.tflite'");
        expect(readFileSync(join(packageFolder, 'manifest.json'), 'utf8')).toContain('second.tflite');

        appendFileSync(join(packageFolder, 'tone_sweep.c'), '/* mine */\n');
        for (const model of ['models/second', 'models/tone_sweep']) {
          writeFileSync(join(folder, 'Makefile'), makefile.replace('models/tone_sweep', model));
          setAge(join(folder, `${model}.tflite`), 0);
          expect(tryMake(folder).exitCode).toBe(2);
          expect(readFileSync(join(packageFolder, 'tone_sweep.c'), 'utf8')).toContain('/* mine */');
        }
        rmSync(join(packageFolder, 'tone_sweep.c'));
        make(folder);
        expect(runChecked(join(folder, 'app'), [])).toBe(silenceLine());
      });
    },
  );

  testWithTools(
    tools,
    'writes over no folder that is not of int8c, and removes nothing by the word of a manifest from elsewhere',
    () => {
      withProject(makefile, (folder) => {
        const mine = join(folder, 'src', 'tone_sweep');
        mkdirSync(mine, { recursive: true });
        for (const name of ['README.md', 'tone_sweep.c']) writeFileSync(join(mine, name), 'mine\n');
        expect(tryMake(folder, 'INT8C_OUT=src')).toMatchObject({
          exitCode: 2,
          output: expect.stringContaining('I8C6203') as string,
        });

        const sha256 = createHash('sha256').update('mine\n').digest('hex');
        const listed = ['../../main.h', 'notes.h', '/etc/hostname', null, 7].map((path) => ({ path, sha256 }));
        for (const name of ['main.h', 'src/tone_sweep/notes.h']) writeFileSync(join(folder, name), 'mine\n');
        for (const files of [listed, [null], 'all', {}]) {
          writeFileSync(
            join(mine, 'manifest.json'),
            JSON.stringify({ name: 'tone_sweep', int8cVersion: '9', model: { file: 'x.tflite' }, files }),
          );
          expect(tryMake(folder, 'INT8C_OUT=src').exitCode).toBe(2);
          for (const name of [
            'main.h',
            'src/tone_sweep/notes.h',
            'src/tone_sweep/README.md',
            'src/tone_sweep/tone_sweep.c',
          ]) {
            expect([name, readFileSync(join(folder, name), 'utf8')]).toEqual([name, 'mine\n']);
          }
        }
      });
    },
  );

  testWithTools(tools, 'has the last word when its options change', () => {
    withProject(makefile, (folder) => {
      make(folder);
      writeFileSync(join(folder, 'Makefile'), makefile.replace('cortex-m4', 'cortex-m33 --rounding single'));
      expect(make(folder)).toContain('--rounding single');
      writeFileSync(join(folder, 'Makefile'), makefile.replace('cortex-m4', 'cortex-z9'));
      for (const _time of [1, 2])
        expect(tryMake(folder)).toMatchObject({ exitCode: 2, output: expect.stringContaining('cortex-z9') as string });
    });
  });
});

describe('int8c.mk and paths', () => {
  testWithTools(tools, 'with blanks and quotes: the project and the model may have them', () => {
    const text = makefile.replace('models/tone_sweep.tflite', "my models/Bob's  tone sweep.tflite");
    withProject(
      text,
      (folder) => {
        renameSync(join(folder, 'models'), join(folder, 'my models'));
        const model = join(folder, 'my models', "Bob's  tone sweep.tflite");
        renameSync(join(folder, 'my models', 'tone_sweep.tflite'), model);
        make(folder);
        expect(runChecked(join(folder, 'app'), [])).toBe(silenceLine());
        expect(make(folder)).toContain("'app' is up to date");
        setAge(model, 0);
        expect(runChecked('make', ['-f', join(folder, 'Makefile')], { cwd: folder })).toContain('int8c.js compile');
        expect(make(folder)).toContain("'app' is up to date");
      },
      "it's my  project",
    );
  });

  testWithTools(tools, 'that Make cannot have are refused with a word on what to do', () => {
    withProject(makefile, (folder) => {
      expect(tryMake(folder, 'INT8C_OUT=my build')).toMatchObject({
        exitCode: 2,
        output: expect.stringContaining('INT8C_OUT must be one path without any, not "my build"') as string,
      });
      symlinkSync(repository, join(folder, 'my int8c'));
      writeFileSync(join(folder, 'Makefile'), makefile.replace('node_modules/int8c', 'my\\ int8c'));
      expect(tryMake(folder)).toMatchObject({
        exitCode: 2,
        output: expect.stringContaining('include this file by a path that has none') as string,
      });
    });
  });

  testWithTools(tools, 'that Make would run are refused, and do not run', () => {
    withProject(
      `${include}\n$(eval $(call int8c_model,tone_sweep,$(wildcard models/*.tflite),))\n${rules}`,
      (folder) => {
        const names = [
          'a$(shell touch ran)',
          'a;touch ran',
          'a#b',
          'a=b',
          'a|b',
          'a*',
          'a?',
          'a[b]',
          'a\\b',
          'lib(member)',
          'a\ntouch ran',
        ];
        let last = join(folder, 'models', 'tone_sweep.tflite');
        for (const name of names) {
          const file = join(folder, 'models', `${name}.tflite`);
          renameSync(last, file);
          last = file;
          const { exitCode, output } = tryMake(folder);
          expect([name, exitCode, existsSync(join(folder, 'ran'))]).toEqual([name, 2, false]);
          expect(output).toMatch(
            /int8c_model: Make cannot have a file in a rule whose path has (\S( \S)*|line feed): rename/,
          );
        }
      },
    );
  });

  testWithTools(tools, 'of a prefix: one word', () => {
    for (const prefix of ['', 'tone sweep', ' tone_sweep', 'a$$b', 'a;b']) {
      withProject(
        makefile.replace('tone_sweep', () => prefix),
        (folder) => {
          expect([prefix, tryMake(folder)]).toEqual([
            prefix,
            { exitCode: 2, output: expect.stringContaining('the prefix must be one word') as string },
          ]);
        },
      );
    }
  });
});
