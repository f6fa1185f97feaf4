import { join } from 'node:path';

import { describe, expect } from 'vitest';

import { warningFlags } from '../../src/runners/c-project.js';
import { inTemporaryFolder, repository, runChecked, runTool, testWithTools } from '../support/tools.js';
import { compilePackage } from './firmware.js';

const source = join(repository, 'test', 'package', 'alignment.c');
const warnings = warningFlags.filter((flag) => !flag.startsWith('-std='));
const disguised = ['-U__GNUC__', '-U__clang__'];

/** Compilers that are here, and the same without their names: what a header does for one that it does not know. */
const compilers = [
  { compiler: 'gcc', options: ['-std=c99'], macro: '__attribute__((aligned(16)))' },
  { compiler: 'gcc', options: ['-std=c17'], macro: '__attribute__((aligned(16)))' },
  { compiler: 'clang', options: ['-std=c99'], macro: '__attribute__((aligned(16)))' },
  { compiler: 'g++', options: ['-std=c++98', '-xc++', '-Wno-long-long'], macro: '__attribute__((aligned(16)))' },
  { compiler: 'clang++', options: ['-std=c++17', '-xc++'], macro: '__attribute__((aligned(16)))' },
  { compiler: 'gcc', options: ['-std=c11', ...disguised], macro: '_Alignas(16)' },
  { compiler: 'clang', options: ['-std=c11', ...disguised], macro: '_Alignas(16)' },
  { compiler: 'g++', options: ['-std=c++11', '-xc++', ...disguised], macro: 'alignas(16)' },
  { compiler: 'clang++', options: ['-std=c++11', '-xc++', ...disguised], macro: 'alignas(16)' },
  {
    compiler: 'gcc',
    options: ['-std=c99', '-DTONE_SWEEP_ALIGNED=__attribute__((aligned(64)))'],
    macro: '__attribute__((aligned(64)))',
  },
];

/** What stands before `static` where the header's macro does. */
function macroOf(compiler: string, options: readonly string[], directory: string): string {
  const text = runChecked(compiler, [...options, '-I', directory, '-E', '-P', source]);
  return /([^;}\n]*?)\s*\bstatic uint8_t arena\b/.exec(text)?.[1]?.trim() ?? 'nowhere';
}

describe('the alignment of an arena', () => {
  for (const { compiler, options, macro } of compilers) {
    testWithTools([compiler, 'gcc'], `is what a model needs by ${macro}: ${compiler} ${options.join(' ')}`, () => {
      inTemporaryFolder((folder) => {
        const directory = compilePackage(join(folder, 'tone_sweep'));
        expect(macroOf(compiler, options, directory)).toBe(macro);
        runChecked('gcc', ['-std=c99', '-c', 'tone_sweep.c', 'tone_sweep_data.c'], { cwd: directory });
        runChecked(compiler, [...warnings, ...options, '-I', directory, '-c', source, '-o', join(folder, 'main.o')]);
        runChecked('gcc', ['main.o', 'tone_sweep/tone_sweep.o', 'tone_sweep/tone_sweep_data.o', '-o', 'app'], {
          cwd: folder,
        });
        expect(runTool(join(folder, 'app'), [])).toEqual({ exitCode: 0, output: '' });
      });
    });
  }

  testWithTools(
    ['gcc'],
    'is asked for in the words of compilers that are not here, and left to the build for unknown ones',
    () => {
      inTemporaryFolder((folder) => {
        const directory = compilePackage(join(folder, 'tone_sweep'));
        expect(macroOf('gcc', ['-std=c99', ...disguised, '-D__ICCARM__'], directory)).toBe('#pragma data_alignment=16');
        expect(macroOf('gcc', ['-std=c99', ...disguised, '-D_MSC_VER=1900'], directory)).toBe('__declspec(align(16))');
        expect(macroOf('gcc', ['-std=c99', ...disguised], directory)).toBe('');
      });
    },
  );
});
