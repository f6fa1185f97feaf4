import type { WindowAxis } from '../../numerics/window.js';
import type { Target } from '../../targets/target.js';

/**
 * Bytes of the buffers that functions of the library work in, as its own functions `…_get_buffer_size…` count them;
 * where CMSIS_NN_DIR names a copy, a test holds the two against each other. The library is built in three ways.
 */
export type LibraryBuild = 'plain' | 'dsp' | 'mve';

export function libraryBuild({ features }: Pick<Target, 'features'>): LibraryBuild {
  if (features.includes('mve')) return 'mve';
  return features.includes('dsp') ? 'dsp' : 'plain';
}

/** The library asks for no alignment, but reads and writes 16 bytes at once on Helium. */
export const bufferAlignmentBytes = 16;

/**
 * What is enough for the target's build, and for the plain one, which runs where a package is tested on another machine.
 */
export function bufferBytesFor(target: Target, bytes: (build: LibraryBuild) => number): number {
  return Math.max(bytes('plain'), bytes(libraryBuild(target)));
}

/** A convolution as the library chooses a way for it. */
export interface ConvolutionGeometry {
  readonly height: WindowAxis;
  readonly width: WindowAxis;
  readonly inputChannels: number;
  /** Input channels of one group. */
  readonly groupDepth: number;
}

/** Every pixel by itself, whatever the stride. */
export function isPointwise({ height, width, inputChannels, groupDepth }: ConvolutionGeometry): boolean {
  const alone = ({ kernel, dilation, padBefore }: WindowAxis): boolean =>
    kernel === 1 && dilation === 1 && padBefore === 0;
  return alone(height) && alone(width) && inputChannels === groupDepth;
}

/** An image of one row, which Helium multiplies where it lies. */
export function isOneRow({ height, width, inputChannels, groupDepth }: ConvolutionGeometry): boolean {
  return (
    height.input === 1 &&
    height.kernel === 1 &&
    width.dilation === 1 &&
    (width.stride * inputChannels) % 4 === 0 &&
    inputChannels === groupDepth
  );
}

/** Of arm_convolve_wrapper_s8. */
export function convolutionBytes(build: LibraryBuild, geometry: ConvolutionGeometry): number {
  const { height, width, inputChannels } = geometry;
  if (isPointwise(geometry)) {
    const dense = height.stride === 1 && width.stride === 1;
    // Two pixels in 16 bits: for DSP, where Arm's own compiler builds it.
    return build === 'dsp' && dense ? 4 * inputChannels : 0;
  }
  const depth = height.kernel * width.kernel * inputChannels;
  if (build !== 'mve') return 4 * alignUp(depth, 4);
  if (isOneRow(geometry) && oneRowParts(width).whole) return oneRowBytes(width, inputChannels);
  return 4 * alignUp(depth, 16);
}

/** How Helium takes an image of one row apart: windows over the left border, inside, and over the right border. */
export interface OneRowParts {
  readonly left: number;
  readonly inside: number;
  readonly right: number;
  /** Columns of padding that the left windows and the right windows are given. */
  readonly leftPadding: number;
  readonly rightPadding: number;
  /** The three make all windows; otherwise the general way is taken. */
  readonly whole: boolean;
  /** What the library takes for the padding on both sides agrees with the sizes; otherwise it gives up. */
  readonly agrees: boolean;
}

/** By integer divisions of C, which cut towards 0. */
export function oneRowParts({ input, kernel, stride, output, padBefore }: WindowAxis): OneRowParts {
  const total = (output - 1) * stride + kernel - input;
  const odd = total % 2;
  const windows = (padding: number): number =>
    padding === 0 ? 0 : Math.max(1, Math.trunc((padding + stride - 1) / stride));
  const right = windows(padBefore + odd);
  const left = windows(padBefore);
  const inside = Math.max(output - (left + right), 0);
  return {
    left,
    inside,
    right,
    leftPadding: padBefore,
    rightPadding: odd === 0 ? padBefore : right,
    whole: left + inside + right === output,
    agrees: padBefore * 2 + odd === total,
  };
}

function oneRowBytes(width: WindowAxis, channels: number): number {
  const { leftPadding, rightPadding } = oneRowParts(width);
  return Math.max(width.kernel + leftPadding, width.kernel - 1 + rightPadding) * channels;
}

/** A depthwise convolution as the library chooses a way for it. */
export interface DepthwiseGeometry {
  readonly height: WindowAxis;
  readonly width: WindowAxis;
  readonly batches: number;
  readonly inputChannels: number;
  readonly outputChannels: number;
}

/** Channels that Helium takes at once. */
const heliumChannels = 124;

/** One kernel for each channel of one image. */
function isPlainDepthwise({ height, width, batches, inputChannels, outputChannels }: DepthwiseGeometry): boolean {
  return inputChannels === outputChannels && batches === 1 && height.dilation === 1 && width.dilation === 1;
}

/** The library has a kernel of its own for 3x3, but on Helium. */
export function takesSmallKernel(geometry: DepthwiseGeometry): boolean {
  const small = ({ kernel, padBefore }: WindowAxis): boolean => kernel === 3 && padBefore <= 1;
  return isPlainDepthwise(geometry) && small(geometry.height) && small(geometry.width);
}

/** Of arm_depthwise_conv_wrapper_s8. */
export function depthwiseBytes(build: LibraryBuild, geometry: DepthwiseGeometry): number {
  const { height, width, inputChannels, outputChannels } = geometry;
  const elements = height.kernel * width.kernel;
  const plain = isPlainDepthwise(geometry);
  switch (build) {
    case 'plain':
      return 0;
    case 'dsp':
      return plain && !takesSmallKernel(geometry) ? 2 * inputChannels * elements : 0;
    case 'mve': {
      const block = plain ? 4 * heliumChannels * elements : 0;
      if (!becomesConvolution(geometry)) return block;
      const converted = convolutionBytes('mve', { height, width, inputChannels, groupDepth: 1 });
      return Math.max(block, converted + elements * outputChannels);
    }
  }
}

/** Helium makes a convolution of one input channel an ordinary one: from 2 output channels on, of Arm's compiler from 9. */
export function becomesConvolution({ inputChannels, outputChannels }: DepthwiseGeometry): boolean {
  return inputChannels === 1 && outputChannels > 1;
}

/** Of arm_fully_connected_s8 and its sibling: a sum of weights for each output channel. */
export function fullyConnectedBytes(build: LibraryBuild, outputChannels: number): number {
  return build === 'mve' ? 4 * outputChannels : 0;
}

/** Of arm_avgpool_s8: a sum for each channel. */
export function averagePoolBytes(build: LibraryBuild, channels: number): number {
  return build === 'dsp' ? 4 * channels : 0;
}

function alignUp(value: number, multiple: number): number {
  return Math.ceil(value / multiple) * multiple;
}
