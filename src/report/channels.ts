import { accumulatorBits, type ProvedAccumulator } from '../analysis/accumulators.js';
import type { ModelAnalysis } from '../analysis/check-model.js';
import { outputTensor, type Graph, type Node } from '../ir/graph.js';
import type { Tensor } from '../ir/tensor.js';
import type { FixedPoint } from '../numerics/fixed-point.js';
import type { AnyArithmetic, Range } from '../operators/arithmetic.js';
import type { ScaledSumPrepared } from '../operators/elementwise/scaled-sum.js';
import { factorOf, givenFactor, resolveFactors, type FactorSpec, type FactorSpecs } from '../operators/factors.js';
import { portsOf, type Ports } from '../operators/operator.js';
import { outputBounds, type BoundedSite } from '../operators/output-bounds.js';
import type { AnySite } from '../operators/site.js';
import { weightScales, weightZeroPoints, zeroPointOf } from '../operators/tensor-access.js';
import { scalesKnown } from '../operators/verify-fixed-point.js';
import { factorRow, type FactorRow } from './factor-row.js';
import { libraryArguments, type LibraryArgument } from './library-arguments.js';

/** The factors of one layer, channel by channel; the JSON form of `int8c inspect --channels`. */
export interface LayerChannels {
  /** `op02`. */
  readonly key: string;
  readonly operator: string;
  /** Name of the output. */
  readonly output: string;
  readonly factors: readonly ChannelFactor[];
  /** What a call into CMSIS-NN takes besides; empty for layers whose calls take no offsets. */
  readonly libraryArguments: readonly LibraryArgument[];
}

export interface ChannelFactor {
  readonly name: string;
  /** `input scale * weight scale / output scale`. */
  readonly describe: string;
  /** Multiplier and shift were given, and are not computed from scales. */
  readonly given: boolean;
  readonly rows: readonly ChannelRow[];
}

export interface ChannelRow extends FactorRow {
  /** What the factor multiplies, for any input, where a sum or product is; bits after the left shift. */
  readonly accumulator: (Range & { readonly bits: number }) | null;
}

/** What is known of the factors of some layers of a graph that was found sound. */
export function inspectChannels(nodes: readonly Node[], graph: Graph, analysis: ModelAnalysis): LayerChannels[] {
  const proved = new Map(analysis.accumulators.map((accumulator) => [accumulator.node, accumulator]));
  return nodes.map((node) => {
    const { arithmetic, site, prepared } = analysis.prepared.of(node);
    return {
      key: node.key,
      operator: arithmetic.of.tfliteName,
      output: outputTensor(node, graph.tensors).name,
      factors: channelFactors(arithmetic, site, proved.get(node)),
      libraryArguments: argumentsOf(arithmetic, site, prepared),
    };
  });
}

function channelFactors(
  arithmetic: AnyArithmetic,
  site: AnySite,
  proved: ProvedAccumulator | undefined,
): ChannelFactor[] {
  const specs = arithmetic.factors as FactorSpecs<AnySite>;
  const numbers = resolveFactors(specs, site);
  return Object.entries(specs).map(([name, spec]) => ({
    name,
    describe: spec.describe,
    given: givenFactor(site, name) !== null,
    rows: channelRows(spec, site, numbers[name] ?? [], name === 'output' ? proved : undefined, arithmetic),
  }));
}

function channelRows(
  spec: FactorSpec<AnySite>,
  site: AnySite,
  numbers: readonly FixedPoint[],
  proved: ProvedAccumulator | undefined,
  arithmetic: AnyArithmetic,
): ChannelRow[] {
  const reals = scalesKnown(spec, site) ? spec.real(site) : [];
  const scales = scalesOfWeights(arithmetic, site);
  const at = (list: readonly number[], channel: number): number | null => list[list.length === 1 ? 0 : channel] ?? null;
  return Array.from({ length: spec.channels?.(site) ?? 1 }, (_, channel) => {
    const range = proved?.channels[channel];
    const row = factorRow(factorOf(numbers, channel), {
      channel: spec.channels === undefined ? null : channel,
      weightScale: at(scales, channel),
      real: at(reals, channel),
    });
    const accumulator = range === undefined ? null : { min: range.min, max: range.max, bits: accumulatorBits(range) };
    return { ...row, accumulator };
  });
}

/** Scales of the weights that the layer has, if any. */
function scalesOfWeights(arithmetic: AnyArithmetic, site: AnySite): readonly number[] {
  const weights = weightsOf(arithmetic, site);
  return weights === null ? [] : weightScales(weights);
}

function weightsOf({ of }: AnyArithmetic, site: AnySite): Tensor | null {
  const port = portsOf(of.inputs as Ports).find(({ role }) => role === 'weights');
  const tensors = site.inputs as Readonly<Record<string, Tensor>>;
  return port === undefined ? null : (tensors[port.name] ?? null);
}

/** Layers with an activation of their own are those that CMSIS-NN has with offsets and bounds. */
function argumentsOf(arithmetic: AnyArithmetic, site: AnySite, prepared: unknown): LibraryArgument[] {
  const { bounded, of, factors } = arithmetic;
  const weights = weightsOf(arithmetic, site);
  const { activation } = site.attributes as Partial<BoundedSite['attributes']>;
  if (!bounded || activation === undefined || Object.keys(factors).length === 0) return [];
  const ports = portsOf(of.inputs as Ports);
  const tensors = site.inputs as Readonly<Record<string, Tensor>>;
  const values = ports.filter(({ role }) => role === 'value').map(({ name }) => ({ name, tensor: tensors[name] }));
  const { output } = site.outputs as { readonly output: Tensor };
  return libraryArguments({
    inputs: values.flatMap(({ name, tensor }) =>
      tensor === undefined ? [] : [{ name, zeroPoint: zeroPointOf(tensor) }],
    ),
    weightsZeroPoint: weights === null ? null : (weightZeroPoints(weights)[0] ?? 0),
    fractionBits: (prepared as Partial<Pick<ScaledSumPrepared, 'fractionBits'>>).fractionBits ?? 0,
    outputZeroPoint: zeroPointOf(output),
    bounds: outputBounds(site as unknown as BoundedSite),
  });
}
