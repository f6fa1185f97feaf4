import { chmodSync, mkdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { blocksOf } from '../support/document-blocks.js';
import { inTemporaryFolder, int8cProgram, repository, runChecked, testWithTools } from '../support/tools.js';
import { silenceLine, writeFirmware } from './firmware.js';
import { writeFrameworks } from './frameworks.js';

const documented = new Map(
  [...blocksOf('docs/integration.md'), ...blocksOf('README.md').filter(({ key }) => key.startsWith('In a build'))].map(
    ({ key, text }) => [key, text],
  ),
);
const tried = new Set<string>();

/**
 * A project with `models/kws.tflite`, a `main.c` for it, int8c in `node_modules`, the package in `firmware/kws` if
 * wanted, and frameworks.
 */
function withProject(use: (folder: string) => void, committed: boolean): void {
  inTemporaryFolder((folder) => {
    writeFirmware(folder, 'unused', '');
    const main = readFileSync(join(folder, 'main.c'), 'utf8')
      .replaceAll('tone_sweep', 'kws')
      .replaceAll('TONE_SWEEP', 'KWS');
    writeFileSync(join(folder, 'main.c'), main);
    renameSync(join(folder, 'models', 'tone_sweep.tflite'), join(folder, 'models', 'kws.tflite'));
    mkdirSync(join(folder, 'node_modules', '.bin'));
    symlinkSync(int8cProgram, join(folder, 'node_modules', '.bin', 'int8c'));
    chmodSync(int8cProgram, 0o755);
    writeFrameworks(join(folder, 'frameworks'));
    if (committed)
      runChecked(process.execPath, [int8cProgram, 'compile', 'models/kws.tflite', '--out', 'firmware/kws', '--quiet'], {
        cwd: folder,
      });
    use(folder);
  });
}

/** Tries blocks in a project: `use` gets their texts. */
function tryBlocks(
  keys: readonly string[],
  tools: readonly string[],
  use: (folder: string, ...texts: string[]) => void,
): void {
  for (const key of keys) tried.add(key);
  testWithTools(tools, keys.join(', '), () => {
    const texts = keys.map((key) => documented.get(key) ?? expect.fail(`no block ${key}`));
    withProject((folder) => use(folder, ...texts), !keys.some((key) => /^(CMake: |Make |In a build)/.test(key)));
  });
}

const cmake = ['cmake', 'cc', 'make'];
const head = 'cmake_minimum_required(VERSION 3.16)\nproject(firmware LANGUAGES C)\n';

/** Builds a CMakeLists.txt and runs a program of it. */
function buildAndRun(folder: string, text: string, program = 'app'): string {
  writeFileSync(join(folder, 'CMakeLists.txt'), text);
  const env = { ...process.env, ZEPHYR_BASE: join(folder, 'frameworks') };
  runChecked('cmake', ['-S', folder, '-B', join(folder, 'build'), '-DCMAKE_EXPORT_COMPILE_COMMANDS=ON'], { env });
  runChecked('cmake', ['--build', join(folder, 'build')]);
  return runChecked(join(folder, 'build', program), []);
}

/** Runs each line of a block as somebody would type it. */
function runInShell(folder: string, text: string): string[] {
  return text
    .replaceAll('\\\n', ' ')
    .trim()
    .split('\n')
    .map((line) =>
      runChecked('sh', ['-c', line], { cwd: folder, env: { ...process.env, npm_config_offline: 'true' } }),
    );
}

const equal = /kws: 4 of 4 cases equal/;

describe('what is documented for CMake', () => {
  tryBlocks(['CMake: the model is a source file 2'], cmake, (folder, text) =>
    expect(buildAndRun(folder, text)).toBe(silenceLine()),
  );

  tryBlocks(
    ['CMake: the model is a source file 2', 'CMake: the model is a source file 3'],
    cmake,
    (folder, model, library) => {
      expect(buildAndRun(folder, `${model.replace(/^int8c_add_model.*\n/m, '')}${library}`)).toBe(silenceLine());
    },
  );

  tryBlocks(['In a build 1'], cmake, (folder, text) =>
    expect(buildAndRun(folder, `${head}${text}`)).toBe(silenceLine()),
  );

  tryBlocks(['CMake 1'], cmake, (folder, text) => expect(buildAndRun(folder, text)).toBe(silenceLine()));

  tryBlocks(['CMake 1', 'CMake 2'], cmake, (folder, whole, options) => {
    expect(buildAndRun(folder, whole.replace('add_subdirectory(firmware/kws)\n', options))).toBe(silenceLine());
    expect(readFileSync(join(folder, 'build', 'compile_commands.json'), 'utf8')).toMatch(
      /-Os -ffunction-sections[^}]*kws_data\.c/,
    );
  });
});

describe('what is documented for Make', () => {
  for (const key of ['Make 1', 'In a build 2', 'Make, STM32CubeIDE, IAR, Keil 1']) {
    tryBlocks([key], ['make', 'cc'], (folder, text) => {
      writeFileSync(join(folder, 'Makefile'), text);
      runChecked('make', ['-C', folder, '-j', '2']);
      expect(runChecked(join(folder, 'app'), [])).toBe(silenceLine());
      expect(runChecked('make', ['-C', folder])).toContain("'app' is up to date");
    });
  }
});

