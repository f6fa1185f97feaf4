import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect } from 'vitest';

import { inTemporaryFolder, repository, runChecked, runTool, testWithTools } from '../support/tools.js';
import { setAge, silenceLine, writeFirmware } from './firmware.js';

const tools = ['cmake', 'cc', 'make'];
const integration = join(repository, 'templates', 'cmake');

function project(lines: readonly string[], languages = 'C'): string {
  return ['cmake_minimum_required(VERSION 3.16)', `project(firmware LANGUAGES ${languages})`, ...lines, ''].join('\n');
}

const byInclude = `include("${integration}/int8c.cmake")`;

function configure(folder: string, ...options: string[]) {
  return runTool('cmake', ['-S', folder, '-B', join(folder, 'build'), ...options]);
}

function build(folder: string): string {
  return runChecked('cmake', ['--build', join(folder, 'build')]);
}

describe('int8c_add_model', () => {
  testWithTools(tools, 'compiles a model into a program, and again only when the model changes', () => {
    inTemporaryFolder((folder) => {
      writeFirmware(folder, 'CMakeLists.txt', project([byInclude, 'add_executable(app main.c)', 'int8c_add_model(app models/tone_sweep.tflite TARGET cortex-m4)']));
      expect(configure(folder)).toMatchObject({ exitCode: 0 });
      expect(build(folder)).toContain('Compiling tone_sweep for cortex-m4 with int8c');
      expect(runChecked(join(folder, 'build', 'app'), [])).toBe(silenceLine());

      const source = join(folder, 'build', 'int8c', 'app', 'tone_sweep', 'tone_sweep.c');
      const before = statSync(source).mtimeMs;
      expect(build(folder)).not.toContain('with int8c');
      expect(statSync(source).mtimeMs).toBe(before);

      setAge(join(folder, 'models', 'tone_sweep.tflite'), -2);
      const again = build(folder);
      expect(again).toContain('with int8c');
      expect(again).toMatch(/Building C object .*tone_sweep\.c/);
      expect(statSync(source).mtimeMs).toBeGreaterThan(before);
    });
  });

  testWithTools(tools, 'is found by find_package and passes name, rounding and RAM on', () => {
    inTemporaryFolder((folder) => {
      const lines = ['find_package(int8c 0.1 REQUIRED)', 'add_library(app STATIC)', 'int8c_add_model(app models/tone_sweep.tflite TARGET cortex-m0plus NAME ears ROUNDING single RAM 64K)'];
      writeFirmware(folder, 'CMakeLists.txt', project([...lines, 'set_target_properties(app PROPERTIES LINKER_LANGUAGE C)']));
      expect(configure(folder, `-DCMAKE_PREFIX_PATH=${join(repository, 'templates')}`)).toMatchObject({ exitCode: 0 });
      expect(configure(folder, `-Dint8c_DIR=${integration}`)).toMatchObject({ exitCode: 0 });
      build(folder);
      const manifest: unknown = JSON.parse(readFileSync(join(folder, 'build', 'int8c', 'app', 'ears', 'manifest.json'), 'utf8'));
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

  const refusals = [
    { title: 'a model that is not there', call: 'int8c_add_model(app models/other.tflite)', sentence: /there\s+is\s+no\s+model\s+\S*other\.tflite/ },
    { title: 'a target that is not there', call: 'int8c_add_model(firmware models/tone_sweep.tflite)', sentence: /firmware\s+is\s+no\s+target/ },
    { title: 'an option that it does not know', call: 'int8c_add_model(app models/tone_sweep.tflite ROUND up)', sentence: /cannot\s+use\s+ROUND/ },
  ];
  for (const { title, call, sentence } of refusals) {
    testWithTools(tools, `refuses ${title}`, () => {
      inTemporaryFolder((folder) => {
        writeFirmware(folder, 'CMakeLists.txt', project([byInclude, 'add_executable(app main.c)', call]));
        const { exitCode, output } = configure(folder);
        expect(exitCode).not.toBe(0);
        expect(output).toMatch(sentence);
      });
    });
  }

  testWithTools(tools, 'ends the build with a diagnostic for a target that int8c does not know', () => {
    inTemporaryFolder((folder) => {
      writeFirmware(folder, 'CMakeLists.txt', project([byInclude, 'add_executable(app main.c)', 'int8c_add_model(app models/tone_sweep.tflite TARGET cortex-z9)']));
      expect(configure(folder)).toMatchObject({ exitCode: 0 });
      const { exitCode, output } = runTool('cmake', ['--build', join(folder, 'build')]);
      expect(exitCode).not.toBe(0);
      expect(output).toMatch(/error\[I8C\d{4}\].*cortex-z9/s);
      expect(existsSync(join(folder, 'build', 'int8c', 'app', 'tone_sweep', 'tone_sweep.c'))).toBe(false);
    });
  });
});
