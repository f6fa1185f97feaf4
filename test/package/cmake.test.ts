import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

import { describe, expect } from 'vitest';

import { inTemporaryFolder, repository, runChecked, runTool, testWithTools, type Ran } from '../support/tools.js';
import { exampleModel, replaceModel, setAge, silenceLine, writeFirmware } from './firmware.js';

const tools = ['cmake', 'cc', 'make'];
const integration = join(repository, 'templates', 'cmake');
const generators = [
  { generator: 'Unix Makefiles', tools: ['cmake', 'cc', 'make'] },
  { generator: 'Ninja', tools: ['cmake', 'cc', 'ninja'] },
] as const;

function project(lines: readonly string[], languages = 'C'): string {
  return ['cmake_minimum_required(VERSION 3.16)', `project(firmware LANGUAGES ${languages})`, ...lines, ''].join('\n');
}

const byInclude = 'include(node_modules/int8c/templates/cmake/int8c.cmake)';
const program = [
  byInclude,
  'add_executable(app main.c)',
  'int8c_add_model(app models/tone_sweep.tflite TARGET cortex-m4)',
];

/** Runs `use` with a firmware project of these lines. */
function withProject(lines: readonly string[], use: (folder: string) => void, name = 'firmware'): void {
  inTemporaryFolder((parent) => {
    const folder = join(parent, name);
    writeFirmware(folder, 'CMakeLists.txt', project(lines));
    use(folder);
  });
}

function configure(folder: string, ...options: string[]): Ran {
  return runTool('cmake', ['-S', folder, '-B', join(folder, 'build'), ...options]);
}

function tryBuild(folder: string, ...options: string[]): Ran {
  return runTool('cmake', ['--build', join(folder, 'build'), '--parallel', '2', ...options]);
}

function build(folder: string, ...options: string[]): string {
  return runChecked('cmake', ['--build', join(folder, 'build'), '--parallel', '2', ...options]);
}

function configureAndRun(folder: string, path = 'app', ...options: string[]): string {
  expect(configure(folder, ...options)).toMatchObject({ exitCode: 0 });
  build(folder);
  return runChecked(join(folder, 'build', path), []);
}

const compiling = 'Compiling tone_sweep for cortex-m4 with int8c';
const building = /Building C object|Linking C/;

