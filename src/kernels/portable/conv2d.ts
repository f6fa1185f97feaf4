import { elementCount } from '../../ir/tensor.js';
import { isPadded } from '../../numerics/window.js';
import type { Conv2dPrepared, Conv2dSite } from '../../operators/convolution/conv2d.js';
import { dimension } from '../../operators/tensor-access.js';
import type { CCode } from '../../text/sinks.js';
import { times } from '../c/expressions.js';
import { weightedView, type KernelView } from '../c/weighted-layer.js';
import { windowView, type WindowView } from '../c/window.js';
import { estimateCost, type Cost, type Work } from '../cost.js';
import type { Kernel, KernelSite, LocalTable } from '../kernel.js';
import { blockedWeightTables, channelBlock, plainWeightTables } from '../packing/interleave.js';
import { blockedWork, weightTableBytes, windowWork } from '../work.js';
import { denseKernel } from './dense.js';

type At = KernelSite<Conv2dSite, Conv2dPrepared>;

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
export const conv2dPointwise = denseKernel<Conv2dPrepared>('pointwise', ({ prepared: { height, width, groups } }) => {
  if (groups > 1) return `${groups} groups`;
  if (height.kernel > 1 || width.kernel > 1) return `the kernel is ${height.kernel}x${width.kernel}`;
  return height.stride > 1 || width.stride > 1 ? `the stride is ${height.stride}x${width.stride}` : true;
});

/** No window reaches outside the input: its zero point is folded into the bias. */
export const conv2dValid: Kernel<Conv2dSite, Conv2dPrepared, Conv2dValidView> = {
  name: 'valid',
  template: 'kernels/portable/conv2d-valid.c.hbs',
  accepts({ prepared }) {
    const { height, width } = prepared;
    return isPadded(height) || isPadded(width) ? 'windows reach outside the input' : hasContiguousRows(prepared);
  },
  cost: (at) => rowsCost(at, 330),
  pack: (at) => blockedWeightTables(at, at.prepared.inputZeroPoint),
  view: rowsView,
};

/** Windows are cut off at the border, the input's zero point is subtracted as it is read. */
export const conv2dPadded: Kernel<Conv2dSite, Conv2dPrepared, Conv2dPaddedView> = {
  name: 'padded',
  template: 'kernels/portable/conv2d-padded.c.hbs',
  accepts: ({ prepared }) => hasContiguousRows(prepared),
  cost: (at) => rowsCost(at, 390),
  pack: (at) => blockedWeightTables(at, null),
  view: (at, locals) => ({ ...rowsView(at, locals), inputZeroPoint: at.prepared.inputZeroPoint }),
};

/** Groups and dilation: one output channel at a time, one kernel element at a time. */
export const conv2dGrouped: Kernel<Conv2dSite, Conv2dPrepared, Conv2dGroupedView> = {
  name: 'grouped',
  template: 'kernels/portable/conv2d-grouped.c.hbs',
  accepts: () => true,
  /** A kernel element at a time: what is asked of each of them weighs most where groups are small. */
  cost(at) {
    const { input } = at.site.inputs;
    const { height, width, factors, groups } = at.prepared;
    const asked = dimension(input.shape, 0) * windowWork(height, width).elements * factors.length;
    const macs = asked * (dimension(input.shape, 3) / groups);
    const work: Work[] = [
      [macs, 5.2],
      [asked, 18],
      [elementCount(at.site.outputs.output.shape), 19],
    ];
    return estimateCost({ codeBytes: 310, tableBytes: weightTableBytes(at), work });
  },
  pack: (at) => plainWeightTables(at, (depth) => `${at.prepared.factors.length} channels x ${depth}`),
  view(at, locals) {
    const { prepared } = at;
    const window = windowOf(at);
    const groupDepth = window.inputChannels / prepared.groups;
    return {
      ...weightedView(prepared, locals, at.site.rounding),
      ...window,
      inputZeroPoint: prepared.inputZeroPoint,
      groupDepth,
      groupChannels: prepared.factors.length / prepared.groups,
      timesGroupDepth: times(groupDepth),
    };
  },
};

/** A whole kernel row lies in one piece in the input, so that it is one dot product. */
function hasContiguousRows({ groups, height, width }: Conv2dPrepared): true | string {
  if (groups > 1) return `${groups} groups: kernel rows are not contiguous in the input`;
  return width.dilation > 1 || height.dilation > 1 ? 'dilated: kernel rows are not contiguous in the input' : true;
}

/** The cost of a dot product for each kernel row: where windows are cut off, the bounds of each are computed. */
function rowsCost(at: At, codeBytes: number): Cost {
  const { shape } = at.site.inputs.input;
  const { height, width, factors } = at.prepared;
  const batches = dimension(shape, 0);
  const { rows, elements } = windowWork(height, width);
  const work = blockedWork(factors.length, {
    outputs: batches * height.output * width.output,
    macs: batches * elements * dimension(shape, 3),
    rows: batches * rows,
    rowCycles: isPadded(height) || isPadded(width) ? 27 : 11,
  });
  return estimateCost({ codeBytes, tableBytes: weightTableBytes(at), work });
}

function rowsView(at: At, locals: readonly LocalTable[]): Conv2dValidView {
  const { site, prepared } = at;
  const depth = elementCount(site.inputs.weights.shape) / prepared.factors.length;
  const kernelRowDepth = depth / prepared.height.kernel;
  return {
    ...weightedView(prepared, locals, site.rounding),
    ...windowOf(at),
    kernelRowDepth,
    blockRowDepth: kernelRowDepth * channelBlock,
    timesDepth: times(depth),
  };
}

function windowOf({ site, prepared }: At): WindowView {
  const { shape } = site.inputs.input;
  return windowView(prepared.height, prepared.width, dimension(shape, 0), dimension(shape, 3));
}
