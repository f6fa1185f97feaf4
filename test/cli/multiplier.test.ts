import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { int8c, int8cJson, temporaryFolder } from '../support/command-line.js';
import { repository, runChecked, runTool, testWithTools } from '../support/tools.js';

const folder = temporaryFolder();

interface Factor {
  readonly channel: number | null;
  readonly real: number;
  readonly multiplier: number;
  readonly shift: number;
  readonly value: number;
  readonly errorPpm: number;
}

async function factorsOf(...args: readonly string[]): Promise<readonly Factor[]> {
  const { document } = await int8cJson(folder, ['multiplier', ...args]);
  expect(document['ok']).toBe(true);
  return document['factors'] as readonly Factor[];
}

describe('int8c multiplier', () => {
  it('of a real factor shows the integers, what they represent, and the formula', async () => {
    const { exitCode, stdout, stderr } = await int8c(folder, ['multiplier', '0.000347']);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    // 0.000347 * 2^11 = 0.710656, times 2^31.
    expect(stdout).toMatch(/^0\.000347 +1526122139 +-11 +0\.00034699999992 +-0\.000231$/m);
    expect(stdout).toContain('value = multiplier * 2^(shift - 31)');
  });

  it('of three scales multiplies input and weights, and divides by the output', async () => {
    expect(await factorsOf('0.5', '0.25', '2')).toEqual([
      expect.objectContaining({ channel: null, real: 0.0625, multiplier: 2 ** 30, shift: -3, errorPpm: 0 }),
    ]);
    const { stdout } = await int8c(folder, ['multiplier', '0.5', '0.25', '2']);
    expect(stdout).toContain('real = input scale * weight scale / output scale = 0.5 * weight scale / 2');
  });

  it('takes scales as the float32 that a model has, product and quotient as doubles', async () => {
    const [factor] = await factorsOf('0.0078', '0.0123', '0.02');
    expect(factor?.real).toBe((Math.fround(0.0078) * Math.fround(0.0123)) / Math.fround(0.02));
  });

  it('of several weight scales has a row for each channel', async () => {
    const factors = await factorsOf('1', '1,0.5,3', '1');
    expect(factors.map(({ channel, multiplier, shift }) => [channel, multiplier, shift])).toEqual([
      [0, 2 ** 30, 1],
      [1, 2 ** 30, 0],
      [2, 3 * 2 ** 29, 2],
    ]);
  });

  it.each(['double', 'single'])('is off by rounding alone, with %s rounding', async (rounding) => {
    const reals = Array.from({ length: 40 }, (_, index) => 1.7 ** (index - 30));
    const factors = await factorsOf(reals.join(','), '--rounding', rounding);
    expect(factors).toHaveLength(reals.length);
    for (const { real, value, errorPpm, multiplier } of factors) {
      expect(multiplier).toBeGreaterThanOrEqual(2 ** 30);
      expect(Math.abs(errorPpm)).toBeLessThanOrEqual(2 ** -31 * 1e6);
      expect(((value - real) / real) * 1e6).toBeCloseTo(errorPpm, 12);
    }
  });

  it('shows offsets with the signs of the library, and bounds', async () => {
    const zeroPoints = ['--input-zero-point', '-128', '--output-zero-point', '5', '--activation', 'relu6'];
    const { stdout } = await int8c(folder, ['multiplier', '0.5', '0.25', '0.1', ...zeroPoints]);
    expect(stdout).toMatch(/^input offset +128 /m);
    expect(stdout).toMatch(/^filter offset +0 /m);
    expect(stdout).toMatch(/^output offset +5 /m);
    expect(stdout).toMatch(/^activation min +5 /m);
    expect(stdout).toMatch(/^activation max +65 /m);
  });

  it('warns of a factor that becomes 0', async () => {
    const { exitCode, stdout, stderr } = await int8c(folder, ['multiplier', '1e-30']);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^1e-30 +0 +0 +0 +-1000000$/m);
    expect(stderr).toMatch(/^warning\[I8C6008\]/);
  });
});

