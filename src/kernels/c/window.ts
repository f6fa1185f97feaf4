import { isPadded, type WindowAxis } from '../../numerics/window.js';
import { c, cIdentifier, type CCode, type Identifier } from '../../text/sinks.js';
import { affine, times } from './expressions.js';

/** Geometry of a sliding window, in elements, as the C templates of convolutions and poolings use it. */
export interface WindowView {
  /** More than one image: output rows are counted over all of them. */
  readonly batched: boolean;
  readonly outputRows: number;
  readonly inputHeight: number;
  readonly inputWidth: number;
  readonly inputChannels: number;
  readonly kernelHeight: number;
  readonly kernelWidth: number;
  readonly outputHeight: number;
  readonly outputWidth: number;
  /** Input row under kernel row 0 and input column under kernel column 0, as C expressions of `y` and `x`. */
  readonly top: CCode;
  readonly left: CCode;
  /** The image that an output row belongs to: `in`, or `image` where there are several. */
  readonly image: Identifier;
  /** ` * channels`, or nothing for a single channel. */
  readonly timesInputChannels: CCode;
  /** Input row and column under kernel row `r` and kernel column `s`. */
  readonly row: CCode;
  readonly column: CCode;
  /** Padding above and left of the input, for the comment above the layer. */
  readonly padTop: number;
  readonly padLeft: number;
  /** Windows may reach outside the input: their bounds are computed per position. */
  readonly padded: boolean;
  readonly inputElements: number;
  readonly inputRowElements: number;
}

export function windowView(height: WindowAxis, width: WindowAxis, batches: number, inputChannels: number): WindowView {
  return {
    batched: batches > 1,
    outputRows: batches * height.output,
    inputHeight: height.input,
    inputWidth: width.input,
    inputChannels,
    kernelHeight: height.kernel,
    kernelWidth: width.kernel,
    outputHeight: height.output,
    outputWidth: width.output,
    top: affine(batches > 1 ? c`(y % ${height.output})` : c`y`, height.stride, -height.padBefore),
    left: affine(c`x`, width.stride, -width.padBefore),
    image: cIdentifier(batches > 1 ? 'image' : 'in'),
    timesInputChannels: times(inputChannels),
    row: c`top + r${times(height.dilation)}`,
    column: c`left + s${times(width.dilation)}`,
    padTop: height.padBefore,
    padLeft: width.padBefore,
    padded: isPadded(height) || isPadded(width),
    inputElements: height.input * width.input * inputChannels,
    inputRowElements: width.input * inputChannels,
  };
}
