import { describe, expect, it } from 'vitest';
import {
  openView,
  readBytes,
  readFloats,
  readIntegers,
  readNumber,
  readTable,
  readTables,
  readText,
  rootTable,
  type Damage,
  type TableView,
} from '../../src/formats/tflite/flatbuffer-view.js';
import { maxTableEntries } from '../../src/formats/tflite/limits.js';
import type { Field, FieldType } from '../../src/formats/tflite/schema.js';

function field<T extends FieldType>(type: T, index = 0, absent = 0): Field<T> {
  return { name: `${type}${index}`, index, type, absent };
}

/** Numbers of a file, four bytes each but where a width is given, at the byte that follows. */
type Piece = number | { readonly bytes: readonly number[] } | { readonly u16: readonly number[] };

function fileOf(...pieces: readonly Piece[]): Uint8Array {
  return Uint8Array.from(
    pieces.flatMap((piece) => {
      if (typeof piece === 'number') return [...new Uint8Array(Int32Array.of(piece).buffer)];
      return 'bytes' in piece ? piece.bytes : [...new Uint8Array(Uint16Array.from(piece.u16).buffer)];
    }),
  );
}

/**
 * One table of `tableBytes` bytes at 16 with fields at these offsets, its vtable at 8; `rest` follows the offset to the
 * vtable.
 */
function oneTable(fields: readonly number[], tableBytes: number, ...rest: readonly Piece[]): Uint8Array {
  const vtable = [4 + 2 * fields.length, tableBytes, ...fields];
  return fileOf(16, 0, { u16: [...vtable, 0, 0, 0].slice(0, 4) }, 16 - 8, ...rest);
}

function withRoot<T>(bytes: Uint8Array, read: (table: TableView) => T): { value: T | null; damage: Damage | null } {
  const view = openView(bytes, 'f');
  const root = rootTable(view, 'Root');
  return { value: root === null ? null : read(root), damage: view.damage };
}

/** What is wrong with a file, in short. */
function seen(bytes: Uint8Array, read: (table: TableView) => unknown = () => null): string | null {
  const { damage } = withRoot(bytes, read);
  return damage === null ? null : `${damage.kind} ${damage.path} at ${damage.byteOffset}: ${damage.seen}`;
}

describe('a table', () => {
  it.each<[string, Uint8Array, string | null]>([
    ['as small as it can be', oneTable([], 4), null],
    ['that ends with the file', oneTable([4], 8, 7), null],
    ['that ends a byte behind the file', oneTable([4], 9, 7), 'damaged Root at 10: a table of 9 bytes'],
    ['smaller than its first field', oneTable([], 3), 'damaged Root at 10: a table of 3 bytes'],
    ['at the last byte that can hold one', fileOf(8, { u16: [4, 4] }, 4), null],
    [
      'behind the last byte that can hold one',
      fileOf(12, { u16: [4, 4] }, 4),
      'damaged Root at 12: a table cannot stand here',
    ],
    ['at an odd place', fileOf(6, { u16: [4, 4] }, 4, 4), 'damaged Root at 6: a table cannot stand here'],
    ['whose vtable stands before the file', fileOf(8, 0, 9), 'damaged Root at 8: its vtable would stand at byte -1'],
    ['whose vtable is the first byte', fileOf(8, 0, 8), 'damaged Root at 2: a table of 0 bytes'],
    ['whose vtable stands at an odd place', fileOf(8, 0, 3), 'damaged Root at 8: its vtable would stand at byte 5'],
    ['whose vtable ends with the file', fileOf(8, 0, -4, { u16: [4, 4] }), null],
    [
      'whose vtable begins too late',
      fileOf(8, 0, -6, { u16: [4, 4] }),
      'damaged Root at 8: its vtable would stand at byte 14',
    ],
    [
      'whose vtable has more fields than the file has bytes',
      fileOf(8, 0, -4, { u16: [6, 4] }),
      'damaged Root at 12: a vtable of 6 bytes',
    ],
    ['whose vtable has no room for its sizes', fileOf(8, { u16: [2, 4] }, 4), 'damaged Root at 4: a vtable of 2 bytes'],
    ['whose vtable has half a field', fileOf(8, { u16: [5, 4] }, 4), 'damaged Root at 4: a vtable of 5 bytes'],
  ])('%s', (_name, bytes, expected) => {
    expect(seen(bytes)).toBe(expected);
  });
});

