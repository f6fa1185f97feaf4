import type { Argv } from 'yargs';
import type { Rounding } from '../numerics/rounding.js';
import type { KernelChoice } from '../select/selection.js';

/** The model that most commands begin with. */
export function modelArgument<T>(yargs: Argv<T>) {
  return yargs
    .positional('model', { type: 'string', demandOption: true, describe: 'a .tflite file or a model description' })
    .option('allow-outside', {
      type: 'boolean',
      default: false,
      describe: 'let a description read data files outside of its folder',
    });
}

export function jsonOption<T>(yargs: Argv<T>) {
  return yargs.option('json', { type: 'boolean', default: false, describe: 'print one JSON document' });
}

const kernelChoices: readonly KernelChoice[] = ['own', 'cmsis-nn', 'auto'];
const usualKernels: KernelChoice = 'own';

const roundings: readonly Rounding[] = ['double', 'single'];
const usualRounding: Rounding = 'double';

export function roundingOption<T>(yargs: Argv<T>) {
  return yargs.option('rounding', {
    choices: roundings,
    default: usualRounding,
    describe: 'how the reference kernels requantize',
  });
}

export function kernelsOption<T>(yargs: Argv<T>) {
  return yargs.option('kernels', {
    choices: kernelChoices,
    default: usualKernels,
    describe: "whose kernels: int8c's own, those of Arm's CMSIS-NN where it has them, or the cheaper ones",
  });
}

export function inputOption<T>(yargs: Argv<T>) {
  return yargs.option('input', {
    type: 'string',
    array: true,
    requiresArg: true,
    describe: 'a .npy or raw .bin file with one or more frames; give it once for each input of the model',
  });
}

export function targetOption<T>(yargs: Argv<T>) {
  return yargs.option('target', {
    type: 'string',
    requiresArg: true,
    default: 'cortex-m4',
    describe: 'core and RAM; see int8c targets',
  });
}

export function ramOption<T>(yargs: Argv<T>) {
  return yargs.option('ram', {
    type: 'string',
    requiresArg: true,
    describe: "RAM for the arena, e.g. 64K, instead of the target's",
  });
}
