import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { buildGraph } from '../../src/ir/builder.js';
import type { Graph } from '../../src/ir/graph.js';
import type { DataType, Tensor } from '../../src/ir/tensor.js';
import { warningFlags } from '../../src/runners/c-project.js';
import { createSimulator } from '../../src/simulator/simulate.js';
import { seedRandom } from '../../src/verify/random.js';
import { inTemporaryFolder, runChecked, testWithTools } from '../support/tools.js';
import { packageOf } from '../support/verify-samples.js';

interface Scheme {
  readonly scale: number;
  readonly zeroPoint: number;
}

/** Ordinary ones, powers of two, and the smallest and a very large scale, with zero points at both ends and between. */
const schemes: readonly Scheme[] = [
  { scale: 0.003921569, zeroPoint: -128 },
  { scale: 0.584702909, zeroPoint: 83 },
  { scale: 1, zeroPoint: 0 },
  { scale: 0.25, zeroPoint: 127 },
  { scale: 2 ** -126, zeroPoint: -5 },
  { scale: 1.2e38, zeroPoint: 4 },
  { scale: 1e-20, zeroPoint: 126 },
].map(({ scale, zeroPoint }) => ({ scale: Math.fround(scale), zeroPoint }));

const float = new Float32Array(1);
const word = new Uint32Array(float.buffer);

function bitsOf(value: number): number {
  float[0] = value;
  return word[0] ?? 0;
}

function fromBits(bits: number): number {
  word[0] = bits >>> 0;
  return float[0] ?? 0;
}

/** The float32 values around one, and itself. */
function neighbours(value: number): number[] {
  const bits = bitsOf(value);
  return Number.isFinite(Math.fround(value)) && Math.fround(value) !== 0
    ? [fromBits(bits - 1), fromBits(bits), fromBits(bits + 1)]
    : [value];
}

/**
 * Where rounding, clamping and conversion change their minds: halves and wholes of steps with both neighbours, and NaN.
 */
function edgeValues({ scale, zeroPoint }: Scheme): number[] {
  const steps = Array.from(
    { length: 2 * (260 + Math.abs(zeroPoint)) + 1 },
    (_, index) => (index - 260 - Math.abs(zeroPoint)) / 2,
  );
  const near = steps.flatMap((step) => neighbours(Math.fround(step * scale)));
  const ends = [0, 1e-45, 1.17549435e-38, 3.4028234e38, 2147483648 * scale, 4294967296 * scale, Infinity]
    .map(Math.fround)
    .flatMap((value) => [value, -value]);
  const random = seedRandom(7);
  const anything = Array.from({ length: 500 }, () =>
    fromBits(random.integer(0, 2 ** 31 - 1) * 2 + random.integer(0, 1)),
  );
  return [...near, ...ends, NaN, -NaN, fromBits(0x7f800001), ...anything];
}

function conversion(op: 'quantize' | 'dequantize', size: number, { scale, zeroPoint }: Scheme): Graph {
  const origin = { kind: 'file', file: op } as const;
  const quantization = { kind: 'perTensor', scale, zeroPoint } as const;
  const tensor = (id: number, name: string, dtype: DataType): Tensor => {
    return { id, name, dtype, shape: [size], quantization: dtype === 'int8' ? quantization : null, data: null, origin };
  };
  const [from, to] = op === 'quantize' ? (['float32', 'int8'] as const) : (['int8', 'float32'] as const);
  const nodes = [{ id: 0, op, inputs: [0], outputs: [1], attributes: {}, origin }];
  return buildGraph({
    name: op,
    tensors: [tensor(0, 'in', from), tensor(1, 'out', to)],
    nodes,
    inputs: [0],
    outputs: [1],
    origin,
  });
}

const edges = schemes.map((scheme) => Float32Array.from(edgeValues(scheme)));
const everyInt8 = Int8Array.from({ length: 256 }, (_, index) => index - 128);

/** What the reference makes of the edge values, and of every int8: one number a line, real ones as their bits. */
function expectedLines(): string[] {
  return schemes.flatMap((scheme, index) => {
    const values = edges[index] ?? new Float32Array();
    const [integers] = createSimulator(conversion('quantize', values.length, scheme), 'double').run([values]);
    const [reals] = createSimulator(conversion('dequantize', everyInt8.length, scheme), 'double').run([everyInt8]);
    return [...Array.from(integers ?? [], String), ...Array.from(reals ?? [], (real) => String(bitsOf(real)))];
  });
}

/** Prints the same by the functions of the headers. Inputs are read as bits: no compiler folds them. */
const program = `#include <inttypes.h>
#include <stdio.h>
#include <string.h>

${schemes.map((_, index) => `#include "s${index}.h"`).join('\n')}

static const int8_t every_int8[256] = { ${everyInt8.join(', ')} };

static uint32_t bits_of(float real)
{
    uint32_t bits;

    memcpy(&bits, &real, sizeof bits);
    return bits;
}

static float next_real(FILE *file)
{
    float real = 0.0f;

    if (fread(&real, sizeof real, 1, file) != 1) {
        printf("too few\\n");
    }
    return real;
}

int main(int argc, char **argv)
{
    FILE *const file = fopen(argv[argc - 1], "rb");

${schemes.map((_, index) => loops(index)).join('')}    return fclose(file);
}
`;

function loops(index: number): string {
  return `    for (int i = 0; i < S${index}_OUTPUT_0_SIZE; ++i) {
        printf("%d\\n", s${index}_output_0_quantize(next_real(file)));
    }
    for (int i = 0; i < 256; ++i) {
        printf("%" PRIu32 "\\n", bits_of(s${index}_output_0_dequantize(every_int8[i])));
    }
`;
}

const builds = [
  ['gcc', '-O0'],
  ['gcc', '-O3'],
  ['clang', '-O2'],
  ['g++', '-O2', '-xc++', '-std=c++11', '-Wold-style-cast', '-Wuseless-cast', '-fno-inline'],
] as const;

/** C's flags, which C++ does not all know. */
const flagsOf = (compiler: string): readonly string[] =>
  compiler === 'g++' ? warningFlags.filter((flag) => flag !== '-std=c99') : warningFlags;

describe('quantize and dequantize of a header', () => {
  it('meet values on both sides of every decision', () => {
    const lines = expectedLines();
    expect(lines.length).toBeGreaterThan(10_000);
    for (const values of edges)
      for (const special of [NaN, Infinity, -Infinity, 0, -0])
        expect(values.some((value) => Object.is(value, special))).toBe(true);
  });

  for (const [compiler, ...options] of builds) {
    testWithTools(
      [compiler],
      `compute what QUANTIZE and DEQUANTIZE do, for every edge value: ${compiler} ${options.join(' ')}`,
      () => {
        inTemporaryFolder((folder) => {
          schemes.forEach((scheme, index) => {
            const graph = conversion('quantize', edges[index]?.length ?? 0, scheme);
            const header = packageOf(graph, `s${index}`).files.find(({ path }) => path === `s${index}.h`);
            writeFileSync(join(folder, `s${index}.h`), header?.text ?? '');
          });
          writeFileSync(join(folder, 'reals'), Buffer.concat(edges.map((values) => Buffer.from(values.buffer))));
          writeFileSync(join(folder, 'main.c'), program);
          runChecked(compiler, [...flagsOf(compiler), ...options, 'main.c', '-o', 'app'], { cwd: folder });
          expect(runChecked('./app', ['reals'], { cwd: folder }).trimEnd().split('\n')).toEqual(expectedLines());
        });
      },
    );
  }
});