describe('a number', () => {
  const bits = [0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0x1f, 0];

  it.each([
    ['int8', -2],
    ['uint8', 254],
    ['bool', 1],
    ['int32', -2],
    ['uint32', 2 ** 32 - 2],
    ['uint64', 2 ** 53 - 2],
  ] as const)('of type %s', (type, value) => {
    expect(withRoot(oneTable([4], 12, { bytes: bits }), (root) => readNumber(root, field(type)))).toEqual({
      value,
      damage: null,
    });
  });

  it('of type float32 and false', () => {
    expect(
      withRoot(oneTable([4], 8, { bytes: [0, 0, 0x60, 0x40] }), (root) => readNumber(root, field('float32'))).value,
    ).toBe(3.5);
    expect(withRoot(oneTable([4], 8, 0), (root) => readNumber(root, field('bool'))).value).toBe(0);
  });

  it.each<[string, Uint8Array, Field<'int32'>, number, string | null]>([
    ['is what is absent where its slot is 0', oneTable([0], 8, 9), field('int32', 0, 5), 5, null],
    ['is what is absent where the vtable has no slot for it', oneTable([4], 8, 9), field('int32', 1, 5), 5, null],
    ['is read from the last slot', oneTable([0, 4], 8, 9), field('int32', 1, 5), 9, null],
    ['may end with its table', oneTable([4], 8, 9), field('int32'), 9, null],
    [
      'must not end behind it',
      oneTable([5], 8, 9),
      field('int32', 0, 5),
      5,
      'damaged Root.int320 at 12: a field at byte 5 of a table of 8 bytes',
    ],
    [
      'must not stand in the offset of the vtable',
      oneTable([3], 8, 9),
      field('int32', 0, 5),
      5,
      'damaged Root.int320 at 12: a field at byte 3 of a table of 8 bytes',
    ],
  ])('%s', (_name, bytes, wanted, value, damage) => {
    expect(withRoot(bytes, (root) => readNumber(root, wanted)).value).toBe(value);
    expect(seen(bytes, (root) => readNumber(root, wanted))).toBe(damage);
  });

  it.each([
    ['int8', 1],
    ['uint8', 1],
    ['bool', 1],
    ['int32', 4],
    ['uint32', 4],
    ['uint64', 8],
    ['float32', 4],
  ] as const)('of type %s takes %s bytes of its table', (type, size) => {
    const rest = { bytes: [0, 0, 0, 0, 0, 0, 0, 0] };
    expect(seen(oneTable([4], 4 + size, rest), (root) => readNumber(root, field(type)))).toBeNull();
    expect(seen(oneTable([4], 3 + size, rest), (root) => readNumber(root, field(type)))).toContain(
      `a table of ${3 + size} bytes`,
    );
  });
});

/** A vector behind the table, which is 20 bytes from the start of the file: its length, then its bytes. */
const vector = (length: number, ...bytes: readonly number[]): Uint8Array => oneTable([4], 8, 4, length, { bytes });

describe('a vector', () => {
  it.each<[string, Uint8Array, (root: TableView) => unknown, unknown]>([
    ['of bytes', vector(3, 1, 2, 3), (root) => readBytes(root, field('uint8s')), Uint8Array.of(1, 2, 3)],
    ['of text', vector(2, 0x68, 0x69, 0), (root) => readText(root, field('string')), 'hi'],
    ['of int32', vector(2, 1, 0, 0, 0, 255, 255, 255, 255), (root) => readIntegers(root, field('int32s')), [1, -1]],
    [
      'of int64',
      vector(1, 254, 255, 255, 255, 255, 255, 255, 255),
      (root) => readIntegers(root, field('int64s')),
      [-2],
    ],
    ['of float32', vector(1, 0, 0, 0x60, 0x40), (root) => readFloats(root, field('float32s')), [3.5]],
    ['of nothing', vector(0), (root) => readIntegers(root, field('int32s')), []],
    ['that is absent, of bytes', oneTable([], 4), (root) => readBytes(root, field('uint8s')), null],
    ['that is absent, of text', oneTable([], 4), (root) => readText(root, field('string')), ''],
    ['that is absent, of tables', oneTable([], 4), (root) => readTables(root, field('tables')), []],
    ['that is absent, a table', oneTable([], 4), (root) => readTable(root, field('table')), null],
  ])('%s', (_name, bytes, read, value) => {
    expect(withRoot(bytes, read)).toEqual({ value, damage: null });
  });

  const readers = [
    ['bytes', 1, (root: TableView) => readBytes(root, field('uint8s'))],
    ['text', 1, (root: TableView) => readText(root, field('string'))],
    ['int32', 4, (root: TableView) => readIntegers(root, field('int32s'))],
    ['int64', 8, (root: TableView) => readIntegers(root, field('int64s'))],
    ['float32', 4, (root: TableView) => readFloats(root, field('float32s'))],
    ['tables', 4, (root: TableView) => readTables(root, field('tables'))],
  ] as const;

  it.each(readers)(
    'of %s must not end behind the file, by a single byte or by as many as its length takes',
    (_name, size, read) => {
      for (const missing of [1, 2, 3, 4]) {
        const bytes = vector(5, ...new Array<number>(5 * size - missing).fill(0));
        expect(seen(bytes, read), `${missing} bytes missing`).toMatch(
          new RegExp(`at 24: a vector of 5 elements of ${size} bytes ends past the end of the file$`),
        );
      }
      const whole = seen(vector(5, ...new Array<number>(5 * size).fill(0)), read);
      expect(whole === null || !whole.includes('ends past')).toBe(true);
      expect(seen(vector(2 ** 31 - 1), read)).toContain('ends past the end of the file');
      expect(seen(vector(-1), read)).toContain(`a vector of ${2 ** 32 - 1} elements`);
    },
  );

  it('must stand at a multiple of four, with its length inside the file', () => {
    const read = (root: TableView): unknown => readBytes(root, field('uint8s'));
    const at = (distance: number): Uint8Array => oneTable([4], 8, distance, 0, 0);
    expect([4, 8].map((distance) => seen(at(distance), read))).toEqual([null, null]);
    expect([5, 6, 12].map((distance) => seen(at(distance), read))).toEqual(
      [25, 26, 32].map((byte) => `damaged Root.uint8s0 at ${byte}: a vector cannot stand here`),
    );
  });
});

