import type { DataType } from '../ir/tensor.js';

export type CType = 'int8_t' | 'uint8_t' | 'int16_t' | 'int32_t' | 'float';

/** The C type of elements that a program holds. */
export function cType(dtype: DataType): CType {
  switch (dtype) {
    case 'int8':
      return 'int8_t';
    case 'uint8':
      return 'uint8_t';
    case 'int16':
      return 'int16_t';
    case 'int32':
      return 'int32_t';
    case 'float32':
      return 'float';
    default:
      throw new Error(`int8c bug: no C type for ${dtype}`);
  }
}
