import { affineOf, decodeValues, type Tensor } from '../ir/tensor.js';

/** real = scale * (quantized - zeroPoint). */
export interface AffineScale {
  readonly scale: number;
  readonly zeroPoint: number;
}

/** Scale and zero point of a per-tensor quantized tensor, which the verifier has found to be one. */
export function scaleAndZeroPoint(tensor: Tensor): AffineScale {
  if (tensor.quantization?.kind !== 'perTensor')
    throw new Error(`int8c bug: ${tensor.name} is not quantized per tensor`);
  return tensor.quantization;
}

/** The scale of a tensor that has one, for all its channels. */
export function scaleOf(tensor: Tensor): number | null {
  return affineOf(tensor).scale;
}

/** Zero point of a value, whether or not its scale is known. */
export function zeroPointOf(tensor: Tensor): number {
  const { zeroPoint } = affineOf(tensor);
  if (zeroPoint === null) throw new Error(`int8c bug: ${tensor.name} has no zero point for all channels`);
  return zeroPoint;
}

/** Scales of weights: one per output channel, a single one for all, or none where they are not known. */
export function weightScales(tensor: Tensor): readonly number[] {
  switch (tensor.quantization?.kind) {
    case 'perTensor':
      return [tensor.quantization.scale];
    case 'perChannel':
      return tensor.quantization.scales;
    case 'unscaled':
      return [];
    case undefined:
      throw new Error(`int8c bug: weights ${tensor.name} are not quantized`);
  }
}

export function weightZeroPoints(tensor: Tensor): readonly number[] {
  switch (tensor.quantization?.kind) {
    case 'perTensor':
    case 'unscaled':
      return [tensor.quantization.zeroPoint];
    case 'perChannel':
      return tensor.quantization.zeroPoints;
    case undefined:
      return [];
  }
}

/** Values of a constant int8 tensor. */
export function int8Constant(tensor: Tensor): Int8Array {
  if (tensor.data === null || tensor.dtype !== 'int8')
    throw new Error(`int8c bug: ${tensor.name} is not an int8 constant`);
  return new Int8Array(tensor.data.buffer, tensor.data.byteOffset, tensor.data.byteLength);
}

/** Bias values, or zeros where there is no bias. */
export function biasValues(bias: Tensor | null, channels: number): Int32Array {
  if (bias === null) return new Int32Array(channels);
  if (bias.data === null) throw new Error(`int8c bug: bias ${bias.name} is not constant`);
  return decodeValues('int32', bias.data);
}

/** Size of one dimension of a shape that has it. */
export function dimension(shape: readonly number[], axis: number): number {
  const size = shape[axis];
  if (size === undefined) throw new Error(`int8c bug: no dimension ${axis} in [${shape.join(', ')}]`);
  return size;
}
