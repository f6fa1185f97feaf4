import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect } from 'vitest';

import { warningFlags } from '../../src/runners/c-project.js';
import { inTemporaryFolder, runChecked, runTool, testWithTools } from '../support/tools.js';
import { denseGraph, manyPortsGraph, packageOf } from '../support/verify-samples.js';
import { compilePackage, setAge } from './firmware.js';

const passed = /tone_sweep: 4 of 4 cases equal, \d+ tensors each/;
const sanitize = 'CFLAGS=-O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all';

/** Runs `use` with the emitted package of the example, in a folder that has other things in it as well. */
function withPackage(use: (directory: string, folder: string) => void): void {
  inTemporaryFolder((folder) => {
    use(compilePackage(join(folder, 'kws')), folder);
  });
}

describe('an emitted package', () => {
  for (const compiler of ['gcc', 'clang']) {
    testWithTools(['make', compiler], `passes its self-test under ${compiler}, with warnings as errors`, () => {
      withPackage((directory) => {
        expect(runChecked('make', ['-C', directory, `CC=${compiler}`, 'all', 'test'])).toMatch(passed);
      });
    });
  }

  testWithTools(['make', 'gcc'], 'passes its self-test under sanitizers, built outside the package', () => {
    withPackage((directory, folder) => {
      const build = join(folder, 'elsewhere');
      expect(
        runChecked('make', ['-f', join(directory, 'Makefile'), 'CC=gcc', `BUILD=${build}`, sanitize, 'test']),
      ).toMatch(passed);
    });
  });

  testWithTools(
    ['make', 'cc'],
    'passes its self-test in folders with blanks and quotes, built inside, outside and from outside',
    () => {
      withPackage((directory, folder) => {
        const place = join(folder, "it's my  project", 'kws  model');
        cpSync(directory, place, { recursive: true });
        const elsewhere = join(folder, 'build it here', "o'clock");
        for (const from of [
          ['-C', place],
          ['-f', join(place, 'Makefile')],
        ]) {
          for (const build of [[], [`BUILD=${elsewhere}`], ['BUILD=a folder/below']]) {
            const make = (...goals: string[]) => runChecked('make', [...from, ...build, ...goals], { cwd: folder });
            expect(make('all', 'test')).toMatch(passed);
            expect(make('all')).toContain('Nothing to be done');
            make('clean');
          }
        }
        expect(readdirSync(elsewhere)).toEqual([]);
        expect(readdirSync(join(folder, 'a folder', 'below'))).toEqual([]);
        expect(readdirSync(join(place, 'build'))).toEqual([]);
      });
    },
  );

  testWithTools(['make', 'cc'], 'says so where make cannot find it, read by a makefile with another path', () => {
    withPackage((directory, folder) => {
      cpSync(directory, join(folder, 'a b'), { recursive: true });
      writeFileSync(join(folder, 'Makefile'), 'include a\\ b/Makefile\n');
      const { exitCode, output } = runTool('make', ['-C', folder]);
      expect(exitCode).not.toBe(0);
      expect(output).toContain('tone_sweep.c was not found beside this Makefile');
    });
  });

  testWithTools(['cmake', 'ctest', 'cc', 'make'], 'passes its self-test by CMake and CTest', () => {
    withPackage((directory, folder) => {
      const build = join(folder, 'build');
      runChecked('cmake', ['-S', directory, '-B', build]);
      runChecked('cmake', ['--build', build]);
      expect(runChecked('ctest', ['--test-dir', build])).toContain('100% tests passed, 0 tests failed out of 1');
    });
  });

  testWithTools(['cmake', 'cc', 'make'], 'is a library of a larger CMake project, without its self-test', () => {
    withPackage((directory, folder) => {
      cpSync(directory, join(folder, 'firmware', 'kws'), { recursive: true });
      writeFileSync(
        join(folder, 'firmware', 'main.c'),
        '#include "tone_sweep.h"\nint main(void) { return TONE_SWEEP_INPUT_COUNT - 1; }\n',
      );
      const lines = [
        'cmake_minimum_required(VERSION 3.16)',
        'project(firmware C)',
        'add_subdirectory(kws)',
        'add_executable(app main.c)',
        'target_link_libraries(app PRIVATE tone_sweep)',
      ];
      writeFileSync(join(folder, 'firmware', 'CMakeLists.txt'), `${lines.join('\n')}\n`);
      runChecked('cmake', ['-S', join(folder, 'firmware'), '-B', join(folder, 'build')]);
      const output = runChecked('cmake', ['--build', join(folder, 'build')]);
      expect(output).not.toContain('tone_sweep_test');
      runChecked(join(folder, 'build', 'app'), []);
    });
  });

  testWithTools(['make', 'cc'], 'builds its self-test again when a source changes, and finds a changed weight', () => {
    withPackage((directory) => {
      expect(runChecked('make', ['-C', directory, 'test'])).toMatch(passed);
      expect(runChecked('make', ['-C', directory, 'test'])).not.toContain('-DTONE_SWEEP_TRACE');
      const data = join(directory, 'tone_sweep_data.c');
      const text = readFileSync(data, 'utf8');
      writeFileSync(
        data,
        text.replace(
          /(_bias\[\d+\] = \{\s*)(-?\d+)/,
          (_all, before: string, value: string) => `${before}${Number(value) + 4000}`,
        ),
      );
      expect(readFileSync(data, 'utf8')).not.toBe(text);
      setAge(data, -1);
      const { exitCode, output } = runTool('make', ['-C', directory, 'test']);
      expect(exitCode).not.toBe(0);
      expect(output).toMatch(/first difference in tensor \d+, op00 conv2d/);
      runChecked('make', ['-C', directory, 'clean']);
    });
  });

  testWithTools(['arm-none-eabi-gcc', 'make'], 'builds for a Cortex-M4 by the command that its Makefile names', () => {
    withPackage((directory) => {
      const command =
        /^# For cortex-m4: +make (.*)$/m.exec(readFileSync(join(directory, 'Makefile'), 'utf8'))?.[1] ?? '';
      const variables = Array.from(
        command.matchAll(/(\w+)=(?:"([^"]*)"|(\S+))/g),
        ([, name, quoted, plain]) => `${name}=${quoted ?? plain}`,
      );
      expect(variables).toContain('CC=arm-none-eabi-gcc');
      runChecked('make', ['-C', directory, ...variables]);
    });
  });

  for (const { title, pkg } of [
    { title: 'real values', pkg: packageOf(denseGraph(), 'dense') },
    { title: 'floats, and a type without real values', pkg: packageOf(manyPortsGraph(), 'ports') },
  ]) {
    testWithTools(['gcc'], `has a README whose example compiles: ${title}`, () => {
      inTemporaryFolder((folder) => {
        for (const { path, text } of pkg.files)
          if (path.endsWith('.h')) writeFileSync(join(folder, path.replace('test/', '')), text);
        const readme = pkg.files.find(({ path }) => path === 'README.md')?.text ?? '';
        const [, example = ''] = /^```c\n(.*?)^```$/ms.exec(readme) ?? [];
        expect(example).toContain('int classify(');
        writeFileSync(join(folder, 'example.c'), example);
        runChecked('gcc', [...warningFlags, '-c', 'example.c'], { cwd: folder });
      });
    });
  }
});
