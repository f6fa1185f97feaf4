import { elementCount } from '../../ir/tensor.js';
import { dilatedExtent, isPadded, type WindowAxis } from '../../numerics/window.js';
import { conv2dInt8, type Conv2dPrepared, type Conv2dSite } from '../../operators/convolution/conv2d.js';
import {
  depthwiseConv2dInt8,
  type DepthwiseConv2dSite,
  type DepthwisePrepared,
} from '../../operators/convolution/depthwise-conv2d.js';
import { dimension } from '../../operators/tensor-access.js';
import { c } from '../../text/sinks.js';
import type { KernelSite } from '../kernel.js';
import {
  becomesConvolution,
  convolutionBytes,
  depthwiseBytes,
  isOneRow,
  isPointwise,
  oneRowParts,
  takesSmallKernel,
  type ConvolutionGeometry,
  type DepthwiseGeometry,
} from './buffer-sizes.js';
import { libraryCall, type Arguments } from './call.js';
import { channelFactorPointers, channelFactorTables, libraryWeightTables, requantizesAlike } from './factors.js';
import { countable, libraryContext, libraryDims, libraryKernel } from './library-kernel.js';

/** Sizes of convolutions are in 16 bits. */
const mostSize = 65_535;
/** Places of a depthwise window in 16 bits with a sign. */
const mostPlace = 32_767;

export const conv2dLibrary = libraryKernel<Conv2dSite, Conv2dPrepared>({
  name: 'conv2d',
  accepts(at, build) {
    const { site, prepared } = at;
    const geometry = convolutionOf(at);
    const weights = site.inputs.weights.shape;
    const depth = elementCount(weights) / dimension(weights, 0);
    const sizes = [...site.inputs.input.shape.slice(1), ...site.outputs.output.shape.slice(1), ...weights, depth];
    const counted = countable(sizes, mostSize);
    if (counted !== true) return counted;
    if (isPointwise(geometry) && (isPadded(prepared.height) || isPadded(prepared.width)))
      return 'a kernel of one element reaches outside the input: the library counts rows and columns of the input';
    const row = build === 'mve' ? oneRowAlike(geometry) : true;
    if (row !== true) return row;
    const accumulators = conv2dInt8.accumulators?.(site, prepared) ?? [];
    return requantizesAlike(build, site.rounding, prepared.factors, accumulators);
  },
  bufferBytes: (at, build) => convolutionBytes(build, convolutionOf(at)),
  pack(at) {
    const { factors } = at.prepared;
    const layout = `${factors.length} channels x ${elementCount(at.site.inputs.weights.shape) / factors.length}`;
    return [...libraryWeightTables(at, layout), ...channelFactorTables(factors)];
  },
  quantities: convolutionQuantities,
  cycles: { plain: [300, 2.5, 39, 5.5, 60], dsp: [300, 1.5, 42, 5, 60], mve: [450, 0.165, 15, 0, 33] },
  layer(at, bufferBytes) {
    const { site, prepared } = at;
    const { input, weights } = site.inputs;
    const call = libraryCall('arm_convolve_wrapper_s8', {
      context: libraryContext(bufferBytes),
      params: windowParams(prepared),
      factors: channelFactorPointers,
      input_dims: libraryDims(input.shape),
      input: c`in`,
      filter_dims: libraryDims(weights.shape),
      filter: c`weights`,
      bias_dims: libraryDims([prepared.factors.length]),
      bias: c`bias`,
      output_dims: libraryDims(site.outputs.output.shape),
      output: c`out`,
    });
    return { calls: [call], ...paddingOf(prepared) };
  },
});

export const depthwiseConv2dLibrary = libraryKernel<DepthwiseConv2dSite, DepthwisePrepared>({
  name: 'depthwise-conv2d',
  accepts(at, build) {
    const { site, prepared } = at;
    const { width } = prepared;
    const sizes = [...site.inputs.input.shape, ...site.outputs.output.shape, ...site.inputs.weights.shape];
    const counted = countable(sizes, mostPlace);
    if (counted !== true) return counted;
    const geometry = depthwiseOf(at);
    if (build === 'mve' && becomesConvolution(geometry)) {
      const row = oneRowAlike({ ...geometry, groupDepth: 1 });
      if (row !== true) return row;
    }
    if (build !== 'mve' && takesSmallKernel(geometry) && overhang(width, width.output - 1) > 1)
      return 'a 3x3 kernel more than one column over the right border: the library takes its middle column without a look';
    const accumulators = depthwiseConv2dInt8.accumulators?.(site, prepared) ?? [];
    return requantizesAlike(build, site.rounding, prepared.factors, accumulators);
  },
  bufferBytes: (at, build) => depthwiseBytes(build, depthwiseOf(at)),
  pack(at) {
    const { height, width, factors } = at.prepared;
    const layout = `${height.kernel}x${width.kernel} elements x ${factors.length} channels`;
    return [...libraryWeightTables(at, layout), ...channelFactorTables(factors)];
  },
  quantities({ site, prepared: { height, width } }) {
    const outputs = elementCount(site.outputs.output.shape);
    return [outputs * height.kernel * width.kernel, outputs];
  },
  cycles: { plain: [400, 8, 14], dsp: [500, 6.5, 14], mve: [580, 2, 4] },
  layer(at, bufferBytes) {
    const { site, prepared } = at;
    const { input, weights } = site.inputs;
    const call = libraryCall('arm_depthwise_conv_wrapper_s8', {
      context: libraryContext(bufferBytes),
      params: { ...windowParams(prepared), ch_mult: prepared.multiplier },
      factors: channelFactorPointers,
      input_dims: libraryDims(input.shape),
      input: c`in`,
      filter_dims: libraryDims(weights.shape),
      filter: c`weights`,
      bias_dims: libraryDims([prepared.factors.length]),
      bias: c`bias`,
      output_dims: libraryDims(site.outputs.output.shape),
      output: c`out`,
    });
    return { calls: [call], ...paddingOf(prepared) };
  },
});

