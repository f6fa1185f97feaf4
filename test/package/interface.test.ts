import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect } from 'vitest';

import { warningFlags } from '../../src/runners/c-project.js';
import { inTemporaryFolder, repository, runChecked, runTool, testWithTools } from '../support/tools.js';
import { compilePackage, silenceLine } from './firmware.js';

const flags = [...warningFlags, '-O1', '-g', '-fsanitize=address,undefined', '-fno-sanitize-recover=all'];

/** A library and a program, each built with macros of its own, as two projects would that are linked in the end. */
function buildApart(
  folder: string,
  program: string,
  libraryMacros: readonly string[],
  programMacros: readonly string[],
) {
  const directory = compilePackage(join(folder, 'tone_sweep'));
  const objects = ['tone_sweep', 'tone_sweep_data'].map((name) => {
    const object = join(folder, `${name}.o`);
    runChecked('gcc', [...flags, ...libraryMacros, '-c', join(directory, `${name}.c`), '-o', object]);
    return object;
  });
  const object = join(folder, 'program.o');
  runChecked('gcc', [
    ...flags,
    ...programMacros,
    '-I',
    directory,
    '-c',
    join(repository, 'test', 'package', program),
    '-o',
    object,
  ]);
  return runTool('gcc', [...flags, object, ...objects, '-o', join(folder, 'app')]);
}

const trace = '-DTONE_SWEEP_TRACE';

describe('the interface of a package', () => {
  for (const macros of [[], [trace]]) {
    testWithTools(
      ['gcc'],
      `answers NULL and a status to what is NULL, too small or not aligned, with ${macros[0] ?? 'no macro'}`,
      () => {
        inTemporaryFolder((folder) => {
          expect(buildApart(folder, 'interface.c', macros, macros)).toMatchObject({ exitCode: 0 });
          expect(runTool(join(folder, 'app'), [])).toEqual({ exitCode: 0, output: '' });
        });
      },
    );
  }

  const builds = [
    { library: [], program: [], tensors: 0 },
    { library: [], program: [trace], tensors: 0 },
    { library: [trace], program: [], tensors: 0 },
    { library: [trace], program: [trace], tensors: 0 },
    { library: [trace], program: ['-DCALL_SET_TRACE'], tensors: 11 },
    { library: [trace], program: [trace, '-DCALL_SET_TRACE'], tensors: 11 },
  ];
  for (const { library, program, tensors } of builds) {
    testWithTools(
      ['gcc'],
      `is the same for a library built with [${library.join()}] and a program built with [${program.join()}]`,
      () => {
        inTemporaryFolder((folder) => {
          expect(buildApart(folder, 'mixed_builds.c', library, program)).toMatchObject({ exitCode: 0 });
          const contextBytes = 3 * 8;
          expect(runTool(join(folder, 'app'), [])).toEqual({
            exitCode: 0,
            output: `${silenceLine()}context ${contextBytes}, ${tensors} tensors\n`,
          });
        });
      },
    );
  }

  testWithTools(['gcc'], 'may be of two models whose sources are one translation unit', () => {
    inTemporaryFolder((folder) => {
      const names = ['first', 'second'];
      for (const name of names) compilePackage(join(folder, name), '--name', name);
      const sources = names.flatMap((name) =>
        [`${name}.c`, `${name}_data.c`].map((file) => `#include "${name}/${file}"\n`),
      );
      writeFileSync(join(folder, 'unity.c'), sources.join(''));
      runChecked('gcc', [...flags, '-DSECOND_CODE_SECTION=__attribute__((cold))', '-c', 'unity.c', '-o', 'unity.o'], {
        cwd: folder,
      });
    });
  });

  testWithTools(['gcc'], 'does not link where a program traces and the library cannot', () => {
    inTemporaryFolder((folder) => {
      const { exitCode, output } = buildApart(folder, 'mixed_builds.c', [], [trace, '-DCALL_SET_TRACE']);
      expect(exitCode).not.toBe(0);
      expect(output).toMatch(/undefined reference to .tone_sweep_set_trace/);
    });
  });
});
