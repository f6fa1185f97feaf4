import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { formatTable } from '../../src/emit/c-literals.js';
import { warningFlags } from '../../src/runners/c-project.js';
import { seedRandom } from '../../src/verify/random.js';
import { inTemporaryFolder, runChecked, runTool, testWithTools } from '../support/tools.js';

type Table = Parameters<typeof formatTable>[0];

const random = seedRandom(5);

/** Any float32 that is a number: all exponents, both signs. */
function someFloats(count: number): number[] {
  const words = Uint32Array.from({ length: count }, () => random.integer(0, 2 ** 32 - 1));
  return [...new Float32Array(words.buffer)].filter(Number.isFinite);
}

const tables: readonly Table[] = [
  { ctype: 'int8_t', values: Int8Array.from({ length: 256 }, (_, index) => index - 128) },
  { ctype: 'uint8_t', values: Uint8Array.from({ length: 256 }, (_, index) => index) },
  { ctype: 'int16_t', values: Int16Array.of(-32768, -1, 0, 32767) },
  { ctype: 'int32_t', values: Int32Array.of(-(2 ** 31), -(2 ** 31) + 1, -1, 0, 2 ** 31 - 1) },
  {
    ctype: 'float',
    values: Float32Array.of(0, -0, 0.5, -3, 2 ** -149, 2 ** -126, 3.4028234663852886e38, 1e10, ...someFloats(500)),
  },
];

describe('tables', () => {
  for (const compiler of ['gcc', 'clang']) {
    testWithTools([compiler], `have in C, by ${compiler}, the bytes that they have here`, () => {
      const definitions = tables.map(
        (table, at) => `static const ${table.ctype} t${at}[] = {\n${formatTable(table)}\n};\n`,
      );
      const writes = tables.map((_table, at) => `    fwrite(t${at}, 1, sizeof t${at}, file);\n`);
      const main = `int main(void)\n{\n    FILE *file = fopen("bytes", "wb");\n${writes.join('')}    return fclose(file);\n}\n`;
      inTemporaryFolder((folder) => {
        writeFileSync(
          join(folder, 'tables.c'),
          `#include <stdint.h>\n#include <stdio.h>\n${definitions.join('')}${main}`,
        );
        runChecked(compiler, [...warningFlags, 'tables.c', '-o', 'app'], { cwd: folder });
        expect(runTool(join(folder, 'app'), [], { cwd: folder })).toEqual({ exitCode: 0, output: '' });
        const bytes = tables.map(({ values }) => Buffer.from(values.buffer, values.byteOffset, values.byteLength));
        expect(readFileSync(join(folder, 'bytes'))).toEqual(Buffer.concat(bytes));
      });
    });
  }
});
