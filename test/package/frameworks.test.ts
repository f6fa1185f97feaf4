import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect } from 'vitest';

import { inTemporaryFolder, int8cProgram, runChecked, runTool, testWithTools } from '../support/tools.js';
import { exampleModel, silenceLine, writeFirmware } from './firmware.js';
import { writeFrameworks } from './frameworks.js';

const tools = ['cmake', 'cc', 'make'];
const project = 'cmake_minimum_required(VERSION 3.16)\nproject(firmware LANGUAGES C)\n';

/**
 * Runs `use` with a firmware project of this CMakeLists.txt, stand-ins of frameworks and an emitted package in `kws`,
 * named tone_sweep.
 */
function withPackage(text: string, use: (folder: string) => void): void {
  inTemporaryFolder((parent) => {
    const folder = join(parent, 'firmware');
    writeFirmware(folder, 'CMakeLists.txt', text);
    writeFrameworks(join(folder, 'frameworks'));
    runChecked(process.execPath, [int8cProgram, 'compile', exampleModel, '--out', join(folder, 'kws'), '--quiet']);
    use(folder);
  });
}

function configure(folder: string, ...options: string[]) {
  return runTool(
    'cmake',
    ['-S', folder, '-B', join(folder, 'build'), '-DCMAKE_EXPORT_COMPILE_COMMANDS=ON', ...options],
    {
      env: { ...process.env, ZEPHYR_BASE: join(folder, 'frameworks') },
    },
  );
}

/** Configures and builds; what `image` or another program says. */
function run(folder: string, program: string, ...options: string[]): string {
  const { exitCode, output } = configure(folder, ...options);
  expect([exitCode, output]).toEqual([0, expect.not.stringContaining('Warning')]);
  runChecked('cmake', ['--build', join(folder, 'build'), '--parallel', '2']);
  return runChecked(join(folder, 'build', program), []);
}

/** How each source of the model is compiled. */
function commandsOf(folder: string): string[] {
  const commands = JSON.parse(readFileSync(join(folder, 'build', 'compile_commands.json'), 'utf8')) as {
    command: string;
    file: string;
  }[];
  return commands.filter(({ file }) => /tone_sweep(_data)?\.c$/.test(file)).map(({ command }) => command);
}

describe('a package in a larger CMake project', () => {
  const app = 'add_executable(app main.c)\ntarget_link_libraries(app PRIVATE tone_sweep)\n';

  testWithTools(tools, 'is no project of its own there, and one on its own', () => {
    withPackage(`${project}add_subdirectory(kws)\n${app}`, (folder) => {
      writeFileSync(join(folder, 'say.cmake'), 'message(STATUS "the project ${PROJECT_NAME}")\n');
      const say = `-DCMAKE_PROJECT_INCLUDE=${join(folder, 'say.cmake')}`;
      const { output } = configure(folder, say);
      expect(output.match(/the project .*/g)).toEqual(['the project firmware']);
      expect(run(folder, 'app')).toBe(silenceLine());
      expect(
        runChecked('cmake', ['-S', join(folder, 'kws'), '-B', join(folder, 'alone'), say]).match(/the project .*/g),
      ).toEqual(['the project tone_sweep']);
    });
  });

  testWithTools([...tools, 'c++'], 'brings C to a project of C++', () => {
    const text = `cmake_minimum_required(VERSION 3.16)\nproject(firmware LANGUAGES CXX)\nadd_subdirectory(kws)\n${app.replace('main.c', 'main.cpp')}`;
    withPackage(text, (folder) => {
      renameSync(join(folder, 'main.c'), join(folder, 'main.cpp'));
      expect(run(folder, 'app')).toBe(silenceLine());
    });
  });

  testWithTools(tools, 'takes compile options from an interface target that is named, self-test included', () => {
    const flags = 'add_library(board INTERFACE)\ntarget_compile_options(board INTERFACE -O3 -DBY_BOARD=1)\n';
    withPackage(
      `${project}${flags}set(TONE_SWEEP_INTERFACE_TARGET board)\nset(TONE_SWEEP_BUILD_TEST ON)\nadd_subdirectory(kws)\n${app}`,
      (folder) => {
        expect(run(folder, 'app')).toBe(silenceLine());
        const commands = commandsOf(folder);
        expect(commands.length).toBe(4);
        for (const command of commands) expect(command).toMatch(/-O3 .*-DBY_BOARD=1/);
        for (const command of commands) expect(command).not.toContain('-O2');
        runChecked(join(folder, 'build', 'kws', 'tone_sweep_test'), []);
      },
    );
    withPackage(`${project}${flags}add_subdirectory(kws)\n${app}`, (folder) => {
      expect(run(folder, 'app', '-DTONE_SWEEP_INTERFACE_TARGET=board')).toBe(silenceLine());
      for (const command of commandsOf(folder)) expect(command).toContain('-DBY_BOARD=1');
      const { exitCode, output } = configure(folder, '-DTONE_SWEEP_INTERFACE_TARGET=bored');
      expect(exitCode).not.toBe(0);
      expect(output.replace(/\s+/g, ' ')).toContain('TONE_SWEEP_INTERFACE_TARGET is bored, which is no target');
    });
  });
});

