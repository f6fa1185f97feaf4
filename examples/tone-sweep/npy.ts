/** A NumPy file, version 1.0, of int8 values in C order. */
export function encodeNpy(values: Int8Array, shape: readonly number[]): Uint8Array {
  const description = `{'descr': '|i1', 'fortran_order': False, 'shape': (${shape.join(', ')}${shape.length === 1 ? ',' : ''}), }`;
  const magicBytes = 10;
  // The format asks for a header that ends with a newline at a multiple of 64 bytes.
  const headerBytes = Math.ceil((magicBytes + description.length + 1) / 64) * 64 - magicBytes;
  const header = `${description.padEnd(headerBytes - 1)}\n`;
  const file = new Uint8Array(magicBytes + headerBytes + values.length);
  file.set([0x93, ...new TextEncoder().encode('NUMPY'), 1, 0, headerBytes & 0xff, headerBytes >> 8]);
  file.set(new TextEncoder().encode(header), magicBytes);
  file.set(new Uint8Array(values.buffer, values.byteOffset, values.length), magicBytes + headerBytes);
  return file;
}