const refused: readonly (readonly [args: readonly string[], code: string, seen: string])[] = [
  [['NaN'], 'I8C6002', 'the factor NaN'],
  [['Infinity'], 'I8C6002', 'the factor Infinity'],
  [['0x10'], 'I8C6002', 'the factor 0x10'],
  [['0'], 'I8C6002', 'the factor 0'],
  [['-0.5'], 'I8C6002', 'the factor -0.5'],
  [['1e400'], 'I8C6002', 'the factor 1e400'],
  [['1', '2,x', '3'], 'I8C6002', 'the scale of weights x'],
  [['1', '2', '1e-60'], 'I8C6002', 'the scale of the output 1e-60'],
  [['1', '2'], 'I8C6001', '2 numbers: 1 2'],
  [['1', '2', '3', '4'], 'I8C6001', '4 numbers: 1 2 3 4'],
  [['1073741824'], 'I8C6008', 'factor 1073741824'],
  [['1073741823.9999999', '--rounding', 'single'], 'I8C6008', 'factor 1073741823.9999999'],
  [['1e30', '1,1e30', '1e-30'], 'I8C6008', 'factor of channel 0'],
  [['0.5', '--input-zero-point', '200', '--output-zero-point', '1'], 'I8C6002', '--input-zero-point 200'],
  [['0.5', '--input-zero-point', '1'], 'I8C6001', '--output-zero-point are needed together'],
  [['0.5', '--activation', 'relu'], 'I8C6001', '--activation needs both'],
  [
    ['0.5', '--input-zero-point', '1', '--output-zero-point', '1', '--activation', 'relu6'],
    'I8C6001',
    'give three scales',
  ],
];

describe('numbers that make no factor', () => {
  it.each(refused)('%j: %s', async (args, code, seen) => {
    const { exitCode, stdout, stderr } = await int8c(folder, ['multiplier', ...args]);
    expect(stdout).toBe('');
    expect(stderr).toContain(`error[${code}]`);
    expect(stderr).toContain(seen);
    expect(exitCode).toBe(2);
  });
});

/** Of arm_nn_types.h of CMSIS-NN 8.0: what the lines of `--c` are pasted into. */
const libraryTypes = `#include <stdint.h>
typedef struct { int32_t w, h; } cmsis_nn_tile;
typedef struct { int32_t min, max; } cmsis_nn_activation;
typedef struct { int32_t *multiplier; int32_t *shift; } cmsis_nn_per_channel_quant_params;
typedef struct { int32_t multiplier; int32_t shift; } cmsis_nn_per_tensor_quant_params;
typedef struct {
    int32_t input_offset, output_offset;
    cmsis_nn_tile stride, padding, dilation;
    cmsis_nn_activation activation;
} cmsis_nn_conv_params;
`;

describe('int8c multiplier --c', () => {
  const zeroPoints = ['--input-zero-point', '-128', '--output-zero-point', '-3'];
  const many = Array.from({ length: 19 }, (_, channel) => 2 ** -channel).join(',');
  testWithTools(
    ['cc'],
    'prints C99 that compiles beside the types of the library, with the numbers of --json',
    async () => {
      for (const [scales, perChannel] of [
        [['0.5', '0.25', '2'], false],
        [['1', many, '1'], true],
      ] as const) {
        const { document } = await int8cJson(folder, ['multiplier', ...scales, ...zeroPoints, '--c']);
        const { stdout } = await int8c(folder, ['multiplier', ...scales, ...zeroPoints, '--c']);
        expect(document['c']).toBe(stdout);
        const factors = document['factors'] as readonly Factor[];
        const at = (index: number): string => (perChannel ? `[${index}]` : '');
        const checks = factors.flatMap(({ multiplier, shift }, index) => [
          `quant_params.multiplier${at(index)} == ${multiplier}`,
          `quant_params.shift${at(index)} == ${shift}`,
        ]);
        const call = 'conv_params.input_offset == 128 && conv_params.output_offset == -3';
        const main = `int main(void) { return !(${[...checks, call].join(' && ')}); }`;
        writeFileSync(join(folder, 'main.c'), `${libraryTypes}${stdout}\n${main}\n`);
        const flags = ['-std=c99', '-Wall', '-Wextra', '-Werror', '-pedantic'];
        runChecked('cc', [...flags, join(folder, 'main.c'), '-o', join(folder, 'main')]);
        expect(runTool(join(folder, 'main'), []).exitCode).toBe(0);
      }
    },
  );

  it('is what docs/numerics.md shows', async () => {
    const manual = readFileSync(join(repository, 'docs', 'numerics.md'), 'utf8');
    const blocks = Array.from(manual.matchAll(/^```console\n\$ npx int8c (.*?)\n(.*?)^```$/gms));
    expect(blocks.length).toBeGreaterThan(1);
    for (const [, command = '', shown = ''] of blocks) {
      const { exitCode, stdout } = await int8c(repository, command.split(' '));
      expect({ exitCode, shown: shown.trimEnd() }).toEqual({ exitCode: 0, shown: stdout });
    }
  });
});
