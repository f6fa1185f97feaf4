import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DiagnosticCode } from '../../src/diagnostics/diagnostic.js';
import { arrayCodes } from '../../src/formats/arrays/codes.js';
import { renderDiagnostic } from '../../src/diagnostics/render-terminal.js';
import { readArray } from '../../src/formats/arrays/read-array.js';
import type { Shape, Tensor } from '../../src/ir/tensor.js';
import { codesOf, valueOf } from '../support/verify-samples.js';

const quantized: Tensor = {
  id: 0,
  name: 'image',
  dtype: 'int8',
  shape: [1, 2, 3],
  quantization: { kind: 'perTensor', scale: 0.5, zeroPoint: -3 },
  data: null,
  origin: { kind: 'file', file: 'test' },
};
const real: Tensor = { ...quantized, dtype: 'float32', quantization: null };

/** A .npy file as NumPy writes it: the dictionary is padded so that the data starts at a multiple of 64 bytes. */
function npy(descr: string, shape: Shape, data: ArrayBufferView, { fortran = 'False', major = 1 } = {}): Uint8Array {
  const sizes = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  return npyOf(`{'descr': '${descr}', 'fortran_order': ${fortran}, 'shape': (${sizes}), }`, data, major);
}

function npyOf(dictionary: string, data: ArrayBufferView, major = 1): Uint8Array {
  const start = major === 1 ? 10 : 12;
  const length = Math.ceil((start + dictionary.length + 1) / 64) * 64 - start;
  const header = Buffer.from(`${dictionary.padEnd(length - 1)}\n`, 'latin1');
  const size = Buffer.alloc(start - 8);
  if (major === 1) size.writeUInt16LE(length);
  else size.writeUInt32LE(length);
  return new Uint8Array(
    Buffer.concat([Buffer.from([0x93]), Buffer.from('NUMPY'), Buffer.from([major, 0]), size, header, bytes(data)]),
  );
}

const bytes = (data: ArrayBufferView): Uint8Array => new Uint8Array(data.buffer, data.byteOffset, data.byteLength);

const six = Int8Array.from([1, -2, 3, -4, 127, -128]);
const twelve = Int8Array.from([...six, ...six.map((value) => -1 - value)]);

describe('.bin files', () => {
  it('hold one or many frames', () => {
    expect(valueOf(readArray(bytes(six), 'a.bin', quantized))).toEqual([six]);
    expect(valueOf(readArray(bytes(twelve), 'folder.npy/A.BIN', quantized))).toEqual([
      twelve.slice(0, 6),
      twelve.slice(6),
    ]);
    expect(valueOf(readArray(bytes(Float32Array.from(six)), 'a.bin', real))).toEqual([Float32Array.from(six)]);
  });

  it.each([0, 5, 7, 13])('of %i bytes are no whole frames of 6', (length) => {
    expect(codesOf(readArray(new Uint8Array(length), 'a.bin', quantized))).toEqual(['I8C6102']);
  });
});

