import type { FusedActivation } from '../numerics/activation.js';
import type { Padding } from '../numerics/window.js';

/** Attributes of every operator, by slug: what a node carries besides its tensors. All are known at compile time. */
export interface OperatorAttributes {
  readonly conv2d: ConvAttributes;
  readonly 'depthwise-conv2d': DepthwiseConvAttributes;
  readonly 'fully-connected': FullyConnectedAttributes;
  readonly 'average-pool2d': PoolAttributes;
  readonly 'max-pool2d': PoolAttributes;
  readonly add: ElementwiseAttributes;
  readonly sub: ElementwiseAttributes;
  readonly mul: ElementwiseAttributes;
  readonly maximum: NoAttributes;
  readonly minimum: NoAttributes;
  readonly pad: PadAttributes;
  readonly mean: MeanAttributes;
  readonly reshape: ReshapeAttributes;
  readonly squeeze: SqueezeAttributes;
  readonly 'expand-dims': ExpandDimsAttributes;
  readonly concatenation: ConcatenationAttributes;
  readonly transpose: TransposeAttributes;
  readonly 'strided-slice': StridedSliceAttributes;
  readonly 'resize-nearest-neighbor': ResizeAttributes;
  readonly softmax: SoftmaxAttributes;
  readonly logistic: NoAttributes;
  readonly tanh: NoAttributes;
  readonly relu: NoAttributes;
  readonly relu6: NoAttributes;
  readonly 'leaky-relu': LeakyReluAttributes;
  readonly quantize: NoAttributes;
  readonly dequantize: NoAttributes;
}

export type OperatorKind = keyof OperatorAttributes;

export type NoAttributes = Readonly<Record<string, never>>;

/**
 * Weights are [output channels, kernel height, kernel width, input channels / groups]; groups follow from the shapes.
 */
export interface ConvAttributes {
  readonly padding: Padding;
  readonly strideHeight: number;
  readonly strideWidth: number;
  readonly dilationHeight: number;
  readonly dilationWidth: number;
  readonly activation: FusedActivation;
}

/**
 * Weights are [1, kernel height, kernel width, input channels * multiplier]; the multiplier follows from the shapes.
 */
export type DepthwiseConvAttributes = ConvAttributes;

/** Weights are [output channels, input depth]. */
export interface FullyConnectedAttributes {
  readonly activation: FusedActivation;
  /** Keep the input's outer dimensions instead of flattening them into one batch dimension. */
  readonly keepDimensions: boolean;
}

export interface PoolAttributes {
  readonly padding: Padding;
  readonly strideHeight: number;
  readonly strideWidth: number;
  readonly filterHeight: number;
  readonly filterWidth: number;
  readonly activation: FusedActivation;
}

export interface ElementwiseAttributes {
  readonly activation: FusedActivation;
}

export interface PadAttributes {
  /** Elements before and after each dimension of the input. */
  readonly paddings: readonly (readonly [before: number, after: number])[];
  /** Quantized value of the padding; null for the output's zero point, as PAD has it. */
  readonly value: number | null;
}

export interface MeanAttributes {
  /** Reduced dimensions; negative counts from the last. */
  readonly axes: readonly number[];
  readonly keepDimensions: boolean;
}

export interface ReshapeAttributes {
  /** At most one entry is -1: what is left. */
  readonly shape: readonly number[];
}

export interface SqueezeAttributes {
  /** Removed dimensions of size 1; empty for all of them. Negative counts from the last. */
  readonly axes: readonly number[];
}

export interface ExpandDimsAttributes {
  /** Where the new dimension of size 1 stands in the output; negative counts from the last. */
  readonly axis: number;
}

export interface ConcatenationAttributes {
  /** Negative counts from the last. */
  readonly axis: number;
  readonly activation: FusedActivation;
}

export interface TransposeAttributes {
  /** Output dimension i is input dimension permutation[i]. */
  readonly permutation: readonly number[];
}

export interface ResizeAttributes {
  readonly outputHeight: number;
  readonly outputWidth: number;
  readonly alignCorners: boolean;
  readonly halfPixelCenters: boolean;
}

export interface SoftmaxAttributes {
  readonly beta: number;
}

export interface LeakyReluAttributes {
  /** Slope below zero. */
  readonly alpha: number;
}

/** One entry per dimension of the input. */
export interface StridedSliceAttributes {
  /** First element that is taken. */
  readonly starts: readonly number[];
  /** Elements from one that is taken to the next; negative walks backwards. */
  readonly steps: readonly number[];
  /** Elements that are taken. */
  readonly sizes: readonly number[];
  /** Dimensions of size 1 that the output does not have. */
  readonly droppedAxes: readonly number[];
}
