import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { describe, expect, it } from 'vitest';

import type { EmittedPackage } from '../../src/emit/package.js';
import { warningFlags } from '../../src/runners/c-project.js';
import { randomGraph } from '../support/random-graph.js';
import { inTemporaryFolder, repository, runChecked, testWithTools } from '../support/tools.js';
import { manyPortsGraph, packageOf } from '../support/verify-samples.js';

/** Between them they call every function of the runtime, which a test below holds them to. */
const packages: readonly EmittedPackage[] = [
  packageOf(manyPortsGraph(), 'ports'),
  packageOf(randomGraph(57, 'double').graph, 'mixed'),
  packageOf(randomGraph(34, 'double').graph, 'rows'),
  packageOf(randomGraph(57, 'single').graph, 'single', 'single'),
];

const runtime = readFileSync(join(repository, 'templates', 'runtime', 'int8c_runtime.h'), 'utf8');
const helpers = Array.from(runtime.matchAll(/\b(int8c_\w+)\(.*\n(?:.*\)\n)?\{$/gm), ([, name = '']) => name);

const codeSection = '.itcm.models';
const dataSection = '.qspi.models';
const optimizations = ['-O0', '-Os', '-O2', '-O3'];

interface Compiler {
  readonly title: string;
  readonly tools: readonly string[];
  readonly objdump: string;
  readonly flags: () => readonly string[];
}

const cortexM4 = ['-mcpu=cortex-m4', '-mthumb'];

/** Where newlib's headers are: Clang has none of its own for a core without an operating system. */
function newlibHeaders(): string {
  const search = runChecked('arm-none-eabi-gcc', ['-xc', '-E', '-v', '/dev/null']);
  return /^ (\S+)\nEnd of search list/m.exec(search)?.[1] ?? '';
}

const compilers: readonly Compiler[] = [
  { title: 'gcc', tools: ['gcc'], objdump: 'objdump', flags: () => [] },
  { title: 'clang', tools: ['clang'], objdump: 'objdump', flags: () => [] },
  { title: 'arm-none-eabi-gcc', tools: ['arm-none-eabi-gcc'], objdump: 'arm-none-eabi-objdump', flags: () => cortexM4 },
  {
    title: 'clang for Cortex-M4',
    tools: ['clang', 'arm-none-eabi-gcc'],
    objdump: 'arm-none-eabi-objdump',
    flags: () => ['--target=arm-none-eabi', ...cortexM4, '-idirafter', newlibHeaders()],
  },
];

/**
 * Names of functions or objects in an object file, with their section; numbered copies that compilers make count as the
 * original.
 */
function symbols(objdump: string, object: string, kind: 'F' | 'O'): Map<string, string> {
  const lines = runChecked(objdump, ['-t', object]).matchAll(
    /^[0-9a-f]+ .{6}([FO]) (\S+)\s+[0-9a-f]+ (?:\.hidden )?(\w+)(?:\.\w+)*$/gm,
  );
  return new Map(
    Array.from(lines).flatMap(([, found, section = '', name = '']) => (found === kind ? [[name, section]] : [])),
  );
}

/** Sections that hold code, empty ones left out. */
function codeSections(objdump: string, object: string): string[] {
  const sections = runChecked(objdump, ['-h', '-w', object]).matchAll(/^ *\d+ (\S+) +([0-9a-f]+) .*\bCODE\b/gm);
  return Array.from(sections, ([, name = '', size = '']) => (/^0+$/.test(size) ? '' : name))
    .filter((name) => name !== '')
    .sort();
}

function writeSources({ files }: EmittedPackage, directory: string): void {
  for (const { path, text } of files) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), text);
  }
}

/** Compiles both sources of a package; the objects' paths. */
function build(compiler: Compiler, { name }: EmittedPackage, directory: string, options: readonly string[]) {
  const [program = ''] = compiler.tools;
  runChecked(program, [...warningFlags, ...compiler.flags(), ...options, '-c', `${name}.c`, `${name}_data.c`], {
    cwd: directory,
  });
  return { code: join(directory, `${name}.o`), data: join(directory, `${name}_data.o`) };
}

