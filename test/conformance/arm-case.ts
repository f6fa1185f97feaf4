import { readFileSync, readdirSync, existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { repository } from '../support/tools.js';

/**
 * Cases of Arm's own unit tests as JSON (`INT8C_CASES_DIR`, default `../shared/cases`): integers, multipliers and
 * shifts, without scales. Each becomes a description.
 */

interface CaseTensor {
  readonly shape: readonly number[];
  readonly zero_point?: number | null;
  readonly data?: readonly number[];
}

/** A layer as the case has it. */
interface CaseLayer {
  readonly op: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly input: CaseTensor;
  readonly input2?: CaseTensor;
  readonly weights?: CaseTensor | null;
  readonly bias?: readonly number[] | null;
  readonly multiplier?: readonly number[];
  readonly shift?: readonly number[];
  readonly output: CaseTensor;
}

export interface ArmCase extends CaseLayer {
  readonly name: string;
  readonly family: string;
  readonly rounding: string;
  readonly layers?: readonly CaseLayer[];
}

/** The folder of the cases, or null where there is none. */
export function armCasesDirectory(): string | null {
  const base = resolve(repository, process.env['INT8C_CASES_DIR'] ?? join('..', 'shared', 'cases'));
  const directory = existsSync(join(base, 'cmsis-nn')) ? join(base, 'cmsis-nn') : base;
  return existsSync(directory) && statSync(directory).isDirectory() ? directory : null;
}

export const noArmCases = "no cases of Arm's: set INT8C_CASES_DIR to their folder";

/** All cases of a folder, by file name. */
export function readArmCases(directory: string): ArmCase[] {
  return readdirSync(directory)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => JSON.parse(readFileSync(join(directory, file), 'utf8')) as ArmCase);
}

/** Families whose operators or numbers int8c does not have; anything else must pass. */
const notYet: readonly RegExp[] = [/_s16(_|$)/, /_s4(_|$)/, /^svdf/, /^lstm/, /^batch_matmul/, /^transpose_conv/];

export function isNotYet({ family }: ArmCase): boolean {
  return notYet.some((pattern) => pattern.test(family));
}

/** The case as a description of JSON, its inputs in their order, and what must come out. */
export interface DescribedCase {
  readonly description: object;
  readonly inputs: readonly Int8Array[];
  readonly expected: Int8Array;
}

export function describeCase(armCase: ArmCase): DescribedCase {
  const given = armCase.input2 === undefined ? [armCase.input] : [armCase.input, armCase.input2];
  const names = given.map((_, index) => `in${index}`);
  const layers = armCase.layers ?? [armCase];
  return {
    description: {
      schemaVersion: 1,
      name: armCase.name,
      inputs: Object.fromEntries(
        given.map(({ shape, zero_point }, index) => [names[index], { shape, zeroPoint: zero_point ?? 0 }]),
      ),
      layers: layers.map((layer, index) => ({
        name: `layer${index}`,
        ...describeLayer(layer, index === 0 ? names : [`layer${index - 1}`]),
      })),
      outputs: [`layer${layers.length - 1}`],
    },
    inputs: given.map(({ data }) => Int8Array.from(data ?? [])),
    expected: Int8Array.from(armCase.output.data ?? []),
  };
}

type Names = readonly string[];

function describeLayer(layer: CaseLayer, inputs: Names): object {
  const describe = Object.hasOwn(forms, layer.op) ? forms[layer.op] : undefined;
  if (describe === undefined) throw new Error(`no description of ${layer.op}`);
  return describe(layer, layer.params ?? {}, inputs);
}

type Params = Readonly<Record<string, unknown>>;
type Form = (layer: CaseLayer, params: Params, inputs: Names) => object;

/** Operators as the cases call them. */
const forms: Readonly<Record<string, Form>> = {
  conv2d: convolution('conv2d'),
  depthwise_conv2d: convolution('depthwise-conv2d'),
  fully_connected: (layer, params, [input]) => ({
    op: 'fully-connected',
    input,
    ...weightsOf(layer),
    quantization: requantization(layer, params),
  }),
  avg_pool: pooling('average-pool2d'),
  max_pool: pooling('max-pool2d'),
  add: (layer, params, [left, right]) => ({
    op: 'add',
    left,
    right,
    quantization: { ...sumNumbers(params), ...requantization(layer, params) },
  }),
  mul: (layer, params, [left, right]) => ({ op: 'mul', left, right, quantization: requantization(layer, params) }),
  maximum: (_layer, _params, [left, right]) => ({ op: 'maximum', left, right }),
  minimum: (_layer, _params, [left, right]) => ({ op: 'minimum', left, right }),
  softmax: (layer, params, [input]) => ({
    op: 'softmax',
    input,
    quantization: {
      inputMultiplier: params['input_multiplier'],
      inputShift: params['input_shift'],
      output: outputOf(layer),
    },
  }),
  pad(_layer, params, [input]) {
    const [before, after] = [params['pre'], params['post']] as readonly (readonly number[])[];
    const paddings = before?.map((count, axis) => [count, after?.[axis] ?? 0]);
    return { op: 'pad', input, paddings, value: params['value'] };
  },
  transpose: (_layer, params, [input]) => ({ op: 'transpose', input, permutation: params['perm'] }),
};

function convolution(op: string): Form {
  return (layer, params, [input]) => ({
    op,
    input,
    ...weightsOf(layer),
    ...windowOf(params),
    dilations: params['dilation'],
    quantization: requantization(layer, params),
  });
}

function pooling(op: string): Form {
  return (_layer, params, [input]) => ({
    op,
    input,
    ...windowOf(params),
    filter: params['kernel'],
    quantization: boundsOf(params),
  });
}

function requantization(layer: CaseLayer, params: Params): object {
  return { ...numbersOf(layer), ...boundsOf(params), output: outputOf(layer) };
}

function weightsOf({ weights, bias }: CaseLayer): object {
  if (!weights) throw new Error('a layer without weights');
  return {
    weights: { data: weights.data, shape: weights.shape, zeroPoint: weights.zero_point ?? 0 },
    ...(bias ? { bias } : {}),
  };
}

/** One number for all channels, or one for each. */
function numbersOf({ multiplier = [], shift = [] }: CaseLayer): object {
  return multiplier.length === 1
    ? { multiplier: multiplier[0], shift: shift[0] }
    : { multipliers: multiplier, shifts: shift };
}

/** Inputs of sums are shifted left by a number that the reference kernels fix. */
function sumNumbers(params: Params): object {
  if (params['left_shift'] !== 20) throw new Error(`sums are shifted left by 20, not ${String(params['left_shift'])}`);
  return {
    leftMultiplier: params['input1_multiplier'],
    leftShift: params['input1_shift'],
    rightMultiplier: params['input2_multiplier'],
    rightShift: params['input2_shift'],
  };
}

function boundsOf(params: Params): object {
  return params['activation'] === undefined ? {} : { bounds: params['activation'] };
}

function outputOf({ output }: CaseLayer): object {
  return { zeroPoint: output.zero_point ?? 0 };
}

interface CasePadding {
  readonly top: number;
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
}

/** By name where the case has one, in elements where it has none. What is left over at the end is no padding. */
function windowOf(params: Params): object {
  const { top, left, bottom, right } = params['padding'] as CasePadding;
  const name = params['tflite_padding'];
  const elements = [
    [top, Math.max(0, bottom)],
    [left, Math.max(0, right)],
  ];
  return { strides: params['stride'], padding: typeof name === 'string' ? name.toLowerCase() : elements };
}