describe('what is documented for frameworks', () => {
  tryBlocks(['Zephyr 1'], cmake, (folder, text) => expect(buildAndRun(folder, text, 'image')).toBe(silenceLine()));

  tryBlocks(['Zephyr 1', 'Zephyr 2'], cmake, (folder, whole, model) => {
    const text = whole.replace(/add_subdirectory.*\n.*\n/, model);
    expect(text).not.toContain('firmware/kws');
    expect(buildAndRun(folder, text, 'image')).toBe(silenceLine());
  });

  for (const key of ['ESP-IDF 1', 'ESP-IDF 2']) {
    tryBlocks([key], cmake, (folder, text) => {
      for (const name of ['main', 'components']) mkdirSync(join(folder, name));
      renameSync(join(folder, 'main.c'), join(folder, 'main', 'main.c'));
      writeFileSync(join(folder, 'main', 'CMakeLists.txt'), text);
      if (text.includes('REQUIRES')) renameSync(join(folder, 'firmware', 'kws'), join(folder, 'components', 'kws'));
      expect(buildAndRun(folder, `${head}include(frameworks/project.cmake)\n`, 'image')).toBe(silenceLine());
    });
  }

  tryBlocks(['PlatformIO and Arduino 1'], ['cc', 'c++'], (folder, text) => {
    const library = join(folder, 'firmware', 'kws');
    writeFileSync(
      join(folder, 'sketch.cpp'),
      `${text}\nint main() { setup(); loop(); return kws_output_0(&model) == nullptr; }\n`,
    );
    for (const name of ['kws', 'kws_data'])
      runChecked('cc', [
        '-std=gnu11',
        '-Os',
        '-I',
        library,
        '-c',
        join(library, `${name}.c`),
        '-o',
        join(folder, `${name}.o`),
      ]);
    const objects = ['kws.o', 'kws_data.o'].map((name) => join(folder, name));
    runChecked('c++', [
      '-std=gnu++11',
      '-Wall',
      '-Wextra',
      '-Werror',
      '-I',
      library,
      join(folder, 'sketch.cpp'),
      ...objects,
      '-o',
      join(folder, 'sketch'),
    ]);
    runChecked(join(folder, 'sketch'), []);
  });
});

describe('what is documented for hooks', () => {
  tryBlocks(['Cycles of each layer 1'], ['cc'], (folder, text) => {
    writeFileSync(join(folder, 'kws_hooks.h'), text);
    const counter = '#define DWT (&(struct { volatile uint32_t CYCCNT; }){ next_cycle() })\n';
    writeFileSync(join(folder, 'stm32f4xx.h'), `#include <stdint.h>\nuint32_t next_cycle(void);\n${counter}`);
    const main = readFileSync(join(folder, 'main.c'), 'utf8');
    const counts =
      'uint32_t kws_cycles[KWS_OP_COUNT];\nuint32_t next_cycle(void) { static uint32_t now; return now++; }\n\nint main';
    writeFileSync(
      join(folder, 'main.c'),
      main
        .replace('int main', counts)
        .replace('    return 0;', '    return kws_cycles[KWS_OP09_SOFTMAX] == 1 ? 0 : 1;'),
    );
    const sources = ['main.c', 'firmware/kws/kws.c', 'firmware/kws/kws_data.c'];
    runChecked('cc', ['-DKWS_HOOKS_HEADER="kws_hooks.h"', '-I.', '-Ifirmware/kws', ...sources, '-o', 'app'], {
      cwd: folder,
    });
    expect(runChecked(join(folder, 'app'), [])).toBe(silenceLine());
  });
});

describe('what is documented to be typed', () => {
  tryBlocks(['A committed package 1', 'A committed package 2'], ['npx', 'sh'], (folder, compile, check) => {
    expect(runInShell(folder, compile)[0]).toContain('12 files in firmware/kws');
    expect(runInShell(folder, check)[0]).toContain('up to date');
  });

  tryBlocks(['On this machine 1'], ['make', 'cmake', 'ctest', 'cc', 'sh'], (folder, text) => {
    expect(runInShell(folder, text)).toEqual([
      expect.stringMatching(equal),
      expect.stringContaining('100% tests passed'),
      expect.stringMatching(equal),
    ]);
  });

  tryBlocks(
    ['For a board 1', 'For a board 2'],
    ['make', 'cmake', 'arm-none-eabi-gcc', 'sh'],
    (folder, byMake, byCMake) => {
      runInShell(folder, byMake);
      runInShell(folder, `${byCMake.trim()} && cmake --build build`);
    },
  );

  tryBlocks(['Code and tables in memories of your choice 1'], ['cc', 'sh'], (folder, text) => {
    const [sections] = runInShell(
      folder,
      `cc -c ${text.trim()} -I firmware/kws firmware/kws/kws.c -o kws.o && objdump -h kws.o`,
    );
    expect(sections).toContain('.itcm');
  });
});

describe('the typed binding', () => {
  tryBlocks(['In TypeScript 1'], [], (folder, text) => {
    const compile = [int8cProgram, 'compile', 'models/kws.tflite', '--binding', '--out', 'models/kws', '--quiet'];
    runChecked(process.execPath, compile, { cwd: folder });
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
    writeFileSync(join(folder, 'use.ts'), `${text}\nprocess.stdout.write(String(scores.length));\n`);
    const typescript = join(repository, 'test', 'support', 'run-typescript.js');
    const shown = runChecked(process.execPath, ['--import', typescript, 'use.ts'], { cwd: folder });
    expect(Number(shown)).toBeGreaterThan(0);
  });
});

it('every block of the documents is tried, but what asks the registry of npm', () => {
  // A block that is new needs a trial above.
  const untried = [...documented].filter(([key]) => !tried.has(key));
  expect(untried).toEqual([['CMake: the model is a source file 1', 'npm install --save-dev int8c\n']]);
});
