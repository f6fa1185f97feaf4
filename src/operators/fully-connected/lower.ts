import { inputTensor } from '../../ir/graph.js';
import { elementCount } from '../../ir/tensor.js';
import type { FullyConnectedAttributes } from '../attributes.js';
import { blockedWeightTables, splitChannels, type ChannelBlocks } from '../interleave.js';
import type { Lowering } from '../operator.js';
import { requantizationFor, type RequantizationView } from '../requantization.js';
import { inputAndOutput } from '../tensor-access.js';
import type { FullyConnectedPrepared } from './prepare.js';

export interface FullyConnectedBlockedView extends RequantizationView, ChannelBlocks {
  /** Rows of input. */
  readonly batches: number;
  readonly depth: number;
  readonly outputChannels: number;
  readonly outputZeroPoint: number;
  readonly min: number;
  readonly max: number;
  readonly bias: string;
  readonly weights: string;
}

/** Four output channels at once, the input's zero point folded into the bias. */
export const lowerFullyConnectedBlocked: Lowering<FullyConnectedAttributes, FullyConnectedPrepared, FullyConnectedBlockedView> = {
  name: 'blocked',
  template: 'operators/fully-connected.blocked.c.hbs',
  accepts: () => true,
  lower(node, prepared, context) {
    const { input } = inputAndOutput(node, context);
    const requantization = requantizationFor(prepared.factors, context.rounding, context.tableName);
    const batches = elementCount(input.shape) / prepared.depth;
    const channels = prepared.factors.length;
    return {
      tables: [
        ...blockedWeightTables(node, inputTensor(node, context.tensors, 1), channels, context, prepared.inputZeroPoint),
        ...requantization.tables,
      ],
      view: {
        ...requantization.view,
        ...splitChannels(channels),
        batches,
        depth: prepared.depth,
        outputChannels: channels,
        outputZeroPoint: prepared.outputZeroPoint,
        min: prepared.min,
        max: prepared.max,
        bias: context.tableName('bias'),
        weights: context.tableName('weights'),
      },
    };
  },
};
