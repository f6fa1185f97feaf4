import type { DepthwiseConv2dSite, DepthwisePrepared } from '../../operators/convolution/depthwise-conv2d.js';
import { dimension } from '../../operators/tensor-access.js';
import { c, type CCode } from '../../text/sinks.js';
import { plus } from '../c/expressions.js';
import { weightedView, type KernelView } from '../c/weighted-layer.js';
import { windowView, type WindowView } from '../c/window.js';
import { estimateCost } from '../cost.js';
import type { ConstantTable, Kernel, KernelSite, LocalTable } from '../kernel.js';
import { channelBlock, plainWeightTables } from '../packing/interleave.js';
import { weightTableBytes, windowWork } from '../work.js';

type At = KernelSite<DepthwiseConv2dSite, DepthwisePrepared>;

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
export const depthwiseChannels: Kernel<DepthwiseConv2dSite, DepthwisePrepared, DepthwiseConv2dChannelsView> = {
  name: 'channels',
  template: 'kernels/portable/depthwise-channels.c.hbs',
  accepts({ prepared: { multiplier, height, width } }) {
    if (multiplier > 1) return `${multiplier} output channels per input channel`;
    return height.dilation > 1 || width.dilation > 1 ? 'dilated' : true;
  },
  /** Four channels at once share what it takes to begin a kernel row; their multiplications are no cheaper. */
  cost(at) {
    const { outputs, rows, macs } = depthwiseWork(at);
    return estimateCost({
      codeBytes: 480,
      tableBytes: weightTableBytes(at),
      work: [
        [macs, 6.2],
        [rows / channelBlock, 10],
        [outputs, 25],
      ],
    });
  },
  pack: depthwiseTables,
  view(at, locals) {
    const view = depthwiseView(at, locals);
    const { inputZeroPoint, width } = at.prepared;
    return { ...view, inputZeroPoint, kernelRowDepth: width.kernel * view.outputChannels };
  },
};

/** Several output channels per input channel, or dilation: one output at a time. */
export const depthwiseGeneral: Kernel<DepthwiseConv2dSite, DepthwisePrepared, DepthwiseConv2dGeneralView> = {
  name: 'general',
  template: 'kernels/portable/depthwise-general.c.hbs',
  accepts: () => true,
  cost(at) {
    const { rows, macs } = depthwiseWork(at);
    return estimateCost({
      codeBytes: 290,
      tableBytes: weightTableBytes(at),
      work: [
        [macs, 17],
        [rows, 14],
      ],
    });
  },
  pack: depthwiseTables,
  view(at, locals) {
    const { multiplier, inputZeroPoint } = at.prepared;
    const inputChannel = multiplier === 1 ? c`c` : c`c / ${multiplier}`;
    return { ...depthwiseView(at, locals), inputChannel, minusInputZeroPoint: plus(-inputZeroPoint) };
  },
};

/** Outputs, kernel rows and kernel elements over all channels and images. */
function depthwiseWork({ site, prepared: { height, width, factors } }: At): {
  readonly outputs: number;
  readonly rows: number;
  readonly macs: number;
} {
  const { rows, elements } = windowWork(height, width);
  const kernels = dimension(site.inputs.input.shape, 0) * factors.length;
  return { outputs: kernels * height.output * width.output, rows: kernels * rows, macs: kernels * elements };
}

function depthwiseTables(at: At): ConstantTable[] {
  const channels = at.prepared.factors.length;
  return plainWeightTables(at, (kernel) => `${kernel} kernel elements x ${channels} channels`);
}

function depthwiseView({ site, prepared }: At, locals: readonly LocalTable[]): DepthwiseView {
  const { shape } = site.inputs.input;
  return {
    ...weightedView(prepared, locals, site.rounding),
    ...windowView(prepared.height, prepared.width, dimension(shape, 0), dimension(shape, 3)),
  };
}
