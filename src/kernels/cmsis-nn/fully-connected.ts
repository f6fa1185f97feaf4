import { elementCount } from '../../ir/tensor.js';
import type { FixedPoint } from '../../numerics/fixed-point.js';
import {
  fullyConnectedInt8,
  type FullyConnectedPrepared,
  type FullyConnectedSite,
} from '../../operators/convolution/fully-connected.js';
import { c } from '../../text/sinks.js';
import type { Kernel, KernelSite } from '../kernel.js';
import { fullyConnectedBytes } from './buffer-sizes.js';
import { libraryCall, type Arguments, type LibraryCall } from './call.js';
import { channelFactorPointers, channelFactorTables, libraryWeightTables, requantizesAlike } from './factors.js';
import { libraryContext, libraryDims, libraryKernel, type LibraryCallView } from './library-kernel.js';

type At = KernelSite<FullyConnectedSite, FullyConnectedPrepared>;

/** One factor for all channels. */
export const fullyConnectedLibrary = fullyConnected('fully-connected', {
  accepts: (factors) => isShared(factors) || 'channels have factors of their own',
  pack: () => [],
  call: (common, { prepared: { factors } }) =>
    libraryCall('arm_fully_connected_s8', { ...common, factor: factors[0] ?? { multiplier: 0, shift: 0 } }),
});

export const fullyConnectedPerChannelLibrary = fullyConnected('fully-connected-per-channel', {
  accepts: (factors) => !isShared(factors) || 'all channels have one factor',
  pack: channelFactorTables,
  call: (common) => libraryCall('arm_fully_connected_per_channel_s8', { ...common, factors: channelFactorPointers }),
});

type CommonArguments = Omit<Arguments<'arm_fully_connected_s8'>, 'factor'>;

/** What differs where channels have factors of their own. */
interface Variant {
  accepts(factors: readonly FixedPoint[]): true | string;
  pack: typeof channelFactorTables;
  call(common: CommonArguments, at: At): LibraryCall;
}

function fullyConnected(
  name: string,
  variant: Variant,
): Kernel<FullyConnectedSite, FullyConnectedPrepared, LibraryCallView> {
  return libraryKernel<FullyConnectedSite, FullyConnectedPrepared>({
    name,
    accepts({ site, prepared }, build) {
      if (prepared.weightsZeroPoint !== 0) return `weights have zero point ${prepared.weightsZeroPoint}`;
      const accepted = variant.accepts(prepared.factors);
      if (accepted !== true) return accepted;
      const accumulators = fullyConnectedInt8.accumulators?.(site, prepared) ?? [];
      return requantizesAlike(build, site.rounding, prepared.factors, accumulators);
    },
    bufferBytes: ({ prepared }, build) => fullyConnectedBytes(build, prepared.factors.length),
    pack(at) {
      const { factors, depth } = at.prepared;
      return [...libraryWeightTables(at, `${factors.length} channels x ${depth}`), ...variant.pack(factors)];
    },
    quantities({ site, prepared: { depth } }) {
      const outputs = elementCount(site.outputs.output.shape);
      return [outputs * depth, outputs];
    },
    cycles: { plain: [150, 3.6, 58], dsp: [110, 1.85, 77], mve: [230, 0.7, 48] },
    layer(at, bufferBytes) {
      const call = variant.call(commonArguments(at, bufferBytes), at);
      return { calls: bufferBytes === 0 ? [call] : [weightSums(at), call] };
    },
  });
}

function isShared(factors: readonly FixedPoint[]): boolean {
  const [first] = factors;
  return factors.every(({ multiplier, shift }) => multiplier === first?.multiplier && shift === first.shift);
}

/** The zero points as the library adds them; weights have none. */
function offsets({ prepared }: At): { input_offset: number; filter_offset: number } {
  return { input_offset: 0 - prepared.inputZeroPoint, filter_offset: 0 };
}

/** Helium wants bias and input offset times the sum of weights of each channel in the context. */
function weightSums(at: At): LibraryCall {
  const { depth, factors } = at.prepared;
  return libraryCall('arm_vector_sum_s8', {
    sums: c`(int32_t *)(void *)scratch`,
    columns: depth,
    rows: factors.length,
    filter: c`weights`,
    ...offsets(at),
    bias: c`bias`,
  });
}

function commonArguments(at: At, bufferBytes: number): CommonArguments {
  const { depth, factors, outputZeroPoint, min, max } = at.prepared;
  const channels = factors.length;
  const rows = elementCount(at.site.outputs.output.shape) / channels;
  return {
    context: libraryContext(bufferBytes),
    params: { ...offsets(at), output_offset: outputZeroPoint, activation: { min, max } },
    input_dims: { n: rows, h: 1, w: 1, c: depth },
    input: c`in`,
    filter_dims: { n: depth, h: 1, w: 1, c: channels },
    filter: c`weights`,
    bias_dims: libraryDims([channels]),
    bias: c`bias`,
    output_dims: { n: rows, h: 1, w: 1, c: channels },
    output: c`out`,
  };
}
