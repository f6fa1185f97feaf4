import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { compile } from '../../src/compiler.js';
import { readTflite } from '../../src/formats/tflite/read-tflite.js';
import type { Rounding } from '../../src/numerics/rounding.js';
import { loadTarget } from '../../src/targets/load-target.js';
import { testWithLibrary, writeEmptyLibrary, writeText } from '../support/cmsis-nn.js';
import { findTool, inTemporaryFolder, repository, runChecked, runTool, testWithTools } from '../support/tools.js';
import { valueOf } from '../support/verify-samples.js';
import { exampleModel } from '../package/firmware.js';
import { readFileSync } from 'node:fs';

/** Writes a package of the example that calls the library; its self-test fails with a library that does nothing. */
function writePackage(folder: string, name: string, rounding: Rounding = 'double'): void {
  const graph = valueOf(readTflite(new Uint8Array(readFileSync(exampleModel)), 'tone_sweep.tflite'));
  const options = { name, target: valueOf(loadTarget('cortex-m4')), rounding, kernels: 'cmsis-nn' } as const;
  const { files } = valueOf(compile(graph, { file: 'tone_sweep.tflite', sha256: '0' }, options));
  for (const { path, text } of files) writeText(join(folder, path), text);
}

const withoutVariable = { ...process.env, CMSIS_NN_DIR: '' };

