import type { Node } from '../../ir/graph.js';
import type { DepthwiseConvAttributes } from '../../operators/attributes.js';
import type { DepthwisePrepared } from '../../operators/convolution/depthwise-conv2d.js';
import type { NodeContext } from '../../operators/operator.js';
import { dimension, inputAndOutput } from '../../operators/tensor-access.js';
import { c, type CCode } from '../../text/sinks.js';
import { plus } from '../c/expressions.js';
import { kernelView, type KernelView } from '../c/weighted-layer.js';
import { windowView, type WindowView } from '../c/window.js';
import { estimateCost } from '../cost.js';
import type { Kernel, KernelCode, KernelContext } from '../kernel.js';
import { channelBlock, plainWeightTables } from '../packing/interleave.js';
import { weightTableBytes, windowWork } from '../work.js';

type DepthwiseView = KernelView & WindowView;

export type DepthwiseConv2dChannelsView = DepthwiseView & {
  readonly inputZeroPoint: number;
  /** Weights of one kernel row. */
  readonly kernelRowDepth: number;
};

export type DepthwiseConv2dGeneralView = DepthwiseView & {
  /** Input channel of output channel `c`, as a C expression. */
  readonly inputChannel: CCode;
  readonly minusInputZeroPoint: CCode;
};

/** One kernel per channel: four neighbouring channels at once, straight from the input. */
export const depthwiseChannels: Kernel<DepthwiseConvAttributes, DepthwisePrepared, DepthwiseConv2dChannelsView> = {
  name: 'channels',
  template: 'kernels/portable/depthwise-channels.c.hbs',
  accepts(_node, { multiplier, height, width }) {
    if (multiplier > 1) return `${multiplier} output channels per input channel`;
    return height.dilation > 1 || width.dilation > 1 ? 'dilated' : true;
  },
  /** Four channels at once share what it takes to begin a kernel row; their multiplications are no cheaper. */
  cost(node, prepared, context) {
    const { outputs, rows, macs } = depthwiseWork(node, prepared, context);
    const tableBytes = weightTableBytes(node, prepared, context);
    return estimateCost({
      codeBytes: 480,
      tableBytes,
      work: [
        [macs, 6.2],
        [rows / channelBlock, 10],
        [outputs, 25],
      ],
    });
  },
  write(node, prepared, context) {
    const { tables, view } = writeDepthwise(node, prepared, context);
    return {
      tables,
      view: {
        ...view,
        inputZeroPoint: prepared.inputZeroPoint,
        kernelRowDepth: prepared.width.kernel * view.outputChannels,
      },
    };
  },
};

/** Several output channels per input channel, or dilation: one output at a time. */
export const depthwiseGeneral: Kernel<DepthwiseConvAttributes, DepthwisePrepared, DepthwiseConv2dGeneralView> = {
  name: 'general',
  template: 'kernels/portable/depthwise-general.c.hbs',
  accepts: () => true,
  cost(node, prepared, context) {
    const { rows, macs } = depthwiseWork(node, prepared, context);
    const tableBytes = weightTableBytes(node, prepared, context);
    return estimateCost({
      codeBytes: 290,
      tableBytes,
      work: [
        [macs, 17],
        [rows, 14],
      ],
    });
  },
  write(node, prepared, context) {
    const { tables, view } = writeDepthwise(node, prepared, context);
    const inputChannel = prepared.multiplier === 1 ? c`c` : c`c / ${prepared.multiplier}`;
    return { tables, view: { ...view, inputChannel, minusInputZeroPoint: plus(-prepared.inputZeroPoint) } };
  },
};

/** Outputs, kernel rows and kernel elements over all channels and images. */
function depthwiseWork(node: Node, { height, width, factors }: DepthwisePrepared, context: NodeContext) {
  const { input } = inputAndOutput(node, context);
  const { rows, elements } = windowWork(height, width);
  const kernels = dimension(input.shape, 0) * factors.length;
  return { outputs: kernels * height.output * width.output, rows: kernels * rows, macs: kernels * elements };
}

function writeDepthwise(node: Node, prepared: DepthwisePrepared, context: KernelContext): KernelCode<DepthwiseView> {
  const { input } = inputAndOutput(node, context);
  const channels = prepared.factors.length;
  const weightTables = plainWeightTables(
    node,
    context,
    channels,
    (kernel) => `${kernel} kernel elements x ${channels} channels`,
  );
  const kernel = kernelView(prepared, weightTables, context);
  return {
    tables: kernel.tables,
    view: {
      ...kernel.view,
      ...windowView(prepared.height, prepared.width, dimension(input.shape, 0), dimension(input.shape, 3)),
    },
  };
}
