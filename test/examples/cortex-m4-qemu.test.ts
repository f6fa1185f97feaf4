import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { describe, expect, it } from 'vitest';

import type { EmittedPackage } from '../../src/emit/package.js';
import { randomGraph } from '../support/random-graph.js';
import { inTemporaryFolder, repository, runChecked, runTool, testWithTools } from '../support/tools.js';
import { denseGraph, editPackage, manyPortsGraph, packageOf } from '../support/verify-samples.js';

const example = join(repository, 'examples', 'cortex-m4-qemu');
const tools = ['make', 'arm-none-eabi-gcc', 'qemu-system-arm'];

/** `make test` of the example, as its README has it. */
function makeTest(folder: string, ...variables: readonly string[]) {
  return runTool('make', [
    '--no-print-directory',
    '-C',
    example,
    'test',
    `BUILD=${join(folder, 'build')}`,
    ...variables,
  ]);
}

function writePackage(folder: string, pkg: EmittedPackage): string {
  for (const { path, text } of pkg.files) {
    const file = join(folder, 'package', path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  return `PACKAGE=${join(folder, 'package')}`;
}

/** Symbols of an image with their addresses. */
function addresses(image: string): Map<string, number> {
  const lines = runChecked('arm-none-eabi-nm', [image]).matchAll(/^([0-9a-f]+) [tT] (\w+)/gm);
  return new Map(Array.from(lines, ([, address = '', name = '']) => [name, parseInt(address, 16)]));
}

describe('examples/cortex-m4-qemu', () => {
  for (const variables of [[], ['CFLAGS=-Os'], ['CFLAGS=-O3 -flto']]) {
    testWithTools(
      tools,
      `runs the self-test of the example, as its README says: make test ${variables.join(' ')}`,
      () => {
        inTemporaryFolder((folder) => {
          const [, line = ''] = /^\$ make test\n(.+)$/m.exec(readFileSync(join(example, 'README.md'), 'utf8')) ?? [];
          const { exitCode, output } = makeTest(folder, ...variables);
          expect(output.trimEnd().split('\n').at(-1)).toBe(line);
          expect(exitCode).toBe(0);
        });
      },
    );
  }

  for (const flags of ['-Os', '-O2', '-O2 -flto']) {
    testWithTools([...tools, 'arm-none-eabi-nm'], `runs run and layers in RAM where it is told to: ${flags}`, () => {
      inTemporaryFolder((folder) => {
        const { exitCode, output } = makeTest(folder, 'CODE=ram', `CFLAGS=${flags}`);
        expect(output).toContain('4 of 4 cases equal');
        expect(exitCode).toBe(0);
        const places = addresses(join(folder, 'build', 'tone_sweep.elf'));
        const ram = 0x2000_0000;
        const own = [...places].filter(([name]) => /^(tone_sweep_(run|op\d\d)|int8c_)/.test(name));
        expect(own.length).toBeGreaterThan(9);
        for (const [name, address] of own) expect(address, name).toBeGreaterThan(ram);
        expect(places.get('reset_handler')).toBeLessThan(ram);
      });
    });
  }

  for (const pkg of [
    packageOf(manyPortsGraph(), 'ports'),
    packageOf(randomGraph(9, 'double').graph, 'rows'),
    packageOf(randomGraph(5, 'single').graph, 'once', 'single'),
  ]) {
    testWithTools(tools, `runs the self-test of any package: ${pkg.name}`, () => {
      inTemporaryFolder((folder) => {
        const { exitCode, output } = makeTest(folder, writePackage(folder, pkg));
        expect(output).toMatch(new RegExp(`^${pkg.name}: (\\d+) of \\1 cases equal`, 'm'));
        expect(exitCode).toBe(0);
      });
    });
  }

  const dense = packageOf(denseGraph(), 'dense');

  testWithTools(tools, 'fails when a tensor differs', () => {
    inTemporaryFolder((folder) => {
      const broken = editPackage(dense, 'dense_data.c', (text) =>
        text.replace(
          /(_bias\[\d+\] = \{\s*)(-?\d+)/,
          (_all, before: string, value: string) => `${before}${Number(value) + 4000}`,
        ),
      );
      const { exitCode, output } = makeTest(folder, writePackage(folder, broken));
      expect(output).toContain('first difference in tensor');
      expect(exitCode).not.toBe(0);
    });
  });

  testWithTools(tools, 'fails, and ends, when the processor stops', () => {
    inTemporaryFolder((folder) => {
      const trap = 'arena = context->arena;\n    __builtin_trap();';
      const broken = editPackage(dense, 'dense.c', (text) => text.replace('arena = context->arena;', trap));
      const { exitCode, output } = makeTest(folder, writePackage(folder, broken));
      expect(output).toContain('stopped with a fault');
      expect(exitCode).not.toBe(0);
    });
  });

  testWithTools(['make'], 'says what it needs where there is no package', () => {
    inTemporaryFolder((folder) => {
      const { exitCode, output } = makeTest(folder, `PACKAGE=${folder}`);
      expect(output).toContain('is no package of int8c: make test PACKAGE=');
      expect(exitCode).not.toBe(0);
    });
  });

  it('is part of what npm installs', () => {
    const { files } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')) as { files: string[] };
    expect(files).toContain('examples/cortex-m4-qemu');
  });
});
