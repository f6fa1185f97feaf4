import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { goldenDirectory, noGoldens } from '../support/golden.js';
import { inTemporaryFolder, int8cProgram, runChecked, testWithTools } from '../support/tools.js';

const largestCodeBytes = 8192;
const golden = goldenDirectory();
const title = 'pretrainedResnet_quant for a Cortex-M4 takes at most 8 KiB of code, without weights';

/** Bytes of code and of constants beside it in an object file; tables of the model are in another one. */
function codeBytes(objectFile: string): number {
  const sections = runChecked('arm-none-eabi-size', ['-A', objectFile]);
  return Array.from(sections.matchAll(/^\.(?:text|rodata)\S*\s+(\d+)/gm), ([, bytes]) => Number(bytes)).reduce(
    (sum, bytes) => sum + bytes,
    0,
  );
}

function measure(model: string, folder: string): number {
  const directory = join(folder, 'resnet');
  runChecked(process.execPath, [
    int8cProgram,
    'compile',
    model,
    '--target',
    'cortex-m4',
    '--name',
    'resnet',
    '--out',
    directory,
  ]);
  const object = join(folder, 'resnet.o');
  runChecked('arm-none-eabi-gcc', [
    '-std=c99',
    '-Os',
    '-mcpu=cortex-m4',
    '-mthumb',
    '-c',
    join(directory, 'resnet.c'),
    '-o',
    object,
  ]);
  return codeBytes(object);
}

describe('code size', () => {
  if (golden === null) it.skip(`${title} [skipped: ${noGoldens}]`, () => undefined);
  else {
    testWithTools(['arm-none-eabi-gcc', 'arm-none-eabi-size'], title, () => {
      inTemporaryFolder((folder) => {
        const bytes = measure(join(golden, 'pretrainedResnet_quant', 'model.tflite'), folder);
        expect(bytes).toBeGreaterThan(500);
        expect(bytes).toBeLessThanOrEqual(largestCodeBytes);
      });
    });
  }

  testWithTools(['arm-none-eabi-gcc', 'arm-none-eabi-size'], 'is counted in all sections of code and constants', () => {
    inTemporaryFolder((folder) => {
      const source = join(folder, 'size.c');
      writeFileSync(
        source,
        'extern const char *pick(int i); const char *pick(int i) { static const char t[2][64] = { "a", "b" }; return t[i & 1]; }\n',
      );
      runChecked('arm-none-eabi-gcc', ['-Os', '-mcpu=cortex-m4', '-mthumb', '-c', source, '-o', `${source}.o`]);
      expect(codeBytes(`${source}.o`)).toBeGreaterThan(128);
    });
  });
});
