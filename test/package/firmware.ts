import { copyFileSync, mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { createSimulator, readTflite, testInputs } from '../../src/index.js';

import { int8cProgram, repository, runChecked } from '../support/tools.js';

export const exampleModel = join(repository, 'examples', 'tone-sweep', 'tone_sweep.tflite');

/** Compiles the example into a folder, which it returns. */
export function compilePackage(directory: string): string {
  runChecked(process.execPath, [int8cProgram, 'compile', exampleModel, '--target', 'cortex-m4', '--out', directory]);
  return directory;
}

/** A program that runs the example model once and says what it thinks of silence. */
const mainSource = `#include <stdio.h>
#include <string.h>
#include "tone_sweep.h"

static TONE_SWEEP_ALIGNED uint8_t arena[TONE_SWEEP_ARENA_BYTES];

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

/** A firmware project that has everything but its build file: `main.c` and `models/tone_sweep.tflite`. */
export function writeFirmware(folder: string, buildFile: string, buildText: string): void {
  mkdirSync(join(folder, 'models'));
  copyFileSync(exampleModel, join(folder, 'models', 'tone_sweep.tflite'));
  writeFileSync(join(folder, 'main.c'), mainSource);
  writeFileSync(join(folder, buildFile), buildText);
}

/** Makes a file look as if it had been written just now, or a while ago. */
export function setAge(file: string, seconds: number): void {
  const time = Date.now() / 1000 - seconds;
  utimesSync(file, time, time);
}
