import { inputTensor, optionalInputTensor } from '../../ir/graph.js';
import { elementCount, formatShape } from '../../ir/tensor.js';
import { dilatedExtent } from '../../numerics/window.js';
import type { ConvAttributes } from '../attributes.js';
import type { Constraint } from '../operator.js';
import { dimension, weightScales, weightZeroPoints } from '../tensor-access.js';
import { inferConvShape } from './conv-shape.js';

/** No kernel subtracts a weight zero point: the int8 scheme has symmetric weights. */
export const symmetricWeights: Constraint<unknown> = {
  code: 'I8C2104',
  sentence: 'weights must have zero point 0',
  why: 'the int8 scheme has symmetric weights; no kernel subtracts a weight zero point',
  help: 'convert again with full-integer quantization',
  violated(node, { tensors }) {
    const zeroPoints = weightZeroPoints(inputTensor(node, tensors, 1));
    const channel = zeroPoints.findIndex((zeroPoint) => zeroPoint !== 0);
    return channel < 0 ? null : `zero point ${zeroPoints[channel]} at channel ${channel}`;
  },
};

/** Per-channel scales stand for output channels, nothing else. */
export function channelScales<A>(channelAxis: number): Constraint<A> {
  return {
    code: 'I8C2105',
    sentence: 'weights must have one scale, or one per output channel',
    help: 'convert again with full-integer quantization',
    violated(node, { tensors }) {
      const weights = inputTensor(node, tensors, 1);
      const scales = weightScales(weights).length;
      const axis = weights.quantization?.kind === 'perChannel' ? weights.quantization.axis : channelAxis;
      const channels = dimension(weights.shape, channelAxis);
      return scales === 1 || (scales === channels && axis === channelAxis)
        ? null
        : `${scales} scales along axis ${axis} for ${channels} output channels along axis ${channelAxis}`;
    },
  };
}

export function biasPerChannel<A>(channelAxis: number): Constraint<A> {
  return {
    code: 'I8C2106',
    sentence: 'bias must have one value per output channel',
    violated(node, { tensors }) {
      const bias = optionalInputTensor(node, tensors, 2);
      const channels = dimension(inputTensor(node, tensors, 1).shape, channelAxis);
      return bias === null || elementCount(bias.shape) === channels
        ? null
        : `bias ${formatShape(bias.shape)} for ${channels} output channels`;
    },
  };
}

/** Strides and dilations count elements forward. */
export const positiveSteps: Constraint<ConvAttributes> = {
  code: 'I8C2101',
  sentence: 'strides and dilations must be at least 1',
  violated({ attributes }) {
    const { strideHeight, strideWidth, dilationHeight, dilationWidth } = attributes;
    return Math.min(strideHeight, strideWidth, dilationHeight, dilationWidth) >= 1
      ? null
      : `strides ${strideHeight}x${strideWidth}, dilations ${dilationHeight}x${dilationWidth}`;
  },
};

/** With VALID padding the dilated kernel must fit into the input at least once. */
export const windowFits: Constraint<ConvAttributes> = {
  code: 'I8C2107',
  sentence: 'kernel, dilated, must fit into the input where padding is VALID',
  help: 'use SAME padding or a smaller kernel',
  violated(node, { tensors }) {
    const [input, weights] = [inputTensor(node, tensors, 0), inputTensor(node, tensors, 1)];
    const output = inferConvShape(node.attributes, [input, weights], 0);
    if (typeof output === 'string' || Math.min(dimension(output, 1), dimension(output, 2)) >= 1) return null;
    const { dilationHeight, dilationWidth } = node.attributes;
    const extent = `${dilatedExtent(dimension(weights.shape, 1), dilationHeight)}x${dilatedExtent(dimension(weights.shape, 2), dilationWidth)}`;
    return `kernel spans ${extent}, input is ${dimension(input.shape, 1)}x${dimension(input.shape, 2)}`;
  },
};
