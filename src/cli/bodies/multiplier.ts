import { diagnosticToJson } from '../../diagnostics/render-json.js';
import { diagnostic, fail, success, type Diagnostic, type Result } from '../../diagnostics/diagnostic.js';
import { activationBounds, type FusedActivation } from '../../numerics/activation.js';
import { quantizeMultiplier } from '../../numerics/fixed-point.js';
import type { Rounding } from '../../numerics/rounding.js';
import { anyShift } from '../../operators/factors.js';
import { factorRow, fixedPointFormula, type FactorRow } from '../../report/factor-row.js';
import {
  layerArguments,
  multiplierInC,
  renderMultiplier,
  type LayerNumbers,
  type MultiplierReport,
} from '../../report/multiplier.js';
import { parsePositive, parseWholeNumber } from '../numbers.js';
import { endWith, exitCodes, type ExitCode, type Terminal } from '../terminal.js';

interface MultiplierArguments {
  readonly numbers: readonly string[];
  readonly rounding: Rounding;
  readonly c: boolean;
  readonly 'input-zero-point': string | undefined;
  readonly 'output-zero-point': string | undefined;
  readonly activation: FusedActivation;
}

/** Prints multiplier and shift of a real factor, or of scales, and how far what they represent is from it. */
export function runMultiplier(args: MultiplierArguments, terminal: Terminal): ExitCode {
  const answered = answer(args);
  if (!answered.ok) return endWith(terminal, 'multiplier', answered.diagnostics);
  const report = answered.value;
  const text = args.c ? multiplierInC(report) : renderMultiplier(report, terminal.paint);
  terminal.say(text);
  terminal.report(answered.diagnostics);
  terminal.document({
    command: 'multiplier',
    ok: true,
    diagnostics: answered.diagnostics.map(diagnosticToJson),
    rounding: args.rounding,
    formula: fixedPointFormula,
    ...report,
    libraryArguments: layerArguments(report.layer),
    ...(args.c ? { c: text } : {}),
  });
  return exitCodes.fine;
}

/** Real factors, one for each channel where there are several. */
interface Reals {
  readonly scales: MultiplierReport['scales'];
  readonly weightScales: readonly (number | null)[];
  readonly reals: readonly number[];
}

function answer(args: MultiplierArguments): Result<MultiplierReport> {
  const reals = parseReals(args.numbers);
  if (!reals.ok) return reals;
  const layer = parseLayer(args, reals.value.scales?.output ?? null);
  if (!layer.ok) return layer;
  const factors = makeFactors(reals.value, args.rounding);
  if (!factors.ok) return factors;
  return success({ scales: reals.value.scales, factors: factors.value, layer: layer.value }, factors.diagnostics);
}

function parseReals(numbers: readonly string[]): Result<Reals> {
  const [first = '', second, third, ...more] = numbers;
  if (second === undefined) {
    const reals = parseList('the factor', first, (value) => success(value));
    return reals.ok ? success({ scales: null, weightScales: reals.value.map(() => null), reals: reals.value }) : reals;
  }
  if (third === undefined || more.length > 0) {
    return fail('I8C6001', {
      message: 'multiplier needs one real factor, or the scales of input, weights and output',
      details: [`${numbers.length} numbers: ${numbers.join(' ')}`],
      help: 'see int8c multiplier --help',
    });
  }
  return parseScales(first, second, third);
}

/**
 * Scales are float32 in a model, and their product and quotient are taken in double. Source:
 * PopulateConvolutionQuantizationParams of TensorFlow Lite.
 */
function parseScales(inputText: string, weightsText: string, outputText: string): Result<Reals> {
  const input = parseScale('the scale of the input', inputText);
  if (!input.ok) return input;
  const weights = parseList('the scale of weights', weightsText, asFloat32);
  if (!weights.ok) return weights;
  const output = parseScale('the scale of the output', outputText);
  if (!output.ok) return output;
  return success({
    scales: { input: input.value, output: output.value },
    weightScales: weights.value,
    reals: weights.value.map((scale) => (input.value * scale) / output.value),
  });
}