function convolutionOf({ site, prepared }: KernelSite<Conv2dSite, Conv2dPrepared>): ConvolutionGeometry {
  const { height, width, groups } = prepared;
  const inputChannels = dimension(site.inputs.input.shape, 3);
  return { height, width, inputChannels, groupDepth: inputChannels / groups };
}

function depthwiseOf({ site, prepared }: KernelSite<DepthwiseConv2dSite, DepthwisePrepared>): DepthwiseGeometry {
  const { height, width, factors } = prepared;
  const { shape } = site.inputs.input;
  return {
    height,
    width,
    batches: dimension(shape, 0),
    inputChannels: dimension(shape, 3),
    outputChannels: factors.length,
  };
}

type WindowStage = Pick<Conv2dPrepared, 'height' | 'width' | 'inputZeroPoint' | 'outputZeroPoint' | 'min' | 'max'>;

/** The library adds its offsets: to the input the zero point with the other sign, to the output the zero point. */
function windowParams(prepared: WindowStage): Arguments<'arm_convolve_wrapper_s8'>['params'] {
  const { height, width, inputZeroPoint, outputZeroPoint, min, max } = prepared;
  return {
    input_offset: 0 - inputZeroPoint,
    output_offset: outputZeroPoint,
    stride: { w: width.stride, h: height.stride },
    padding: { w: width.padBefore, h: height.padBefore },
    dilation: { w: width.dilation, h: height.dilation },
    activation: { min, max },
  };
}

/** Columns by which a window goes over the right border. */
function overhang({ input, kernel, stride, dilation, padBefore }: WindowAxis, window: number): number {
  return window * stride - padBefore + dilatedExtent(kernel, dilation) - input;
}

function paddingOf({ height, width }: WindowStage): { padTop: number; padLeft: number } {
  return { padTop: height.padBefore, padLeft: width.padBefore };
}

/**
 * Whether Helium takes an image of one row apart into just the windows of the convolution. It copies what lies under the
 * first window over the right border as if one column were missing, and behind it as many as there are such windows, or
 * as on the left.
 */
function oneRowAlike(geometry: ConvolutionGeometry): true | string {
  const { height, width } = geometry;
  if (isPointwise(geometry) || !isOneRow(geometry)) return true;
  if (isPadded(height)) return 'one row on Helium: the library makes none of the rows of padding';
  const parts = oneRowParts(width);
  if (!parts.agrees) return 'one row on Helium: the library gives up where columns are left over';
  if (!parts.whole) return true;
  const { left, inside, right, leftPadding, rightPadding } = parts;
  const begin = (window: number): number => window * width.stride - width.padBefore;
  const fits =
    (left === 0 || (width.kernel <= width.input && (left - 1) * width.stride <= leftPadding)) &&
    begin(left) >= 0 &&
    (inside === 0 || overhang(width, left + inside - 1) <= 0) &&
    (right === 0 ||
      (begin(left + inside) >= 0 &&
        overhang(width, left + inside) === 1 &&
        (right - 1) * width.stride + 1 <= rightPadding));
  return fits || 'one row on Helium: the library reads other columns at the borders';
}

/** Multiplications, outputs, values that are gathered under windows, and the pieces in which they are. */
function convolutionQuantities(at: KernelSite<Conv2dSite, Conv2dPrepared>): number[] {
  const outputs = elementCount(at.site.outputs.output.shape);
  const { factors, height, width, groups } = at.prepared;
  const depth = elementCount(at.site.inputs.weights.shape) / factors.length;
  const windows = isPointwise(convolutionOf(at)) ? 0 : (outputs / factors.length) * groups;
  return [outputs * depth, outputs, windows * depth, windows * height.kernel * width.kernel];
}