describe.each(generators)('int8c_add_model by $generator', ({ generator, tools: needed }) => {
  testWithTools(needed, 'compiles a model into a program, and again only when the model changes', () => {
    withProject(program, (folder) => {
      expect(configure(folder, '-G', generator)).toMatchObject({ exitCode: 0 });
      expect(build(folder)).toContain(compiling);
      expect(runChecked(join(folder, 'build', 'app'), [])).toBe(silenceLine());
      expect(build(folder)).not.toMatch(/with int8c|Building/);

      const age = (name: string) => statSync(join(folder, 'build', 'int8c', 'app', 'tone_sweep', name)).mtimeMs;
      const before = age('tone_sweep.c');
      const runtimeBefore = age('int8c_runtime.h');
      setAge(join(folder, 'models', 'tone_sweep.tflite'), 0);
      const touched = build(folder);
      expect(touched).toContain(compiling);
      expect(touched).not.toMatch(building);
      expect(age('tone_sweep.c')).toBe(before);
      expect(build(folder)).not.toMatch(/with int8c|Building/);

      replaceModel(folder, 'another weight');
      expect(build(folder)).toMatch(/with int8c.*Building C object .*tone_sweep_data\.c.*Linking C/s);
      expect(age('int8c_runtime.h')).toBe(runtimeBefore);
      expect(build(folder)).not.toMatch(/with int8c|Building/);
    });
  });

  testWithTools(needed, 'has all that int8c writes among its outputs: cleaning leaves no file', () => {
    withProject(program, (folder) => {
      expect(configure(folder, '-G', generator)).toMatchObject({ exitCode: 0 });
      build(folder);
      const left = () =>
        readdirSync(join(folder, 'build', 'int8c'), { recursive: true, withFileTypes: true }).filter((entry) =>
          entry.isFile(),
        );
      expect(left().length).toBeGreaterThan(10);
      build(folder, '--target', 'clean');
      expect(left().map(({ name }) => name)).toEqual([]);
      build(folder);
      expect(runChecked(join(folder, 'build', 'app'), [])).toBe(silenceLine());
    });
  });

  testWithTools(needed, 'builds no C of the time before after a model that is refused', () => {
    withProject(program, (folder) => {
      expect(configure(folder, '-G', generator)).toMatchObject({ exitCode: 0 });
      build(folder);
      replaceModel(folder, 'no model');
      for (const options of [[], [], ['--', '-k', ...(generator === 'Ninja' ? ['0'] : [])]]) {
        const { exitCode, output } = tryBuild(folder, ...options);
        expect(exitCode).not.toBe(0);
        expect(output).toContain('error[I8C1001]');
        expect(output).not.toMatch(building);
        expect(
          readdirSync(join(folder, 'build', 'int8c', 'app', 'tone_sweep')).filter((name) => /\.[ch]$/.test(name)),
        ).toEqual([]);
      }
      copyFileSync(exampleModel, join(folder, 'models', 'tone_sweep.tflite'));
      build(folder);
      expect(runChecked(join(folder, 'build', 'app'), [])).toBe(silenceLine());
    });
  });

  testWithTools(needed, 'compiles again when options change, or a file of the C has gone', () => {
    withProject(program, (folder) => {
      expect(configure(folder, '-G', generator)).toMatchObject({ exitCode: 0 });
      build(folder);
      const packageFolder = join(folder, 'build', 'int8c', 'app', 'tone_sweep');
      rmSync(join(packageFolder, 'tone_sweep_data.c'));
      // Ninja sees that by itself; Makefiles end with an error until the project is configured again.
      if (generator !== 'Ninja') expect(configure(folder)).toMatchObject({ exitCode: 0 });
      expect(build(folder)).toContain(compiling);
      expect(existsSync(join(packageFolder, 'tone_sweep_data.c'))).toBe(true);
      writeFileSync(join(folder, 'CMakeLists.txt'), project(program).replace('cortex-m4', 'cortex-m4 ROUNDING single'));
      expect(build(folder)).toContain(compiling);
      expect(JSON.parse(readFileSync(join(packageFolder, 'manifest.json'), 'utf8'))).toMatchObject({
        rounding: 'single',
      });
      writeFileSync(join(folder, 'CMakeLists.txt'), project(program).replace('cortex-m4', 'cortex-z9'));
      for (const _time of [1, 2]) {
        const { exitCode, output } = tryBuild(folder);
        expect(exitCode).not.toBe(0);
        expect(output).toMatch(/error\[I8C\d{4}\].*cortex-z9/s);
        expect(existsSync(join(packageFolder, 'tone_sweep.c'))).toBe(false);
      }
    });
  });

  testWithTools(
    needed,
    'gives what links a library its header, from the folder of the library and from any other',
    () => {
      const library = [
        byInclude,
        'add_subdirectory(ears)',
        'add_subdirectory(models)',
        'add_executable(app main.c)',
        'target_link_libraries(app PRIVATE ears)',
      ];
      withProject(library, (folder) => {
        mkdirSync(join(folder, 'ears'));
        writeFileSync(
          join(folder, 'ears', 'ears.c'),
          '#include "tone_sweep.h"\nint ears(void) { return TONE_SWEEP_INPUT_COUNT; }\n',
        );
        writeFileSync(
          join(folder, 'ears', 'CMakeLists.txt'),
          'add_library(ears STATIC ears.c)\nadd_library(alias::ears ALIAS ears)\ntarget_compile_definitions(ears PRIVATE EARS_ONLY=1)\n',
        );
        writeFileSync(join(folder, 'models', 'CMakeLists.txt'), 'int8c_add_model(alias::ears tone_sweep.tflite)\n');
        const options = ['-G', generator, '-DCMAKE_EXPORT_COMPILE_COMMANDS=ON'];
        expect(configureAndRun(folder, 'app', ...options)).toBe(silenceLine());
        expect(build(folder)).not.toMatch(/with int8c|Building/);
        // The C is the library's: it is compiled with the library's options.
        expect(readFileSync(join(folder, 'build', 'compile_commands.json'), 'utf8')).toMatch(
          /EARS_ONLY=1[^}]*tone_sweep_data\.c/,
        );
        replaceModel(folder, 'another weight');
        expect(build(folder)).toMatch(/Building C object .*ears.*tone_sweep_data\.c/);

        rmSync(join(folder, 'build'), { recursive: true });
        writeFileSync(join(folder, 'models', 'CMakeLists.txt'), '');
        writeFileSync(
          join(folder, 'ears', 'CMakeLists.txt'),
          'add_library(ears STATIC ears.c)\nint8c_add_model(ears ../models/tone_sweep.tflite)\n',
        );
        copyFileSync(exampleModel, join(folder, 'models', 'tone_sweep.tflite'));
        expect(configureAndRun(folder, 'app', ...options)).toBe(silenceLine());
      });
    },
  );

  testWithTools(needed, 'adds one model to several targets, and several models to one', () => {
    const lines = [
      byInclude,
      'add_library(kit INTERFACE)',
      'add_executable(app main.c)',
      'add_executable(second main.c)',
      'add_executable(third main.c)',
      'int8c_add_model(app models/tone_sweep.tflite)',
      'int8c_add_model(app models/tone_sweep.tflite NAME ears)',
      'int8c_add_model(second models/tone_sweep.tflite)',
      'int8c_add_model(kit models/tone_sweep.tflite)',
      'target_link_libraries(third PRIVATE kit)',
    ];
    withProject(lines, (folder) => {
      expect(configureAndRun(folder, 'app', '-G', generator)).toBe(silenceLine());
      for (const name of ['second', 'third']) expect(runChecked(join(folder, 'build', name), [])).toBe(silenceLine());
      expect(existsSync(join(folder, 'build', 'int8c', 'app', 'ears', 'ears.h'))).toBe(true);
    });
  });

  testWithTools(needed, 'int8c_add_library makes a library, here or in a folder of its own', () => {
    withProject(
      [byInclude, 'add_subdirectory(models)', 'add_executable(app main.c)', 'target_link_libraries(app PRIVATE kws)'],
      (folder) => {
        writeFileSync(
          join(folder, 'models', 'CMakeLists.txt'),
          'int8c_add_library(kws tone_sweep.tflite TARGET cortex-m0plus RAM 64K ROUNDING double)\n',
        );
        expect(configureAndRun(folder, 'app', '-G', generator)).toBe(silenceLine());
        expect(build(folder)).not.toMatch(/with int8c|Building/);
        const manifest = readFileSync(
          join(folder, 'build', 'models', 'int8c', 'kws', 'tone_sweep', 'manifest.json'),
          'utf8',
        );
        expect(JSON.parse(manifest)).toMatchObject({ target: 'cortex-m0plus', rounding: 'double' });
        expect(readdirSync(join(folder, 'build', 'models'))).toContain('libkws.a');
      },
    );
  });

  testWithTools(needed, 'works where folders and model have blanks and quotes', () => {
    const lines = program.map((line) =>
      line.replace('models/tone_sweep.tflite', '"my models/Bob\'s tones, (v1) & #2.tflite" NAME tone_sweep'),
    );
    withProject(
      lines,
      (folder) => {
        renameSync(join(folder, 'models'), join(folder, 'my models'));
        renameSync(
          join(folder, 'my models', 'tone_sweep.tflite'),
          join(folder, 'my models', "Bob's tones, (v1) & #2.tflite"),
        );
        expect(configureAndRun(folder, 'app', '-G', generator)).toBe(silenceLine());
        expect(build(folder)).not.toMatch(/with int8c|Building/);
      },
      'my  project',
    );
  });
});

