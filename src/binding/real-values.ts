import { byteRange, type ValuesOfType } from '../ir/tensor.js';
import { quantizeReal } from '../numerics/activation.js';
import { clamp } from '../numerics/fixed-point.js';

/** An input or output of bytes with a scale. */
export interface QuantizedPort {
  readonly dtype: 'int8' | 'uint8';
  readonly scale: number;
  readonly zeroPoint: number;
}

/**
 * Real values as the model takes them: rounded and clamped as QUANTIZE does it, in float32; NaN counts as 0. As many as
 * are given.
 */
export function quantizeValues<const P extends QuantizedPort>(
  { dtype, scale, zeroPoint }: P,
  real: ArrayLike<number>,
): ValuesOfType<P['dtype']> {
  const { least, most } = byteRange(dtype);
  const values = dtype === 'int8' ? new Int8Array(real.length) : new Uint8Array(real.length);
  for (let i = 0; i < values.length; i += 1) {
    const steps = quantizeReal(real[i] ?? 0, scale);
    values[i] = Number.isNaN(steps) ? zeroPoint : clamp(steps + zeroPoint, least, most);
  }
  return values as ValuesOfType<P['dtype']>;
}

/** The real numbers that values of the model stand for, as DEQUANTIZE gives them: scale * (value - zero point). */
export function dequantizeValues<const P extends QuantizedPort>(
  { scale, zeroPoint }: P,
  values: ValuesOfType<P['dtype']>,
): Float32Array {
  return Float32Array.from(values, (value) => scale * (value - zeroPoint));
}
