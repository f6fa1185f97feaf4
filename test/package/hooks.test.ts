import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect } from 'vitest';

import { warningFlags } from '../../src/runners/c-project.js';
import { inTemporaryFolder, repository, runChecked, testWithTools } from '../support/tools.js';
import { compilePackage, silenceLine } from './firmware.js';

interface ListedLayer {
  readonly key: string;
  readonly operator: string;
  readonly kernel: string;
}

/** What hooks must see: the layers of the manifest in order, those left out that need no code. */
function expectedLines(directory: string): string {
  const { layers } = JSON.parse(readFileSync(join(directory, 'manifest.json'), 'utf8')) as {
    layers: readonly ListedLayer[];
  };
  const seen = layers.flatMap(({ key, operator, kernel }, index) => {
    return kernel === 'view' ? [] : [`begin ${index} TONE_SWEEP_${key.toUpperCase()}_${operator}`, `end ${index}`];
  });
  expect(seen.length).toBe(2 * 9);
  return `${seen.join('\n')}\n${silenceLine()}`;
}

/** Compiles the model's source as the file `name`, in the folder, and returns the object's bytes. */
function objectOf(directory: string, name: string, text: string, options: readonly string[]): Buffer {
  writeFileSync(join(directory, name), text);
  runChecked('gcc', [...warningFlags, ...options, '-c', name, '-o', 'model.o'], { cwd: directory });
  return readFileSync(join(directory, 'model.o'));
}

describe('hooks of layers', () => {
  for (const compiler of ['gcc', 'clang']) {
    for (const level of ['-O0', '-Os', '-O2']) {
      testWithTools([compiler], `are called around each layer, with its constant: ${compiler} ${level}`, () => {
        inTemporaryFolder((folder) => {
          const directory = compilePackage(join(folder, 'tone_sweep'));
          for (const file of ['hooks.h', 'hooks.c'])
            copyFileSync(join(repository, 'test', 'package', file), join(folder, file));
          const sources = ['hooks.c', 'tone_sweep/tone_sweep.c', 'tone_sweep/tone_sweep_data.c'];
          const options = [...warningFlags, level, '-I.', '-Itone_sweep', '-DTONE_SWEEP_HOOKS_HEADER="hooks.h"'];
          runChecked(compiler, [...options, ...sources, '-o', 'app'], { cwd: folder });
          expect(runChecked(join(folder, 'app'), [])).toBe(expectedLines(directory));
        });
      });
    }
  }

  testWithTools(['gcc'], 'may be macros of the command line, one without the other', () => {
    inTemporaryFolder((folder) => {
      const directory = compilePackage(join(folder, 'tone_sweep'));
      const source = readFileSync(join(directory, 'tone_sweep.c'), 'utf8');
      const counting = 'extern volatile int ended;\n';
      const object = objectOf(directory, 'counted.c', `${counting}${source}`, [
        '-Os',
        '-DTONE_SWEEP_HOOK_END(op)=(ended=(op))',
      ]);
      expect(object.includes('ended')).toBe(true);
      expect(object.includes('tone_sweep_op00_conv2d')).toBe(true);
    });
  });

  for (const level of ['-Os', '-O2', '-O3']) {
    testWithTools(['gcc'], `leave no trace in the object where there are none: ${level}`, () => {
      inTemporaryFolder((folder) => {
        const directory = compilePackage(join(folder, 'tone_sweep'));
        const source = readFileSync(join(directory, 'tone_sweep.c'), 'utf8');
        const without = source.replace(/^ +TONE_SWEEP_HOOK_(BEGIN|END)\(.*\);\n/gm, '');
        expect(without.length).toBeLessThan(source.length);
        expect(objectOf(directory, 'model.c', source, [level])).toEqual(
          objectOf(directory, 'model.c', without, [level]),
        );
      });
    });
  }
});