describe('tables of a vector', () => {
  /** Two entries of a vector; the first leads to a table of nothing behind them. */
  const entries = (first: number, second: number): Uint8Array =>
    oneTable([4], 8, 4, 2, first, second, { u16: [4, 4] }, 4);
  const read = (root: TableView): readonly TableView[] => readTables(root, field('tables'));

  it('are found by the offset of each entry', () => {
    const { value, damage } = withRoot(entries(12, 8), read);
    expect(damage).toBeNull();
    expect(value?.map(({ position }) => position)).toEqual([40, 40]);
    expect(value?.[0]?.place).toMatchObject({ name: 'tables0', index: 0 });
  });

  it('are none where one of them is damaged, and the way to it is told', () => {
    expect(withRoot(entries(12, 9), read).value).toEqual([]);
    expect(seen(entries(12, 9), read)).toBe('damaged Root.tables0[1] at 41: a table cannot stand here');
  });

  it('are followed to a table of a field', () => {
    const bytes = oneTable([4], 8, 8, { u16: [4, 4] }, 4);
    expect(withRoot(bytes, (root) => readTable(root, field('table'))?.position)).toEqual({ value: 28, damage: null });
    expect(seen(oneTable([4], 8, 7, { u16: [4, 4] }, 4), (root) => readTable(root, field('table')))).toBe(
      'damaged Root.table0 at 27: a table cannot stand here',
    );
  });

  it('may be as many as any model has, and no more', () => {
    const many = (count: number): Uint8Array => {
      const bytes = new Uint8Array(oneTable([4], 8, 4, count).length + 4 * count + 8);
      bytes.set(oneTable([4], 8, 4, count));
      const view = new DataView(bytes.buffer);
      const start = bytes.length - 8;
      view.setUint16(start, 4, true);
      view.setUint16(start + 2, 4, true);
      view.setInt32(start + 4, 4, true);
      for (let at = 28; at < start; at += 4) view.setUint32(at, start + 4 - at, true);
      return bytes;
    };
    expect(withRoot(many(maxTableEntries), read)).toMatchObject({ value: { length: maxTableEntries }, damage: null });
    expect(seen(many(maxTableEntries + 1), read)).toBe(
      `limit Root.tables0 at 24: ${maxTableEntries + 1} entries; int8c reads at most ${maxTableEntries}`,
    );
  });
});

describe('the budget', () => {
  /** 65536 elements, and 4 for each of 40 bytes. */
  const bytes = vector(3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

  it.each([
    ['integers', (root: TableView) => readIntegers(root, field('int32s'))],
    ['floats', (root: TableView) => readFloats(root, field('float32s'))],
    ['text', (root: TableView) => readText(root, field('string'))],
    ['tables', (root: TableView) => readTables(root, field('tables'))],
  ] as const)('is spent by %s, to the last element', (_name, read) => {
    const view = openView(bytes, 'f');
    expect(view.budget).toBe(65_536 + 4 * 40);
    view.budget = 3;
    const root = rootTable(view, 'Root');
    if (root === null) throw new Error('no root');
    read(root);
    expect(view.damage?.kind === 'limit').toBe(false);
    expect(view.budget).toBe(0);
    const poor = openView(bytes, 'f');
    poor.budget = 2;
    const again = rootTable(poor, 'Root');
    if (again !== null) expect(read(again)).toHaveLength(0);
    expect(poor.damage).toMatchObject({
      kind: 'limit',
      byteOffset: 24,
      seen: 'vectors unfold to many times the size of the file',
    });
  });
});

describe('damage', () => {
  it('is kept as it was first seen, and nothing is read behind it', () => {
    const view = openView(vector(9, 1), 'f');
    const root = rootTable(view, 'Root');
    if (root === null) throw new Error('no root');
    expect(readBytes(root, field('uint8s'))).toBeNull();
    const first = view.damage;
    expect(first?.seen).toContain('ends past');
    expect(readNumber(root, field('int32', 0, 77))).toBe(77);
    expect(readText(root, field('string'))).toBe('');
    expect(rootTable(view, 'Again')).toBeNull();
    expect(view.damage).toBe(first);
  });
});
