import { elementCount, formatShape } from '../../ir/tensor.js';
import type { FixedPoint } from '../../numerics/fixed-point.js';
import { multiplyMatrix, packRows } from '../../numerics/multiply-matrix.js';
import { requantizeRows } from '../../numerics/requantize-rows.js';
import type { WindowAxis } from '../../numerics/window.js';
import { defineArithmetic } from '../arithmetic.js';
import { perChannel, type Factors } from '../factors.js';
import { defineOperator, value, type SiteOf } from '../operator.js';
import type { Rule } from '../rule.js';
import { convolutionAttributes } from '../shared-attributes.js';
import { outputBounds } from '../output-bounds.js';
import { representableActivation } from '../shared-rules.js';
import { dimension, zeroPointOf } from '../tensor-access.js';
import { paddingOfKernel, windowFits } from './rules.js';
import {
  convolutionShape,
  convolutionWindow,
  int8Weighted,
  rowAccumulators,
  weightedFactor,
  type WeightedRun,
  type WeightedSite,
} from './weighted.js';

export const conv2d = defineOperator({
  kind: 'conv2d',
  tfliteName: 'CONV_2D',
  summary: 'Two-dimensional convolution, also grouped and dilated, with weights quantized per tensor or per channel.',
  attributes: convolutionAttributes,
  inputs: {
    input: value('[batch, height, width, channels]', { rank: 4 }),
    weights: { role: 'weights', rank: 4, description: '[output channels, height, width, channels / groups]' },
    bias: { role: 'bias', optional: true, description: '[output channels], scale = input scale * weight scale' },
  },
  outputs: { output: value('[batch, output height, output width, output channels]', { rank: 4 }) },
  shapes: (site) => [convolutionShape(site, 0)],
  macs: countMacs,
});
export type Conv2dSite = SiteOf<typeof conv2d>;

const wholeGroups: Rule<WeightedSite> = {
  code: 'I8C2102',
  sentence:
    "input channels must be a multiple of the weights' input depth, and output channels a multiple of that number of groups",
  why: 'a grouped convolution splits its channels into equal parts',
  help: 'check the shapes of input and weights: weights are [output channels, height, width, input channels / groups]',
  seen({ inputs }) {
    const channels = dimension(inputs.input.shape, 3);
    const weights = inputs.weights.shape;
    const groups = channels / dimension(weights, 3);
    const fits = Number.isInteger(groups) && groups > 0 && dimension(weights, 0) % groups === 0;
    return fits ? null : `${channels} input channels, weights ${formatShape(weights)}`;
  },
};

export const conv2dInt8 = defineArithmetic(conv2d, {
  name: 'int8',
  formula:
    'out[b,y,x,c] = clamp(zo + requantize(bias[c] + sum over ky,kx,i of w[c,ky,kx,i] * (in[b, y*sy + ky*dy - top, x*sx + kx*dx - left, group(c) + i] - zi), si*sw[c]/so))',
  dtypes: int8Weighted,
  quantization: { weights: { axis: 0, symmetric: true }, bias: { scaleOf: ['input', 'weights'] } },
  rules: [wholeGroups, windowFits, paddingOfKernel, representableActivation],
  factors: weightedFactor(0),
  bounded: true,
  prepare: prepareConv2d,
  reference: referenceConv2d,
  accumulators: rowAccumulators,
  steps(site) {
    const weights = site.inputs.weights.shape;
    const groups = dimension(site.inputs.input.shape, 3) / dimension(weights, 3);
    return countMacs(site) * (1 + (gatherSteps * groups) / dimension(weights, 0));
  },
});

/**
 * The reference gathers what is under a window for all channels of a group at once; an element costs as much as this
 * many multiply-accumulates.
 */
const gatherSteps = 12;

function countMacs({ inputs, outputs }: Pick<WeightedSite, 'inputs' | 'outputs'>): number {
  const { shape } = inputs.weights;
  return elementCount(outputs.output.shape) * (elementCount(shape) / dimension(shape, 0));
}

export interface Conv2dPrepared {
  readonly height: WindowAxis;
  readonly width: WindowAxis;
  readonly groups: number;
  readonly inputZeroPoint: number;
  readonly outputZeroPoint: number;
  readonly min: number;
  readonly max: number;
  /** One per output channel: input scale * weight scale / output scale. */
  readonly factors: readonly FixedPoint[];
}

function prepareConv2d(site: Conv2dSite, factors: Factors<ReturnType<typeof weightedFactor>>): Conv2dPrepared {
  const { input, weights } = site.inputs;
  return {
    ...convolutionWindow(site),
    groups: dimension(input.shape, 3) / dimension(weights.shape, 3),
    inputZeroPoint: zeroPointOf(input),
    outputZeroPoint: zeroPointOf(site.outputs.output),
    ...outputBounds(site),
    factors: perChannel(factors.output, dimension(weights.shape, 0)),
  };
}

/**
 * Collects the windows of one output row, zero points subtracted and padding zero, and multiplies them by the weights.
 */
function referenceConv2d(prepared: Conv2dPrepared, run: WeightedRun): void {
  const { weights, bias } = run.inputs;
  const { output } = run.outputs;
  const { height, width, groups } = prepared;
  const { rounding } = run.site;
  const channels = prepared.factors.length;
  const groupChannels = channels / groups;
  const depth = weights.length / channels;
  const windows = new Float64Array(width.output * depth);
  const packed = Array.from({ length: groups }, (_, group) =>
    packRows(weights, group * groupChannels, groupChannels, depth),
  );
  const sums = new Int32Array(width.output * groupChannels);
  const rows = dimension(run.site.inputs.input.shape, 0) * height.output;
  for (let row = 0; row < rows; row += 1) {
    packed.forEach((packedGroup, group) => {
      const first = group * groupChannels;
      collectWindows(run, prepared, row, group, windows);
      multiplyMatrix(windows, width.output, depth, packedGroup, groupChannels, sums);
      const start = row * width.output * channels + first;
      requantizeRows(prepared, rounding, sums, bias, first, groupChannels, output, start, channels);
    });
  }
}

/** `row` counts output rows over all batches. Windows are [column][kernel row][kernel column][channel of the group]. */
function collectWindows(
  run: WeightedRun,
  prepared: Conv2dPrepared,
  row: number,
  group: number,
  windows: Float64Array,
): void {
  const { height, width, groups, inputZeroPoint } = prepared;
  const { input } = run.inputs;
  const channels = dimension(run.site.inputs.input.shape, 3);
  const groupDepth = channels / groups;
  const batch = Math.floor(row / height.output);
  const top = (row % height.output) * height.stride - height.padBefore;
  let at = 0;
  for (let column = 0; column < width.output; column += 1) {
    const left = column * width.stride - width.padBefore;
    for (let kernelRow = 0; kernelRow < height.kernel; kernelRow += 1) {
      const inputRow = top + kernelRow * height.dilation;
      const rowInside = inputRow >= 0 && inputRow < height.input;
      for (let kernelColumn = 0; kernelColumn < width.kernel; kernelColumn += 1) {
        const inputColumn = left + kernelColumn * width.dilation;
        const inside = rowInside && inputColumn >= 0 && inputColumn < width.input;
        const from = ((batch * height.input + inputRow) * width.input + inputColumn) * channels + group * groupDepth;
        for (let i = 0; i < groupDepth; i += 1) windows[at + i] = inside ? (input[from + i] ?? 0) - inputZeroPoint : 0;
        at += groupDepth;
      }
    }
  }
}