/** Functions of a package's source: the layers, and those that stay where they are whatever the build says. */
function functionsOf({ name, files }: EmittedPackage) {
  const source = files.find(({ path }) => path === `${name}.c`)?.text ?? '';
  const all = Array.from(source.matchAll(/^[\w ]+?\*?\b(\w+)\(.*\)\n\{$/gm), ([, found = '']) => found);
  const layers = all.filter((found) => /_op\d\d_/.test(found));
  return {
    source,
    layers,
    unplaced: all.filter((found) => !layers.includes(found) && !/_(run|trace_tensor)$/.test(found)),
  };
}

function tablesOf({ name, files }: EmittedPackage): string[] {
  const source = files.find(({ path }) => path === `${name}_data.c`)?.text ?? '';
  return Array.from(source.matchAll(/\bconst \w+ (\w+)\[/g), ([, table = '']) => table);
}

function placing(name: string): string[] {
  const section = (macro: string, where: string): string =>
    `-D${name.toUpperCase()}_${macro}_SECTION=__attribute__((section("${where}")))`;
  return [section('CODE', codeSection), section('DATA', dataSection)];
}

function tracing(name: string, traced: boolean): string[] {
  return traced ? [`-D${name.toUpperCase()}_TRACE`] : [];
}

/**
 * Builds a package and looks where everything is. Layers have symbols of their own; helpers have some where they are
 * not inlined.
 */
function expectPlaced(compiler: Compiler, pkg: EmittedPackage, directory: string, options: readonly string[]): void {
  const objects = build(compiler, pkg, directory, options);
  const { layers, unplaced } = functionsOf(pkg);
  const found = symbols(compiler.objdump, objects.code, 'F');
  expect(layers.length).toBeGreaterThan(0);
  for (const name of [...layers, `${pkg.name}_run`])
    expect(`${name} in ${found.get(name)}`).toBe(`${name} in ${codeSection}`);
  const elsewhere = [...found].filter(([, section]) => section !== codeSection).map(([name]) => name);
  expect(elsewhere.filter((name) => !unplaced.includes(name))).toEqual([]);
  expect(codeSections(compiler.objdump, objects.code)).toEqual([codeSection, '.text']);
  const tables = symbols(compiler.objdump, objects.data, 'O');
  expect(Object.fromEntries(tables)).toEqual(Object.fromEntries(tablesOf(pkg).map((name) => [name, dataSection])));
}

describe('sections of a package', () => {
  it('are tried on every function of the runtime', () => {
    expect(helpers.length).toBeGreaterThan(12);
    const text = packages.map((pkg) => functionsOf(pkg).source).join('');
    // A definition is no call.
    const bodies = runtime.replace(/^INT8C_CODE [^{]*/gm, '');
    const called = new Set(Array.from(`${text}${bodies}`.matchAll(/(?<=[(=+\s-])int8c_\w+(?=\()/g), ([name]) => name));
    expect(helpers.filter((name) => !called.has(name))).toEqual([]);
    expect(packages.flatMap(tablesOf).length).toBeGreaterThan(20);
  });

  it('are left to the build by every function of the runtime', () => {
    const placed = Array.from(runtime.matchAll(/^INT8C_CODE static inline \w+ (\w+)\(/gm), ([, name = '']) => name);
    expect(placed).toEqual(helpers);
  });

  for (const compiler of compilers) {
    for (const level of optimizations) {
      testWithTools(
        [...compiler.tools, compiler.objdump],
        `hold run, layers, helpers and tables where the build says: ${compiler.title} ${level}`,
        () => {
          inTemporaryFolder((folder) => {
            for (const pkg of packages) {
              const directory = join(folder, pkg.name);
              writeSources(pkg, directory);
              for (const traced of [false, true])
                expectPlaced(compiler, pkg, directory, [level, ...placing(pkg.name), ...tracing(pkg.name, traced)]);
            }
          });
        },
      );
    }
  }

  testWithTools(['gcc'], 'take nothing from a build for size that names none', () => {
    inTemporaryFolder((folder) => {
      for (const pkg of packages) {
        writeSources(pkg, join(folder, pkg.name));
        const text = runChecked('gcc', ['-E', '-P', '-Os', `${pkg.name}.c`], { cwd: join(folder, pkg.name) });
        const own = text.slice(text.indexOf('int8c_needs_arithmetic_right_shift'));
        expect(own).toContain(`${pkg.name}_run(`);
        expect(own).not.toMatch(/__attribute__|_Pragma/);
      }
    });
  });
});