describe('int8c_add_model', () => {
  testWithTools(tools, 'is found by find_package and passes name, rounding and RAM on', () => {
    inTemporaryFolder((folder) => {
      const lines = [
        'find_package(int8c 0.1 REQUIRED)',
        'add_library(app STATIC)',
        'int8c_add_model(app models/tone_sweep.tflite TARGET cortex-m0plus NAME ears ROUNDING single RAM 64K)',
      ];
      writeFirmware(
        folder,
        'CMakeLists.txt',
        project([...lines, 'set_target_properties(app PROPERTIES LINKER_LANGUAGE C)']),
      );
      expect(configure(folder, `-DCMAKE_PREFIX_PATH=${join(repository, 'templates')}`)).toMatchObject({ exitCode: 0 });
      expect(configure(folder, `-Dint8c_DIR=${integration}`)).toMatchObject({ exitCode: 0 });
      build(folder);
      const manifest: unknown = JSON.parse(
        readFileSync(join(folder, 'build', 'int8c', 'app', 'ears', 'manifest.json'), 'utf8'),
      );
      expect(manifest).toMatchObject({ name: 'ears', rounding: 'single', target: 'cortex-m0plus' });
    });
  });

  testWithTools(tools, 'is not found when another version is asked for', () => {
    inTemporaryFolder((folder) => {
      writeFirmware(folder, 'CMakeLists.txt', project(['find_package(int8c 7.0 REQUIRED)']));
      const { exitCode, output } = configure(folder, `-Dint8c_DIR=${integration}`);
      expect(exitCode).not.toBe(0);
      expect(output).toMatch(/compatible\s+with\s+requested\s+version\s+"7\.0"/);
    });
  });

  testWithTools(tools, 'hides the header of a PRIVATE model from what links the library', () => {
    const lines = [
      byInclude,
      'add_library(ears STATIC main.c)',
      'add_library(other STATIC main.c)',
      'target_link_libraries(other PRIVATE ears)',
    ];
    withProject([...lines, 'int8c_add_model(ears models/tone_sweep.tflite PRIVATE)'], (folder) => {
      expect(configure(folder)).toMatchObject({ exitCode: 0 });
      build(folder, '--target', 'ears');
      expect(tryBuild(folder, '--target', 'other').output).toContain('tone_sweep.h');
    });
    withProject([...lines, 'int8c_add_model(ears models/tone_sweep.tflite PUBLIC)'], (folder) => {
      expect(configure(folder)).toMatchObject({ exitCode: 0 });
      build(folder);
    });
  });

  testWithTools(tools, 'finds Node where a toolchain file looks for programs of the board', () => {
    withProject(
      ['set(CMAKE_FIND_ROOT_PATH /nowhere)', 'set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM ONLY)', ...program],
      (folder) => {
        expect(configure(folder)).toMatchObject({ exitCode: 0 });
      },
    );
  });

  const refusals = [
    {
      title: 'a model that is not there',
      call: 'int8c_add_model(app models/other.tflite)',
      sentence: 'there is no model',
    },
    {
      title: 'a target that is not there',
      call: 'int8c_add_model(firmware models/tone_sweep.tflite)',
      sentence: 'firmware is no target',
    },
    {
      title: 'an option that it does not know',
      call: 'int8c_add_model(app models/tone_sweep.tflite ROUND up)',
      sentence: 'cannot use ROUND',
    },
    {
      title: 'two scopes',
      call: 'int8c_add_model(app models/tone_sweep.tflite PUBLIC PRIVATE)',
      sentence: 'cannot use PUBLIC;PRIVATE together',
    },
    {
      title: 'a scope of an INTERFACE library',
      call: 'add_library(kit INTERFACE)\nint8c_add_model(kit models/tone_sweep.tflite PUBLIC)',
      sentence: 'kit is an INTERFACE library',
    },
    {
      title: 'a target without sources',
      call: 'add_custom_target(kit)\nint8c_add_model(kit models/tone_sweep.tflite)',
      sentence: 'kit has no sources',
    },
    {
      title: 'a library of another project',
      call: 'add_library(kit STATIC IMPORTED)\nint8c_add_model(kit models/tone_sweep.tflite)',
      sentence: 'kit has no sources',
    },
    {
      title: 'one model twice',
      call: 'int8c_add_model(app models/tone_sweep.tflite)\nint8c_add_model(app models/tone_sweep.tflite)',
      sentence: 'app has a model tone_sweep already',
    },
    {
      title: 'a name that is none in C',
      call: 'int8c_add_model(app models/tone_sweep.tflite NAME My-Model)',
      sentence: 'NAME My-Model must be usable in C',
    },
    {
      title: 'a path that a build acts on',
      call: 'int8c_add_model(app "models/a$<CONFIG>.tflite")',
      sentence: 'a build cannot have a file whose path has one of',
    },
    {
      title: 'a library that is there already',
      call: 'int8c_add_library(app models/tone_sweep.tflite)',
      sentence: 'there is a target app already',
    },
    {
      title: 'a scope for a library',
      call: 'int8c_add_library(kws models/tone_sweep.tflite PUBLIC)',
      sentence: 'cannot use PUBLIC',
    },
  ];
  for (const { title, call, sentence } of refusals) {
    testWithTools(tools, `refuses ${title}`, () => {
      withProject([byInclude, 'add_executable(app main.c)', call], (folder) => {
        const { exitCode, output } = configure(folder);
        expect(exitCode).not.toBe(0);
        expect(output.replace(/\s+/g, ' ')).toContain(sentence);
      });
    });
  }
});
