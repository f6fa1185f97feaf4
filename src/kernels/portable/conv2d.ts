import { inputTensor, type Node } from '../../ir/graph.js';
import { elementCount } from '../../ir/tensor.js';
import { isPadded } from '../../numerics/window.js';
import type { ConvAttributes } from '../../operators/attributes.js';
import type { Conv2dPrepared } from '../../operators/convolution/conv2d.js';
import type { NodeContext } from '../../operators/operator.js';
import { dimension, inputAndOutput } from '../../operators/tensor-access.js';
import type { CCode } from '../../text/sinks.js';
import { times } from '../c/expressions.js';
import { kernelView, type DenseView, type KernelView } from '../c/weighted-layer.js';
import { windowView, type WindowView } from '../c/window.js';
import { estimateCost, type Cost, type Work } from '../cost.js';
import type { Kernel, KernelCode, KernelContext } from '../kernel.js';
import { blockedWeightTables, channelBlock, plainWeightTables } from '../packing/interleave.js';
import { blockedWork, weightTableBytes, windowWork } from '../work.js';
import { denseCost, writeDense } from './dense.js';

export type Conv2dPointwiseView = DenseView;

export interface Conv2dValidView extends KernelView, WindowView {
  /** Weights of one kernel row of one channel, of one kernel row of a block of channels. */
  readonly kernelRowDepth: number;
  readonly blockRowDepth: number;
  /** ` * weights of one channel`, or nothing for 1. */
  readonly timesDepth: CCode;
}

export interface Conv2dPaddedView extends Conv2dValidView {
  readonly inputZeroPoint: number;
}

export interface Conv2dGroupedView extends KernelView, WindowView {
  readonly inputZeroPoint: number;
  readonly groupDepth: number;
  readonly groupChannels: number;
  readonly timesGroupDepth: CCode;
}

/** 1x1 kernels: every pixel is a row of a matrix product. */
export const conv2dPointwise: Kernel<ConvAttributes, Conv2dPrepared, Conv2dPointwiseView> = {
  name: 'pointwise',
  template: 'kernels/portable/dense.c.hbs',
  accepts(_node, { height, width, groups }) {
    if (groups > 1) return `${groups} groups`;
    if (height.kernel > 1 || width.kernel > 1) return `the kernel is ${height.kernel}x${width.kernel}`;
    return height.stride > 1 || width.stride > 1 ? `the stride is ${height.stride}x${width.stride}` : true;
  },
  cost: denseCost,
  write: writeDense,
};

/** No window reaches outside the input: its zero point is folded into the bias. */
export const conv2dValid: Kernel<ConvAttributes, Conv2dPrepared, Conv2dValidView> = {
  name: 'valid',
  template: 'kernels/portable/conv2d-valid.c.hbs',
  accepts(node, prepared, context) {
    if (windowOf(node, prepared, context).padded) return 'windows reach outside the input';
    return hasContiguousRows(prepared);
  },
  cost: (node, prepared, context) => rowsCost(node, prepared, context, 330),
  write: (node, prepared, context) => writeBlocked(node, prepared, context, prepared.inputZeroPoint),
};

/** Windows are cut off at the border, the input's zero point is subtracted as it is read. */
export const conv2dPadded: Kernel<ConvAttributes, Conv2dPrepared, Conv2dPaddedView> = {
  name: 'padded',
  template: 'kernels/portable/conv2d-padded.c.hbs',
  accepts: (_node, prepared) => hasContiguousRows(prepared),
  cost: (node, prepared, context) => rowsCost(node, prepared, context, 390),
  write(node, prepared, context) {
    const kernel = writeBlocked(node, prepared, context, null);
    return { tables: kernel.tables, view: { ...kernel.view, inputZeroPoint: prepared.inputZeroPoint } };
  },
};

/** Groups and dilation: one output channel at a time, one kernel element at a time. */
export const conv2dGrouped: Kernel<ConvAttributes, Conv2dPrepared, Conv2dGroupedView> = {
  name: 'grouped',
  template: 'kernels/portable/conv2d-grouped.c.hbs',
  accepts: () => true,
  /** A kernel element at a time: what is asked of each of them weighs most where groups are small. */
  cost(node, prepared, context) {
    const { input, output } = inputAndOutput(node, context);
    const { elements } = windowWork(prepared.height, prepared.width);
    const asked = dimension(input.shape, 0) * elements * prepared.factors.length;
    const macs = asked * (dimension(input.shape, 3) / prepared.groups);
    const work: Work[] = [
      [macs, 5.2],
      [asked, 18],
      [elementCount(output.shape), 19],
    ];
    return estimateCost({ codeBytes: 310, tableBytes: weightTableBytes(node, prepared, context), work });
  },
  write(node, prepared, context) {
    const channels = prepared.factors.length;
    const window = windowOf(node, prepared, context);
    const groupDepth = window.inputChannels / prepared.groups;
    const kernel = kernelView(
      prepared,
      plainWeightTables(node, context, channels, (depth) => `${channels} channels x ${depth}`),
      context,
    );
    return {
      tables: kernel.tables,
      view: {
        ...kernel.view,
        ...window,
        inputZeroPoint: prepared.inputZeroPoint,
        groupDepth,
        groupChannels: channels / prepared.groups,
        timesGroupDepth: times(groupDepth),
      },
    };
  },
};

/** A whole kernel row lies in one piece in the input, so that it is one dot product. */
function hasContiguousRows({ groups, height, width }: Conv2dPrepared): true | string {
  if (groups > 1) return `${groups} groups: kernel rows are not contiguous in the input`;
  return width.dilation > 1 || height.dilation > 1 ? 'dilated: kernel rows are not contiguous in the input' : true;
}

/** The cost of a dot product for each kernel row: where windows are cut off, the bounds of each are computed. */
function rowsCost(node: Node, prepared: Conv2dPrepared, context: NodeContext, codeBytes: number): Cost {
  const { input } = inputAndOutput(node, context);
  const { height, width, factors } = prepared;
  const batches = dimension(input.shape, 0);
  const { rows, elements } = windowWork(height, width);
  const work = blockedWork(factors.length, {
    outputs: batches * height.output * width.output,
    macs: batches * elements * dimension(input.shape, 3),
    rows: batches * rows,
    rowCycles: isPadded(height) || isPadded(width) ? 27 : 11,
  });
  return estimateCost({ codeBytes, tableBytes: weightTableBytes(node, prepared, context), work });
}

function writeBlocked(
  node: Node,
  prepared: Conv2dPrepared,
  context: KernelContext,
  folded: number | null,
): KernelCode<Conv2dValidView> {
  const channels = prepared.factors.length;
  const depth = elementCount(inputTensor(node, context.tensors, 1).shape) / channels;
  const kernelRowDepth = depth / prepared.height.kernel;
  const kernel = kernelView(prepared, blockedWeightTables(node, context, channels, folded), context);
  return {
    tables: kernel.tables,
    view: {
      ...kernel.view,
      ...windowOf(node, prepared, context),
      kernelRowDepth,
      blockRowDepth: kernelRowDepth * channelBlock,
      timesDepth: times(depth),
    },
  };
}

function windowOf(node: Node, prepared: Conv2dPrepared, context: NodeContext): WindowView {
  const { input } = inputAndOutput(node, context);
  return windowView(prepared.height, prepared.width, dimension(input.shape, 0), dimension(input.shape, 3));
}