describe('.npy files', () => {
  it.each([
    ['the shape of the input', [1, 2, 3], 1],
    ['frames in the dimension of size 1', [2, 2, 3], 2],
    ['a dimension more for frames', [2, 1, 2, 3], 2],
    ['no dimension of size 1', [2, 3], 1],
  ])('may have %s', (_what, shape, frames) => {
    const data = twelve.slice(0, 6 * frames);
    expect(valueOf(readArray(npy('|i1', shape, data), 'a.npy', quantized))).toEqual(
      frames === 1 ? [six] : [twelve.slice(0, 6), twelve.slice(6)],
    );
  });

  it('may be of any version, and of Fortran order where there is one dimension', () => {
    expect(valueOf(readArray(npy('|i1', [1, 2, 3], six, { major: 2 }), 'a.npy', quantized))).toEqual([six]);
    expect(valueOf(readArray(npy('|i1', [1, 2, 3], six, { major: 3 }), 'a.npy', quantized))).toEqual([six]);
    expect(
      valueOf(readArray(npy('|i1', [6], six, { fortran: 'True' }), 'a.npy', { ...quantized, shape: [6] })),
    ).toEqual([six]);
    expect(valueOf(readArray(npy('|i1', [], six.slice(0, 1)), 'a.npy', { ...quantized, shape: [1] }))).toEqual([
      six.slice(0, 1),
    ]);
  });

  it('give real numbers to a real input as float32', () => {
    const values = Float64Array.from([0.1, -0, 1e300, NaN, -Infinity, 3]);
    expect(valueOf(readArray(npy('<f8', [1, 2, 3], values), 'a.npy', real))).toEqual([Float32Array.from(values)]);
    expect(valueOf(readArray(npy('<f4', [1, 2, 3], Float32Array.from(values)), 'a.npy', real))).toEqual([
      Float32Array.from(values),
    ]);
  });

  it('are taken by a uint8 input as they are, and quantized where they are real', () => {
    const image: Tensor = {
      ...quantized,
      dtype: 'uint8',
      shape: [4],
      quantization: { kind: 'perTensor', scale: 0.5, zeroPoint: 128 },
    };
    const raw = Uint8Array.of(0, 1, 128, 255);
    expect(valueOf(readArray(npy('|u1', [4], raw), 'a.npy', image))).toEqual([raw]);
    expect(valueOf(readArray(raw, 'a.bin', image))).toEqual([raw]);
    const reals = Float32Array.of(-64.25, -64, 63.5, 64);
    expect(valueOf(readArray(npy('<f4', [4], new Uint8Array(reals.buffer)), 'a.npy', image))).toEqual([
      Uint8Array.of(0, 0, 255, 255),
    ]);
    expect(codesOf(readArray(npy('|i1', [4], raw), 'a.npy', image))).toEqual(['I8C6105']);
    expect(codesOf(readArray(npy('|u1', [4], raw), 'a.npy', { ...image, dtype: 'int8' }))).toEqual(['I8C6105']);
  });

  it('are quantized for an int8 input, halves away from zero, with a note that counts what was cut', () => {
    const result = readArray(
      npy('<f4', [1, 2, 3], Float32Array.from([0, 0.25, -0.25, 0.24, 1000, -1000])),
      'a.npy',
      quantized,
    );
    expect(valueOf(result)).toEqual([Int8Array.from([-3, -2, -4, -3, 127, -128])]);
    expect(result.diagnostics).toMatchObject([
      { code: 'I8C6109', severity: 'note', message: 'real numbers were quantized with scale 0.5 and zero point -3' },
    ]);
    expect(result.diagnostics[0]?.details[1]).toBe('2 values lay outside -128 .. 127 and were cut');
    const inside = readArray(npy('<f8', [1, 2, 3], new Float64Array(6)), 'a.npy', quantized);
    expect(inside.diagnostics[0]?.details.length).toBe(1);
  });

  const data = six;
  it.each<[string, DiagnosticCode, Uint8Array, Tensor]>([
    ['without the magic bytes', 'I8C6103', bytes(six), quantized],
    ['of an unknown version', 'I8C6103', npy('|i1', [1, 2, 3], data, { major: 4 }), quantized],
    ['with a header longer than the file', 'I8C6103', npy('|i1', [1, 2, 3], data).subarray(0, 40), quantized],
    [
      'with a header of 4 GB',
      'I8C6103',
      Uint8Array.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 2, 0, 255, 255, 255, 255, 0]),
      quantized,
    ],
    ['with no dictionary', 'I8C6103', npyOf('[1, 2]', data), quantized],
    [
      'with an entry that NumPy does not write',
      'I8C6103',
      npyOf("{'descr': '|i1', 'fortran_order': False, 'shape': (6,), 'x': __import__('os')}", data),
      quantized,
    ],
    [
      'with an entry twice',
      'I8C6103',
      npyOf("{'descr': '|i1', 'descr': '|i1', 'fortran_order': False, 'shape': (6,)}", data),
      quantized,
    ],
    ['without a shape', 'I8C6103', npyOf("{'descr': '|i1', 'fortran_order': False}", data), quantized],
    [
      'with a shape that is no tuple',
      'I8C6103',
      npyOf("{'descr': '|i1', 'fortran_order': False, 'shape': True}", data),
      quantized,
    ],
    ['of pickled objects', 'I8C6105', npy('|O', [1, 2, 3], data), quantized],
    ['in Fortran order', 'I8C6104', npy('|i1', [1, 2, 3], data, { fortran: 'True' }), quantized],
    ['with swapped bytes', 'I8C6104', npy('>f4', [1, 2, 3], Float32Array.from(six)), real],
    ['of uint8', 'I8C6105', npy('|u1', [1, 2, 3], data), quantized],
    ['of int64', 'I8C6105', npy('<i8', [1, 2, 3], BigInt64Array.from([...six].map(BigInt))), quantized],
    ['of int8 for a real input', 'I8C6105', npy('|i1', [1, 2, 3], data), real],
    ['cut off', 'I8C6107', npy('|i1', [1, 2, 3], six.slice(0, 5)), quantized],
    ['too long', 'I8C6107', npy('|i1', [1, 2, 3], Int8Array.from([...six, 0])), quantized],
    ['of absurd size', 'I8C6107', npy('|i1', [9e15, 9e15, 9e15], data), quantized],
    ['of another shape', 'I8C6106', npy('|i1', [3, 2], data), quantized],
    ['without frames', 'I8C6106', npy('|i1', [0, 2, 3], new Int8Array(0)), quantized],
    [
      'of numbers that cannot be quantized',
      'I8C6108',
      npy('<f4', [1, 2, 3], Float32Array.from([0, 1, NaN, 3, 4, 5])),
      quantized,
    ],
  ])('%s are refused', (_what, code, file, tensor) => {
    expect(codesOf(readArray(file, 'a.npy', tensor))).toEqual([code]);
  });

  it('say what to do about uint8 images', () => {
    const refused = readArray(npy('|u1', [1, 2, 3], six), 'a.npy', quantized);
    expect(refused.ok ? '' : refused.diagnostics[0]?.help).toContain('- 128');
  });

  it('never end in an exception, whatever bytes they hold', () => {
    const known = new Set(arrayCodes.map(({ code }) => code));
    const good = npy('<f4', [2, 2, 3], new Float32Array(12));
    const damage = fc.array(fc.record({ at: fc.nat(good.length - 1), byte: fc.nat(255) }), { maxLength: 8 });
    fc.assert(
      fc.property(damage, fc.nat(good.length), (changes, length) => {
        const file = Uint8Array.from(good);
        for (const { at, byte } of changes) file[at] = byte;
        const result = readArray(file.subarray(0, length), 'a.npy', quantized);
        for (const item of result.diagnostics)
          expect([known.has(item.code), /[^\P{C}\n]/u.test(renderDiagnostic(item))]).toEqual([true, false]);
      }),
      { numRuns: 3000 },
    );
  });
});

describe('other files', () => {
  it.each(['a.png', 'a', 'a.npz', 'folder.bin/a'])('%s are refused by their name', (file) => {
    expect(codesOf(readArray(bytes(six), file, quantized))).toEqual(['I8C6101']);
  });
});
