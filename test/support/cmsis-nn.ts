import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { it } from 'vitest';
import { libraryFunctions, libraryStructs } from '../../src/kernels/cmsis-nn/signatures.js';
import { endlessMilliseconds } from './limits.js';

/** The user's copy of CMSIS-NN; null where CMSIS_NN_DIR does not name one, as on continuous integration. */
export function libraryFolder(): string | null {
  const folder = process.env['CMSIS_NN_DIR'] ?? '';
  return folder === '' ? null : folder;
}

/** Why tests are skipped that need the library, which is not ours to install. */
export const noLibrary = 'CMSIS_NN_DIR names no copy of CMSIS-NN';

/** A test that needs the library; without it, it is skipped with the reason in its title, also where skips are forbidden. */
export function testWithLibrary(title: string, body: (folder: string) => void | Promise<void>): void {
  const folder = libraryFolder();
  if (folder === null) it.skip(`${title} [skipped: ${noLibrary}]`, () => undefined);
  else it(title, () => body(folder), endlessMilliseconds);
}

export function withoutComments(text: string): string {
  return text.replace(/\/\*[^]*?\*\/|\/\/[^\n]*/g, ' ');
}

/** A header of the library as the table of signatures has it: what is emitted can be compiled against it. */
function headerOfTable(): string {
  const structs = Object.entries(libraryStructs).map(([name, fields]) => {
    const lines = Object.entries<string>(fields).map(([field, type]) => `    ${type} ${field};`);
    return `typedef struct {\n${lines.join('\n')}\n} ${name};`;
  });
  return [
    '#ifndef ARM_NNFUNCTIONS_H\n#define ARM_NNFUNCTIONS_H',
    '#include <stddef.h>\n#include <stdint.h>',
    'typedef enum { ARM_CMSIS_NN_SUCCESS = 0 } arm_cmsis_nn_status;',
    ...structs,
    ...prototypes().map((prototype) => `${prototype};`),
    '#endif\n',
  ].join('\n');
}

function prototypes(): string[] {
  return Object.entries(libraryFunctions).map(([name, { returns, parameters }]) => {
    const list = Object.entries<string>(parameters).map(([parameter, type]) => `${type} ${parameter}`);
    return `${returns} ${name}(${list.join(', ')})`;
  });
}

/** A folder that looks like the library: its header, and functions that do nothing and say that all is well. */
export function writeEmptyLibrary(folder: string, without: readonly string[] = []): void {
  const bodies = prototypes()
    .filter((prototype) => !without.some((name) => prototype.includes(` ${name}(`)))
    .map(
      (prototype) =>
        `${prototype}\n{\n    ${prototype.startsWith('void') ? 'return' : 'return ARM_CMSIS_NN_SUCCESS'};\n}`,
    );
  writeText(join(folder, 'Include', 'arm_nnfunctions.h'), headerOfTable());
  writeText(join(folder, 'Include', 'Internal', 'empty.h'), '');
  const text = `/* arm_comment_s8( */\n#include "arm_nnfunctions.h"\n\n${bodies.join('\n\n')}\n`;
  writeText(join(folder, 'Source', 'EmptyFunctions', 'arm_all_s8.c'), text);
}

export function writeText(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

export function readHeaders(folder: string): string {
  return ['arm_nn_types.h', 'arm_nnfunctions.h', 'arm_nnsupportfunctions.h']
    .map((name) => withoutComments(readFileSync(join(folder, 'Include', name), 'utf8')))
    .join('\n');
}
