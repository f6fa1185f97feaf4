import { inputTensor, type Node } from '../../ir/graph.js';
import type { DepthwiseConvAttributes } from '../attributes.js';
import { splitChannels, type ChannelBlocks } from '../interleave.js';
import type { LoweredKernel, Lowering, LoweringContext } from '../operator.js';
import { requantizationFor, type RequantizationView } from '../requantization.js';
import { biasValues, dimension, inputAndOutput, int8Constant } from '../tensor-access.js';
import { windowView, type WindowView } from '../window-view.js';
import type { DepthwisePrepared } from './prepare.js';

interface DepthwiseView extends RequantizationView, WindowView {
  readonly outputChannels: number;
  readonly inputZeroPoint: number;
  readonly outputZeroPoint: number;
  readonly min: number;
  readonly max: number;
  readonly bias: string;
  readonly weights: string;
}

export interface DepthwiseConv2dChannelsView extends DepthwiseView, ChannelBlocks {
  readonly kernelRowDepth: number;
}

export interface DepthwiseConv2dGeneralView extends DepthwiseView {
  readonly channelMultiplier: number;
}

/** One kernel per channel: four neighbouring channels at once, straight from the input. */
export const lowerDepthwiseChannels: Lowering<DepthwiseConvAttributes, DepthwisePrepared, DepthwiseConv2dChannelsView> = {
  name: 'channels',
  template: 'operators/depthwise-conv2d.channels.c.hbs',
  accepts(_node, { multiplier, height, width }) {
    if (multiplier > 1) return `${multiplier} output channels per input channel`;
    return height.dilation > 1 || width.dilation > 1 ? 'dilated' : true;
  },
  lower(node, prepared, context) {
    const common = commonKernel(node, prepared, context);
    const channels = prepared.factors.length;
    return {
      tables: common.tables,
      view: { ...common.view, ...splitChannels(channels), kernelRowDepth: prepared.width.kernel * channels },
    };
  },
};

/** Several output channels per input channel, or dilation: one output at a time. */
export const lowerDepthwiseGeneral: Lowering<DepthwiseConvAttributes, DepthwisePrepared, DepthwiseConv2dGeneralView> = {
  name: 'general',
  template: 'operators/depthwise-conv2d.general.c.hbs',
  accepts: () => true,
  lower(node, prepared, context) {
    const common = commonKernel(node, prepared, context);
    return { tables: common.tables, view: { ...common.view, channelMultiplier: prepared.multiplier } };
  },
};

function commonKernel(node: Node, prepared: DepthwisePrepared, context: LoweringContext): LoweredKernel<DepthwiseView> {
  const { input } = inputAndOutput(node, context);
  const channels = prepared.factors.length;
  const requantization = requantizationFor(prepared.factors, context.rounding, context.tableName);
  const weights = int8Constant(inputTensor(node, context.tensors, 1));
  return {
    tables: [
      { name: 'weights', ctype: 'int8_t', values: weights, description: `${weights.length / channels} kernel elements x ${channels} channels` },
      { name: 'bias', ctype: 'int32_t', values: biasValues(node, context, 2, channels), description: 'bias per channel' },
      ...requantization.tables,
    ],
    view: {
      ...requantization.view,
      ...windowView(prepared.height, prepared.width, dimension(input.shape, 0), dimension(input.shape, 3)),
      outputChannels: channels,
      inputZeroPoint: prepared.inputZeroPoint,
      outputZeroPoint: prepared.outputZeroPoint,
      min: prepared.min,
      max: prepared.max,
      bias: context.tableName('bias'),
      weights: context.tableName('weights'),
    },
  };
}
