import { bytesOf, type DataType, type Shape, type TensorValues } from '../../ir/tensor.js';

const preambleBytes = 10;
/** NumPy aligns the data behind the header. */
const alignmentBytes = 64;

/** A tensor as the bytes of a .npy file, format 1.0, C order, little-endian. */
export function npyBytes(dtype: DataType, shape: Shape, values: TensorValues): Uint8Array {
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
  const dictionary = `{'descr': '${elementCode(dtype)}', 'fortran_order': False, 'shape': ${tuple}, }`;
  const headerEnd = Math.ceil((preambleBytes + dictionary.length + 1) / alignmentBytes) * alignmentBytes;
  const header = `${dictionary.padEnd(headerEnd - preambleBytes - 1)}\n`;
  const preamble = Uint8Array.of(0x93, ...Buffer.from('NUMPY'), 1, 0, header.length & 0xff, header.length >> 8);
  return Buffer.concat([preamble, Buffer.from(header, 'latin1'), bytesOf(values)]);
}

function elementCode(dtype: DataType): string {
  switch (dtype) {
    case 'int8':
      return '|i1';
    case 'uint8':
      return '|u1';
    case 'int16':
      return '<i2';
    case 'int32':
      return '<i4';
    case 'float32':
      return '<f4';
    default:
      throw new Error(`int8c bug: ${dtype} values are not simulated`);
  }
}
