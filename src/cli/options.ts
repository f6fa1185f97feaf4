import type { Argv } from 'yargs';
import { fail, success, type Result } from '../diagnostics/diagnostic.js';
import type { Rounding } from '../numerics/rounding.js';
import type { Target } from '../targets/target.js';
import type { Api } from './command.js';

/** The model that most commands begin with. */
export function modelArgument<T>(yargs: Argv<T>) {
  return yargs.positional('model', { type: 'string', demandOption: true, describe: 'a .tflite file' });
}

export function jsonOption<T>(yargs: Argv<T>) {
  return yargs.option('json', { type: 'boolean', default: false, describe: 'print one JSON document' });
}

const roundings: readonly Rounding[] = ['double', 'single'];
const usualRounding: Rounding = 'double';

export function roundingOption<T>(yargs: Argv<T>) {
  return yargs.option('rounding', {
    choices: roundings,
    default: usualRounding,
    describe: 'how the reference kernels requantize',
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

/** The target of `--target`, with the RAM of `--ram`. */
export function parseTarget(
  api: Api,
  { target, ram }: { readonly target: string; readonly ram: string | undefined },
): Result<Target> {
  if (ram === undefined) return api.loadTarget(target);
  const bytes = parseBytes('--ram', ram);
  return bytes.ok ? api.loadTarget(target, bytes.value) : bytes;
}

/** `65536`, `64K`, `64KiB`, `1M`. */
function parseBytes(option: string, text: string): Result<number> {
  const match = /^(\d{1,12})(?:([km])(?:i?b)?|b)?$/i.exec(text.trim());
  const unit = match?.[2]?.toLowerCase();
  const bytes = Number(match?.[1] ?? 0) * (unit === 'k' ? 1024 : unit === 'm' ? 1024 * 1024 : 1);
  return bytes > 0 ? success(bytes) : badValue(option, text, 'a number of bytes, such as 65536, 64K or 1M');
}

export interface WholeNumber {
  readonly option: string;
  readonly text: string;
  readonly min: number;
  readonly max: number;
}

/** A count, a seed and the like. */
export function parseWholeNumber({ option, text, min, max }: WholeNumber): Result<number> {
  const value = /^0x[0-9a-f]+$/i.test(text) || /^-?\d+$/.test(text) ? Number(text) : NaN;
  return value >= min && value <= max ? success(value) : badValue(option, text, `a whole number from ${min} to ${max}`);
}

/** The prefix of a package: `--name`, or made of the file name. */
export function parseName(api: Api, name: string | undefined, modelFile: string): Result<string> {
  return api.validPrefix(name ?? api.prefixFromFileName(modelFile));
}

function badValue(option: string, text: string, needed: string) {
  return fail('I8C6002', { message: `${option} takes ${needed}`, details: [`${option} ${text}`] });
}