type Convert = (value: number, text: string, what: string) => Result<number>;

function parseList(what: string, text: string, convert: Convert): Result<readonly number[]> {
  const values: number[] = [];
  for (const part of text.split(',')) {
    const value = parseOne(what, part, convert);
    if (!value.ok) return value;
    values.push(value.value);
  }
  return success(values);
}

function parseScale(what: string, text: string): Result<number> {
  return parseOne(what, text, asFloat32);
}

function parseOne(what: string, text: string, convert: Convert): Result<number> {
  const value = parsePositive(what, text);
  return value.ok ? convert(value.value, text, what) : value;
}

function asFloat32(value: number, text: string, what: string): Result<number> {
  const single = Math.fround(value);
  if (single > 0 && single < Infinity) return success(single);
  return fail('I8C6002', { message: `${what} takes a number that a float32 holds`, details: [`${what} ${text}`] });
}

function makeFactors({ weightScales, reals }: Reals, rounding: Rounding): Result<readonly FactorRow[]> {
  const places = reals.map((real, channel) => ({ real, place: reals.length === 1 ? '' : ` of channel ${channel}` }));
  const tooLarge = places.find(({ real }) => isTooLarge(real));
  if (tooLarge !== undefined) {
    const details = [`factor${tooLarge.place} ${tooLarge.real}`];
    return fail('I8C6008', { message: 'a factor must be less than 2^30: no larger shift is defined', details });
  }
  const rows = reals.map((real, channel) =>
    factorRow(quantizeMultiplier(real, rounding), {
      channel: reals.length === 1 ? null : channel,
      weightScale: weightScales[channel] ?? null,
      real,
    }),
  );
  const lost = places.filter((_, channel) => rows[channel]?.multiplier === 0);
  return success(rows, lost.length === 0 ? [] : [lostFactors(lost)]);
}

/** Also after rounding. With single rounding the reference saturates such a factor: it is another number then. */
function isTooLarge(real: number): boolean {
  return real >= 2 ** anyShift.most || quantizeMultiplier(real, 'double').shift > anyShift.most;
}

function lostFactors(lost: readonly { readonly real: number; readonly place: string }[]): Diagnostic {
  return diagnostic('I8C6008', {
    severity: 'warning',
    message: 'a factor less than 2^-32 becomes 0, and so does whatever it multiplies',
    details: lost.map(({ real, place }) => `factor${place} ${real}`),
  });
}

/** Zero points come both or not at all. Errors: bounds need a scale or zero points that were not given. */
function parseLayer(args: MultiplierArguments, outputScale: number | null): Result<LayerNumbers | null> {
  const { 'input-zero-point': inputText, 'output-zero-point': outputText, activation } = args;
  if (inputText === undefined && outputText === undefined && activation === 'none') return success(null);
  if (inputText === undefined || outputText === undefined)
    return missing('--input-zero-point and --output-zero-point are needed together, and --activation needs both');
  if (outputScale === null && (activation === 'relu6' || activation === 'relu-n1-to-1'))
    return missing(`the bounds of --activation ${activation} need the scale of the output: give three scales`);
  const input = parseWholeNumber({ option: '--input-zero-point', text: inputText, min: -128, max: 127 });
  if (!input.ok) return input;
  const output = parseWholeNumber({ option: '--output-zero-point', text: outputText, min: -128, max: 127 });
  if (!output.ok) return output;
  return success({
    inputZeroPoint: input.value,
    outputZeroPoint: output.value,
    activation,
    bounds: activationBounds(activation, outputScale ?? 1, output.value),
  });
}

function missing(message: string) {
  return fail('I8C6001', { message, help: 'see int8c multiplier --help' });
}
