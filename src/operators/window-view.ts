import { isPadded, type WindowAxis } from '../numerics/window.js';

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
  readonly strideHeight: number;
  readonly strideWidth: number;
  readonly dilationHeight: number;
  readonly dilationWidth: number;
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
    strideHeight: height.stride,
    strideWidth: width.stride,
    dilationHeight: height.dilation,
    dilationWidth: width.dilation,
    padTop: height.padBefore,
    padLeft: width.padBefore,
    padded: isPadded(height) || isPadded(width),
    inputElements: height.input * width.input * inputChannels,
    inputRowElements: width.input * inputChannels,
  };
}
