import type { Tensor } from '../../ir/tensor.js';
import type { FixedPoint } from '../../numerics/fixed-point.js';
import { biasValues, int8Constant } from '../../operators/tensor-access.js';
import { requantizationTables } from '../c/requantization.js';
import type { ConstantTable } from '../kernel.js';

/** Channels that a portable kernel computes at once. */
export const channelBlock = 4;

/** How a kernel splits its output channels. */
export interface ChannelBlocks {
  /** Channels in whole blocks, 0 for none. */
  readonly blockedChannels: number;
  /** Channels remain after the blocks. */
  readonly leftoverChannels: boolean;
}

export function splitChannels(channels: number): ChannelBlocks {
  const leftover = channels % channelBlock;
  return { blockedChannels: channels - leftover, leftoverChannels: leftover !== 0 };
}

/**
 * Weight rows [channels][depth] in the order in which the kernels read them: blocks of four channels with their
 * values interleaved, [block][depth][4], then what is left over row by row.
 */
function interleaveRows(weights: Int8Array, channels: number): Int8Array {
  const depth = weights.length / channels;
  const { blockedChannels } = splitChannels(channels);
  const packed = new Int8Array(weights);
  let at = 0;
  for (let channel = 0; channel < blockedChannels; channel += channelBlock) {
    for (let k = 0; k < depth; k += 1) {
      for (let lane = 0; lane < channelBlock; lane += 1) packed[at++] = weights[(channel + lane) * depth + k] ?? 0;
    }
  }
  return packed;
}

/** bias - zeroPoint * sum of weights, per row: exact wherever every window lies inside the input. */
function foldZeroPoint(bias: Int32Array, weights: Int8Array, zeroPoint: number): Int32Array {
  const depth = weights.length / bias.length;
  return bias.map((value, row) => {
    let sum = 0;
    for (let k = 0; k < depth; k += 1) sum += weights[row * depth + k] ?? 0;
    return value - zeroPoint * sum;
  });
}

/** Weights and bias of a layer, and the factors of its output channels. */
export interface PackedLayer {
  readonly site: { readonly inputs: { readonly weights: Tensor; readonly bias: Tensor | null } };
  readonly prepared: { readonly factors: readonly FixedPoint[] };
}

/**
 * All tables of a kernel that reads interleaved rows: weights, bias, factors. A zero point is folded into the bias, or
 * left to the kernel where it is null.
 */
export function blockedWeightTables({ site, prepared }: PackedLayer, folded: number | null): ConstantTable[] {
  const { factors } = prepared;
  const channels = factors.length;
  const values = int8Constant(site.inputs.weights);
  const bias = biasValues(site.inputs.bias, channels);
  return [
    {
      name: 'weights',
      ctype: 'int8_t',
      values: interleaveRows(values, channels),
      description: `${channels} channels x ${values.length / channels}, ${channelBlock} channels interleaved`,
    },
    {
      name: 'bias',
      ctype: 'int32_t',
      values: folded === null ? bias : foldZeroPoint(bias, values, folded),
      description: folded === null ? 'bias per channel' : 'bias per channel, input zero point folded in',
    },
    ...requantizationTables(factors),
  ];
}

/** The same tables in the order of the model; `layout` says what `values / channels` of them are. */
export function plainWeightTables(
  { site, prepared }: PackedLayer,
  layout: (valuesPerChannel: number) => string,
): ConstantTable[] {
  const channels = prepared.factors.length;
  const values = int8Constant(site.inputs.weights);
  const bias = biasValues(site.inputs.bias, channels);
  return [
    { name: 'weights', ctype: 'int8_t', values, description: layout(values.length / channels) },
    { name: 'bias', ctype: 'int32_t', values: bias, description: 'bias per channel' },
    ...requantizationTables(prepared.factors),
  ];
}
