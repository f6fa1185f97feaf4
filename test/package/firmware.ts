import { copyFileSync, mkdirSync, readFileSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { createSimulator, readTflite, testInputs } from '../../src/index.js';

import { int8cProgram, repository, runChecked } from '../support/tools.js';

export const exampleModel = join(repository, 'examples', 'tone-sweep', 'tone_sweep.tflite');

/** Compiles the example into a folder, which it returns. */
export function compilePackage(directory: string, ...options: readonly string[]): string {
  runChecked(process.execPath, [
    int8cProgram,
    'compile',
    exampleModel,
    '--target',
    'cortex-m4',
    '--out',
    directory,
    ...options,
  ]);
  return directory;
}

/** A program that runs the example model once and says what it thinks of silence. */
const mainSource = `#include <stdio.h>
#include <string.h>
#include "tone_sweep.h"

TONE_SWEEP_ALIGNED static uint8_t arena[TONE_SWEEP_ARENA_BYTES];

int main(void)
{
    tone_sweep_context model;
    if (tone_sweep_init(&model, arena, sizeof arena) != TONE_SWEEP_OK) {
        return 1;
    }
    memset(tone_sweep_input_0(&model), TONE_SWEEP_INPUT_0_ZERO_POINT, TONE_SWEEP_INPUT_0_BYTES);
    if (tone_sweep_run(&model) != TONE_SWEEP_OK) {
        return 1;
    }
    printf("silence %d\\n", tone_sweep_output_0(&model)[0]);
    return 0;
}
`;

/** What `mainSource` must print: the simulator's answer. */
export function silenceLine(): string {
  const model = readTflite(readFileSync(exampleModel), 'tone_sweep.tflite');
  if (!model.ok) throw new Error('the example model cannot be read');
  const [output] = createSimulator(model.value, 'double').run(testInputs(model.value, 'zero', 0));
  return `silence ${output?.[0]}\n`;
}

/** A firmware project: `main.c`, `models/tone_sweep.tflite`, a build file, and int8c in `node_modules`. */
export function writeFirmware(folder: string, buildFile: string, buildText: string): void {
  mkdirSync(join(folder, 'models'), { recursive: true });
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(repository, join(folder, 'node_modules', 'int8c'), 'junction');
  copyFileSync(exampleModel, join(folder, 'models', 'tone_sweep.tflite'));
  writeFileSync(join(folder, 'main.c'), mainSource);
  writeFileSync(join(folder, buildFile), buildText);
}

/** Writes over the model of a firmware project: one with another weight, or what is no model at all. */
export function replaceModel(folder: string, by: 'another weight' | 'no model'): void {
  const bytes = readFileSync(exampleModel);
  const model = readTflite(bytes, 'tone_sweep.tflite');
  const weights = model.ok
    ? [...model.value.tensors.values()].find(({ dtype, data }) => dtype === 'int8' && data !== null)?.data
    : undefined;
  const at = weights === undefined || weights === null ? -1 : bytes.indexOf(weights);
  if (at < 0) throw new Error('the example model has no weights');
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  writeFileSync(join(folder, 'models', 'tone_sweep.tflite'), by === 'no model' ? 'no model\n' : bytes);
}

/** Makes a file look as if it had been written just now, or a while ago. */
export function setAge(file: string, seconds: number): void {
  const time = Date.now() / 1000 - seconds;
  utimesSync(file, time, time);
}
