import type { Range } from '../operators/arithmetic.js';
import { factorColumns, fixedPointFormula, type FactorRow } from './factor-row.js';
import { formatLibraryArguments, libraryArguments, type LibraryArgument } from './library-arguments.js';
import { plain, type Paint } from './paint.js';
import { formatTextTable } from './text-table.js';

/** What `int8c multiplier` was asked, and its answer. */
export interface MultiplierReport {
  /** Scales as float32, as a model has them; null for a real factor that was given as it is. */
  readonly scales: { readonly input: number; readonly output: number } | null;
  readonly factors: readonly FactorRow[];
  /** Null where no zero points were given. */
  readonly layer: LayerNumbers | null;
}

export interface LayerNumbers {
  readonly inputZeroPoint: number;
  readonly outputZeroPoint: number;
  readonly activation: string;
  readonly bounds: Range;
}

/** The arguments of a call that follow from zero points and activation. */
export function layerArguments(layer: LayerNumbers | null): LibraryArgument[] {
  if (layer === null) return [];
  const { inputZeroPoint, outputZeroPoint, bounds } = layer;
  return libraryArguments({
    inputs: [{ name: 'input', zeroPoint: inputZeroPoint }],
    weightsZeroPoint: 0,
    fractionBits: 0,
    outputZeroPoint,
    bounds,
  });
}

/** The text of `int8c multiplier`. No trailing newline. */
export function renderMultiplier({ scales, factors, layer }: MultiplierReport, paint: Paint = plain): string {
  const columns = factorColumns(factors);
  const list = layerArguments(layer);
  return [
    [...(scales === null ? [] : [realFormula(scales)]), fixedPointFormula].join('\n'),
    formatTextTable(
      columns,
      factors.map((row) => columns.map(({ cell }) => cell(row))),
      paint,
    ),
    ...(list.length === 0 ? [] : [formatLibraryArguments(list, paint)]),
  ].join('\n\n');
}

function realFormula({ input, output }: NonNullable<MultiplierReport['scales']>): string {
  return `real = input scale * weight scale / output scale = ${input} * weight scale / ${output}, scales as float32`;
}

/** C99 to paste where `arm_nnfunctions.h` is included. No trailing newline. */
export function multiplierInC({ scales, factors, layer }: MultiplierReport): string {
  const perChannel = factors.some(({ channel }) => channel !== null);
  const real = scales === null ? 'real' : 'input scale * weight scale / output scale';
  return [
    `/* ${real} = multiplier * 2^(shift - 31); a positive shift goes to the left. */`,
    ...(perChannel ? perChannelLines(factors) : perTensorLines(factors)),
    ...(layer === null ? [] : layerLines(layer)),
  ].join('\n');
}

function perTensorLines(factors: readonly FactorRow[]): string[] {
  return factors.flatMap(({ real, multiplier, shift }) => [
    'const cmsis_nn_per_tensor_quant_params quant_params = {',
    `    .multiplier = ${multiplier}, /* ${real} */`,
    `    .shift = ${shift},`,
    '};',
  ]);
}

/** The library's struct has pointers to what it does not change, but are not const. */
function perChannelLines(factors: readonly FactorRow[]): string[] {
  return [
    ...array(
      'multiplier',
      factors.map(({ multiplier }) => multiplier),
    ),
    ...array(
      'shift',
      factors.map(({ shift }) => shift),
    ),
    'const cmsis_nn_per_channel_quant_params quant_params = {',
    '    .multiplier = multiplier,',
    '    .shift = shift,',
    '};',
  ];
}

const numbersPerLine = 8;

function array(name: string, numbers: readonly number[]): string[] {
  if (numbers.length <= numbersPerLine) return [`int32_t ${name}[] = {${numbers.join(', ')}};`];
  const lines = Array.from({ length: Math.ceil(numbers.length / numbersPerLine) }, (_, line) =>
    numbers.slice(line * numbersPerLine, (line + 1) * numbersPerLine).join(', '),
  );
  return [`int32_t ${name}[] = {`, ...lines.map((line) => `    ${line},`), '};'];
}

/** What all parameter structs of layers with weights have in common. */
function layerLines({ inputZeroPoint, outputZeroPoint, activation, bounds: { min, max } }: LayerNumbers): string[] {
  return [
    '/* The fields are those of cmsis_nn_dw_conv_params and cmsis_nn_fc_params as well; the latter has also',
    '   .filter_offset = 0, the zero point of the weights. Stride, padding and dilation are yours to add. */',
    'const cmsis_nn_conv_params conv_params = {',
    `    .input_offset = ${0 - inputZeroPoint}, /* minus the zero point of the input */`,
    `    .output_offset = ${outputZeroPoint}, /* the zero point of the output */`,
    `    .activation = {.min = ${min}, .max = ${max}}, /* ${activation} */`,
    '};',
  ];
}
