import { inputTensor, type Node } from '../../ir/graph.js';
import { elementCount } from '../../ir/tensor.js';
import type { ConvAttributes } from '../attributes.js';
import { blockedWeightTables, channelBlock, splitChannels, type ChannelBlocks } from '../interleave.js';
import type { LoweredKernel, Lowering, LoweringContext } from '../operator.js';
import { requantizationFor, type RequantizationView } from '../requantization.js';
import { biasValues, dimension, inputAndOutput, int8Constant } from '../tensor-access.js';
import { windowView, type WindowView } from '../window-view.js';
import type { Conv2dPrepared } from './prepare.js';

/** What both variants need: geometry in elements, constants as C expressions. */
interface Conv2dView extends RequantizationView, WindowView {
  readonly outputChannels: number;
  readonly inputZeroPoint: number;
  readonly outputZeroPoint: number;
  readonly min: number;
  readonly max: number;
  readonly bias: string;
  readonly weights: string;
}

export interface Conv2dDirectView extends Conv2dView, ChannelBlocks {
  /** Weights of one kernel row of one channel, of a block of channels, and of one whole channel. */
  readonly kernelRowDepth: number;
  readonly blockRowDepth: number;
  readonly depth: number;
}

export interface Conv2dGroupedView extends Conv2dView {
  readonly groupDepth: number;
  readonly groupChannels: number;
}

/** Kernel rows are contiguous in the input: dot products straight from it, four output channels at once. */
export const lowerConv2dDirect: Lowering<ConvAttributes, Conv2dPrepared, Conv2dDirectView> = {
  name: 'direct',
  template: 'operators/conv2d.direct.c.hbs',
  accepts(_node, prepared) {
    if (prepared.groups > 1) return `${prepared.groups} groups: kernel rows are not contiguous in the input`;
    if (prepared.width.dilation > 1 || prepared.height.dilation > 1) return 'dilated: kernel rows are not contiguous in the input';
    return true;
  },
  lower(node, prepared, context) {
    const weights = inputTensor(node, context.tensors, 1);
    const channels = prepared.factors.length;
    const depth = elementCount(weights.shape) / channels;
    const common = commonView(node, prepared, context);
    const { padded } = common.view;
    return {
      tables: [
        ...blockedWeightTables(node, weights, channels, context, padded ? null : prepared.inputZeroPoint),
        ...common.tables,
      ],
      view: {
        ...common.view,
        inputZeroPoint: padded ? prepared.inputZeroPoint : 0,
        ...splitChannels(channels),
        kernelRowDepth: depth / prepared.height.kernel,
        blockRowDepth: (depth / prepared.height.kernel) * channelBlock,
        depth,
      },
    };
  },
};

/** Groups and dilation: one output channel at a time, one kernel element at a time. */
export const lowerConv2dGrouped: Lowering<ConvAttributes, Conv2dPrepared, Conv2dGroupedView> = {
  name: 'grouped',
  template: 'operators/conv2d.grouped.c.hbs',
  accepts: () => true,
  lower(node, prepared, context) {
    const values = int8Constant(inputTensor(node, context.tensors, 1));
    const common = commonView(node, prepared, context);
    const channels = prepared.factors.length;
    return {
      tables: [
        { name: 'weights', ctype: 'int8_t', values, description: `${channels} channels, as in the model` },
        { name: 'bias', ctype: 'int32_t', values: biasValues(node, context, 2, channels), description: 'bias per channel' },
        ...common.tables,
      ],
      view: {
        ...common.view,
        groupDepth: common.view.inputChannels / prepared.groups,
        groupChannels: channels / prepared.groups,
      },
    };
  },
};

function commonView(node: Node, prepared: Conv2dPrepared, context: LoweringContext): LoweredKernel<Conv2dView> {
  const { input } = inputAndOutput(node, context);
  const requantization = requantizationFor(prepared.factors, context.rounding, context.tableName);
  return {
    tables: requantization.tables,
    view: {
      ...requantization.view,
      ...windowView(prepared.height, prepared.width, dimension(input.shape, 0), dimension(input.shape, 3)),
      outputChannels: prepared.factors.length,
      inputZeroPoint: prepared.inputZeroPoint,
      outputZeroPoint: prepared.outputZeroPoint,
      min: prepared.min,
      max: prepared.max,
      bias: context.tableName('bias'),
      weights: context.tableName('weights'),
    },
  };
}
