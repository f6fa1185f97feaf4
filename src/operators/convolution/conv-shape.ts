import type { Shape, Tensor } from '../../ir/tensor.js';
import { windowOutput } from '../../numerics/window.js';
import type { ConvAttributes } from '../attributes.js';
import { dimension } from '../tensor-access.js';

/** Output shape [batch, height, width, channels] of a convolution; weights have their channels on `channelAxis`. */
export function inferConvShape(
  attributes: ConvAttributes,
  inputs: readonly (Tensor | null)[],
  channelAxis: number,
): Shape | string {
  const [input, weights] = inputs;
  if (!input || !weights) return 'input or weights are missing';
  const { padding, strideHeight, strideWidth, dilationHeight, dilationWidth } = attributes;
  return [
    dimension(input.shape, 0),
    windowOutput(padding, dimension(input.shape, 1), dimension(weights.shape, 1), strideHeight, dilationHeight),
    windowOutput(padding, dimension(input.shape, 2), dimension(weights.shape, 2), strideWidth, dilationWidth),
    dimension(weights.shape, channelAxis),
  ];
}