describe('a package that calls the library', () => {
  testWithTools(['make', 'cc'], 'is not made by Make without one, with a word on what to set', () => {
    inTemporaryFolder((folder) => {
      writePackage(folder, 'tones');
      const missing = runTool('make', ['-C', folder], { env: withoutVariable });
      expect(missing.exitCode).not.toBe(0);
      expect(missing.output).toContain(
        "tones calls Arm's CMSIS-NN: set CMSIS_NN_DIR to the folder of your copy, 7.0.0 or newer",
      );
      expect(runTool('make', ['-C', folder, 'clean'], { env: withoutVariable }).exitCode).toBe(0);
    });
  });

  testWithTools(['make', 'cc'], 'is made by Make with a copy, in place or elsewhere, and cleaned away', () => {
    inTemporaryFolder((parent) => {
      const [library, folder] = [join(parent, 'library'), join(parent, 'a package')];
      writeEmptyLibrary(library);
      writePackage(folder, 'tones');
      runChecked('make', ['-C', folder, `CMSIS_NN_DIR=${library}`], { env: withoutVariable });
      runChecked('make', ['-C', folder, `CMSIS_NN_DIR=${library}`, 'BUILD=else where'], { env: withoutVariable });
      // The library does nothing, which the self-test finds.
      const test = runTool('make', ['-C', folder, `CMSIS_NN_DIR=${library}`, 'test'], { env: withoutVariable });
      expect(test.output).toContain('0 of 4 cases equal');
      runChecked('make', ['-C', folder, 'clean'], { env: withoutVariable });
      expect(runChecked('find', [join(folder, 'build'), '-type', 'f'])).toBe('');
    });
  });

  testWithTools(['cmake', 'make', 'cc'], 'is not configured by CMake without one, with a word on what to set', () => {
    inTemporaryFolder((folder) => {
      writePackage(folder, 'tones');
      const missing = runTool('cmake', ['-S', folder, '-B', join(folder, 'build')], { env: withoutVariable });
      expect(missing.exitCode).not.toBe(0);
      expect(missing.output.replace(/\s+/g, ' ')).toContain(
        "tones calls Arm's CMSIS-NN: set CMSIS_NN_DIR to the folder of your copy",
      );
    });
  });

  testWithTools(
    ['cmake', 'make', 'cc'],
    'links a copy in CMake, one for each rounding, or a target of the build',
    () => {
      inTemporaryFolder((folder) => {
        const library = join(folder, 'library');
        writeEmptyLibrary(library);
        for (const [name, rounding] of [
          ['tones', 'double'],
          ['more', 'double'],
          ['single', 'single'],
        ] as const)
          writePackage(join(folder, name), name, rounding);
        const main =
          '#include "tones.h"\n#include "more.h"\n#include "single.h"\nint main(void)\n{\n    return tones_run(NULL) == more_run(NULL) && single_run(NULL) != SINGLE_OK ? 0 : 1;\n}\n';
        writeFileSync(join(folder, 'main.c'), main);
        const project = (before: string) =>
          [
            'cmake_minimum_required(VERSION 3.16)',
            'project(firmware LANGUAGES C)',
            before,
            'add_subdirectory(tones)\nadd_subdirectory(more)\nadd_subdirectory(single)',
            'add_executable(app main.c)',
            'target_link_libraries(app PRIVATE tones more single)',
            'foreach(name cmsis-nn int8c_cmsis_nn int8c_cmsis_nn_single_rounding)',
            '  if(TARGET ${name})\n    message(STATUS "has ${name}.")\n  endif()',
            'endforeach()\n',
          ].join('\n');
        const build = (before: string, ...options: string[]): string => {
          const to = join(folder, `build${options.length}`);
          writeFileSync(join(folder, 'CMakeLists.txt'), project(before));
          const said = runChecked('cmake', ['-S', folder, '-B', to, ...options], { env: withoutVariable });
          runChecked('cmake', ['--build', to], { env: withoutVariable });
          runChecked(join(to, 'app'), []);
          return said;
        };
        const copied = build('', `-DCMSIS_NN_DIR=${library}`);
        expect(copied).toContain('has int8c_cmsis_nn.');
        expect(copied).toContain('has int8c_cmsis_nn_single_rounding.');
        const own = `add_library(cmsis-nn STATIC ${library}/Source/EmptyFunctions/arm_all_s8.c)\ntarget_include_directories(cmsis-nn PUBLIC ${library}/Include)`;
        expect(build(own)).not.toContain('has int8c_cmsis_nn');
      });
    },
  );

  testWithTools(['cmake', 'make', 'cc'], 'comes from a model in a CMake build by KERNELS', () => {
    inTemporaryFolder((folder) => {
      const library = join(folder, 'library');
      writeEmptyLibrary(library);
      mkdirSync(join(folder, 'models'));
      writeFileSync(join(folder, 'models', 'tone_sweep.tflite'), readFileSync(exampleModel));
      writeFileSync(
        join(folder, 'main.c'),
        '#include "tone_sweep.h"\nint main(void)\n{\n    return tone_sweep_run(NULL) == TONE_SWEEP_OK;\n}\n',
      );
      const lines = [
        'cmake_minimum_required(VERSION 3.16)',
        'project(firmware LANGUAGES C)',
        `include("${join(repository, 'templates', 'cmake', 'int8c.cmake')}")`,
        'add_library(math INTERFACE)\nadd_executable(app main.c)\ntarget_link_libraries(app math)',
        'int8c_add_model(app models/tone_sweep.tflite TARGET cortex-m4 KERNELS cmsis-nn)',
        'int8c_add_library(kws models/tone_sweep.tflite NAME kws KERNELS auto ROUNDING single)',
        'target_link_libraries(app kws)\n',
      ];
      writeFileSync(join(folder, 'CMakeLists.txt'), lines.join('\n'));
      const configure = (...options: string[]) =>
        runTool('cmake', ['-S', folder, '-B', join(folder, 'build'), ...options], { env: withoutVariable });
      expect(configure().output.replace(/\s+/g, ' ')).toContain(
        "KERNELS cmsis-nn calls Arm's CMSIS-NN: set CMSIS_NN_DIR",
      );
      expect(configure(`-DCMSIS_NN_DIR=${library}`)).toMatchObject({ exitCode: 0 });
      runChecked('cmake', ['--build', join(folder, 'build'), '--parallel', '2'], { env: withoutVariable });
      runChecked(join(folder, 'build', 'app'), []);
    });
  });

  testWithLibrary('passes its own self-test with the library, by Make and by CMake, for either rounding', (library) => {
    for (const rounding of ['double', 'single'] as const) {
      inTemporaryFolder((folder) => {
        writePackage(folder, 'tones', rounding);
        if (findTool('make') !== null)
          expect(runChecked('make', ['-C', folder, `CMSIS_NN_DIR=${library}`, 'test'])).toContain('4 of 4 cases equal');
        if (findTool('cmake') === null) return;
        const to = join(folder, 'cmake-build');
        runChecked('cmake', ['-S', folder, '-B', to, `-DCMSIS_NN_DIR=${library}`]);
        runChecked('cmake', ['--build', to, '--parallel', '2']);
        runChecked('ctest', ['--test-dir', to]);
      });
    }
  });
});