describe('Zephyr', () => {
  const head =
    'cmake_minimum_required(VERSION 3.16)\nfind_package(Zephyr REQUIRED HINTS $ENV{ZEPHYR_BASE})\nproject(firmware)\ntarget_sources(app PRIVATE main.c)\n';
  const ways = {
    'a package': 'add_subdirectory(kws)\ntarget_link_libraries(app PRIVATE tone_sweep)\n',
    'a model of the application':
      'include(node_modules/int8c/templates/cmake/int8c.cmake)\nint8c_add_model(app models/tone_sweep.tflite)\n',
    'a library of a model':
      'include(node_modules/int8c/templates/cmake/int8c.cmake)\nint8c_add_library(kws models/tone_sweep.tflite)\ntarget_link_libraries(app PRIVATE kws)\n',
  };
  for (const [way, lines] of Object.entries(ways)) {
    testWithTools(tools, `compiles ${way} with its own options`, () => {
      withPackage(`${head}${lines}`, (folder) => {
        expect(run(folder, 'image')).toBe(silenceLine());
        const commands = commandsOf(folder);
        expect(commands.length).toBe(2);
        for (const command of commands) expect(command).toMatch(/-Os .*-DBY_ZEPHYR=1/);
        for (const command of commands) expect(command).not.toContain('-O2');
      });
    });
  }
});

describe('ESP-IDF', () => {
  const head = `${project}include(frameworks/project.cmake)\n`;

  /** Moves the program to the component `main`, and the package to a component `ears` if there is to be one. */
  function withComponents(main: string, packageFolder: string, use: (folder: string) => void): void {
    withPackage(head, (folder) => {
      for (const component of ['main', 'components']) mkdirSync(join(folder, component));
      renameSync(join(folder, 'main.c'), join(folder, 'main', 'main.c'));
      writeFileSync(join(folder, 'main', 'CMakeLists.txt'), main);
      renameSync(join(folder, 'kws'), join(folder, packageFolder));
      use(folder);
    });
  }

  testWithTools(tools, 'takes a package as a component, with its own options', () => {
    withComponents('idf_component_register(SRCS main.c REQUIRES ears)\n', 'components/ears', (folder) => {
      expect(run(folder, 'image')).toBe(silenceLine());
      const commands = commandsOf(folder);
      expect(commands.length).toBe(2);
      for (const command of commands) expect(command).toContain('-DBY_ESP_IDF=1');
    });
  });

  testWithTools(tools, 'takes a package that a component adds to itself', () => {
    const main =
      'idf_component_register(SRCS main.c)\nadd_subdirectory(kws)\ntarget_link_libraries(${COMPONENT_LIB} PRIVATE tone_sweep)\n';
    withComponents(main, 'main/kws', (folder) => {
      expect(run(folder, 'image')).toBe(silenceLine());
    });
  });

  testWithTools(tools, 'takes a model that a component compiles', () => {
    const main =
      'idf_component_register(SRCS main.c)\ninclude(../node_modules/int8c/templates/cmake/int8c.cmake)\nint8c_add_model(${COMPONENT_LIB} ../models/tone_sweep.tflite)\n';
    withComponents(main, 'kws', (folder) => {
      expect(run(folder, 'image')).toBe(silenceLine());
      const commands = commandsOf(folder);
      expect(commands.length).toBe(2);
      for (const command of commands) expect(command).toContain('-DBY_ESP_IDF=1');
    });
  });
});
