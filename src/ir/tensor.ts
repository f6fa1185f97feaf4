import type { Origin } from '../diagnostics/origin.js';

export type TensorId = number;

export const dataTypes = ['int8', 'int16', 'int32', 'int64', 'uint8', 'float32', 'float16', 'bool', 'int4'] as const;
export type DataType = (typeof dataTypes)[number];

/** Sizes of the dimensions, outermost first. `[]` is a scalar. */
export type Shape = readonly number[];

/**
 * real = scale * (quantized - zeroPoint). Scales are the float32 values of the model, held in doubles. Where a
 * description gives multipliers and shifts, nobody need know the scale of a tensor: it is `unscaled`.
 */
export type Quantization =
  | { readonly kind: 'perTensor'; readonly scale: number; readonly zeroPoint: number }
  | { readonly kind: 'unscaled'; readonly zeroPoint: number }
  | {
      readonly kind: 'perChannel';
      readonly axis: number;
      readonly scales: readonly number[];
      readonly zeroPoints: readonly number[];
    };

export interface Tensor {
  readonly id: TensorId;
  readonly name: string;
  readonly dtype: DataType;
  readonly shape: Shape;
  readonly quantization: Quantization | null;
  /** Little-endian bytes of a constant; null for a value that exists only at run time. */
  readonly data: Uint8Array | null;
  readonly origin: Origin;
}

/** Scale and zero point that hold for all channels; null where there is none, or where it is not known. */
export function affineOf({ quantization }: Pick<Tensor, 'quantization'>): {
  readonly scale: number | null;
  readonly zeroPoint: number | null;
} {
  switch (quantization?.kind) {
    case 'perTensor':
      return quantization;
    case 'unscaled':
      return { scale: null, zeroPoint: quantization.zeroPoint };
    case 'perChannel':
    case undefined:
      return { scale: null, zeroPoint: null };
  }
}

/** Bytes of one element. int4 is packed two to a byte and has no element size of its own. */
export function elementBytes(dtype: DataType): number {
  switch (dtype) {
    case 'int8':
    case 'uint8':
    case 'bool':
      return 1;
    case 'int16':
    case 'float16':
      return 2;
    case 'int32':
    case 'float32':
      return 4;
    case 'int64':
      return 8;
    case 'int4':
      return 0.5;
  }
}

/** Number of elements: 1 for a scalar. */
export function elementCount(shape: Shape): number {
  return shape.reduce((product, size) => product * size, 1);
}

export function tensorBytes(tensor: Pick<Tensor, 'dtype' | 'shape'>): number {
  return Math.ceil(elementCount(tensor.shape) * elementBytes(tensor.dtype));
}

export function formatShape(shape: Shape): string {
  return `[${shape.join(', ')}]`;
}

export function shapesEqual(left: Shape, right: Shape): boolean {
  return left.length === right.length && left.every((size, axis) => size === right[axis]);
}

/** The typed arrays that hold values of the types that int8c computes with. */
interface ValueArrays {
  readonly int8: Int8Array;
  readonly uint8: Uint8Array;
  readonly int16: Int16Array;
  readonly int32: Int32Array;
  readonly float32: Float32Array;
}

export type ValuesOfType<D extends DataType> = D extends keyof ValueArrays ? ValueArrays[D] : never;
export type TensorValues = ValueArrays[keyof ValueArrays];

/** Bytes as typed values of the tensor's type, copied so that alignment does not matter. */
export function decodeValues<D extends DataType>(dtype: D, bytes: Uint8Array): ValuesOfType<D> {
  return decodeTyped(dtype, bytes) as ValuesOfType<D>;
}

function decodeTyped(dtype: DataType, bytes: Uint8Array): TensorValues {
  const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
  switch (dtype) {
    case 'int8':
      return new Int8Array(buffer);
    case 'uint8':
      return new Uint8Array(buffer);
    case 'int16':
      return new Int16Array(buffer);
    case 'int32':
      return new Int32Array(buffer);
    case 'float32':
      return new Float32Array(buffer);
    default:
      throw new Error(`int8c bug: ${dtype} values are not decoded`);
  }
}

/** The bytes of typed values, shared with them; little-endian on every machine that Node runs on. */
export function bytesOf(values: TensorValues): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

/** Zeroed values for a tensor. */
export function allocateValues(tensor: Pick<Tensor, 'dtype' | 'shape'>): TensorValues {
  return decodeValues(tensor.dtype, new Uint8Array(tensorBytes(tensor)));
}

/** The least and the largest value of a byte: of int8 where the type is not uint8. */
export function byteRange(dtype: DataType): { readonly least: number; readonly most: number } {
  return dtype === 'uint8' ? { least: 0, most: 255 } : { least: -128, most: 127 };
}
