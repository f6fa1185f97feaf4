import { ByteBuffer } from 'flatbuffers';

import { decodedElementsAtLeast, decodedElementsPerByte, maxTableEntries } from './limits.js';
import type { Field, NumberType } from './schema.js';

/**
 * Checked reading of FlatBuffers. Every offset, vtable and length is compared with the file before it is followed. The
 * first thing that does not fit is kept in `damage`, and from then on reads answer as if the field were absent: callers
 * look at `damage` once at the end instead of after every read.
 */
export interface FileView {
  readonly file: string;
  readonly bytes: Uint8Array;
  readonly buffer: ByteBuffer;
  damage: Damage | null;
  /** Elements that may still be decoded. */
  budget: number;
}

/** The first place where a file breaks the format (`damaged`) or a limit of int8c (`limit`). */
export interface Damage {
  readonly kind: 'damaged' | 'limit';
  readonly byteOffset: number;
  /** The way from the root, e.g. `Model.subgraphs[0].tensors[3].shape`. */
  readonly path: string;
  readonly seen: string;
}

/** A table whose position, vtable and extent lie inside the file. */
export interface TableView {
  readonly view: FileView;
  readonly position: number;
  readonly bytes: number;
  readonly vtable: number;
  readonly vtableBytes: number;
  readonly place: Place;
}

/** A step on the way from the root; spelled out only when something is wrong. */
export interface Place {
  readonly parent: Place | null;
  readonly name: string;
  readonly index: number | null;
}

const numberBytes: Readonly<Record<NumberType, number>> = Object.freeze({
  int8: 1,
  uint8: 1,
  bool: 1,
  int32: 4,
  uint32: 4,
  uint64: 8,
  float32: 4,
});

export function openView(bytes: Uint8Array, file: string): FileView {
  const budget = bytes.length * decodedElementsPerByte + decodedElementsAtLeast;
  return { file, bytes, buffer: new ByteBuffer(bytes), damage: null, budget };
}

/** The root table. The file has at least 8 bytes. */
export function rootTable(view: FileView, name: string): TableView | null {
  const place: Place = { parent: null, name, index: null };
  return openTable(view, place, view.buffer.readUint32(0));
}

export function readNumber(table: TableView, field: Field<NumberType>): number {
  const position = fieldPosition(table, field, numberBytes[field.type]);
  if (position === null) return field.absent;
  const { buffer } = table.view;
  switch (field.type) {
    case 'int8':
      return buffer.readInt8(position);
    case 'uint8':
      return buffer.readUint8(position);
    case 'bool':
      return buffer.readUint8(position) === 0 ? 0 : 1;
    case 'int32':
      return buffer.readInt32(position);
    case 'uint32':
      return buffer.readUint32(position);
    case 'uint64':
      return Number(buffer.readUint64(position));
    case 'float32':
      return buffer.readFloat32(position);
  }
}

export function readFlag(table: TableView, field: Field<'bool'>): boolean {
  return readNumber(table, field) !== 0;
}

/** Null when the field is absent or damaged. */
export function readTable(table: TableView, field: Field<'table' | 'union'>): TableView | null {
  const position = followOffset(table, field);
  return position === null ? null : openTable(table.view, placeOf(table, field), position);
}

/** The tables of a vector: all of them, or none when the vector is absent or damaged. */
export function readTables(table: TableView, field: Field<'tables'>): readonly TableView[] {
  const vector = openVector(table, field, 4);
  if (vector === null) return [];
  if (vector.length > maxTableEntries) {
    report(
      table.view,
      'limit',
      vector.start - 4,
      placeOf(table, field),
      `${vector.length} entries; int8c reads at most ${maxTableEntries}`,
    );
    return [];
  }
  if (!spend(table, field, vector)) return [];
  const tables: TableView[] = [];
  for (let index = 0; index < vector.length; index += 1) {
    const at = vector.start + 4 * index;
    const place = { ...placeOf(table, field), index };
    const entry = openTable(table.view, place, at + table.view.buffer.readUint32(at));
    if (entry === null) return [];
    tables.push(entry);
  }
  return tables;
}

export function readIntegers(table: TableView, field: Field<'int32s' | 'int64s'>): readonly number[] {
  const { buffer } = table.view;
  return field.type === 'int32s'
    ? decodeVector(table, field, 4, (position) => buffer.readInt32(position))
    : decodeVector(table, field, 8, (position) => Number(buffer.readInt64(position)));
}

export function readFloats(table: TableView, field: Field<'float32s'>): readonly number[] {
  return decodeVector(table, field, 4, (position) => table.view.buffer.readFloat32(position));
}

/** A window on the file's own bytes, not a copy; null when the field is absent or damaged. */
export function readBytes(table: TableView, field: Field<'uint8s'>): Uint8Array | null {
  const vector = openVector(table, field, 1);
  return vector === null ? null : table.view.bytes.subarray(vector.start, vector.start + vector.length);
}

/** Text as UTF-8; bytes that are none become replacement characters. Empty when absent. */
export function readText(table: TableView, field: Field<'string'>): string {
  const vector = openVector(table, field, 1);
  if (vector === null || !spend(table, field, vector)) return '';
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(
    table.view.bytes.subarray(vector.start, vector.start + vector.length),
  );
}

function decodeVector(
  table: TableView,
  field: Field,
  size: number,
  read: (position: number) => number,
): readonly number[] {
  const vector = openVector(table, field, size);
  if (vector === null || !spend(table, field, vector)) return [];
  return Array.from({ length: vector.length }, (_, index) => read(vector.start + size * index));
}

interface Vector {
  /** Byte of the first element. */
  readonly start: number;
  readonly length: number;
}

function openVector(table: TableView, field: Field, elementSize: number): Vector | null {
  const position = followOffset(table, field);
  if (position === null) return null;
  const { view } = table;
  if (position % 4 !== 0 || position + 4 > view.bytes.length) {
    return report(view, 'damaged', position, placeOf(table, field), 'a vector cannot stand here');
  }
  const length = view.buffer.readUint32(position);
  const start = position + 4;
  if (length * elementSize > view.bytes.length - start) {
    const seen = `a vector of ${length} elements of ${elementSize} bytes ends past the end of the file`;
    return report(view, 'damaged', position, placeOf(table, field), seen);
  }
  return { start, length };
}

/** Charges the elements of a vector to the budget of the file. */
function spend(table: TableView, field: Field, vector: Vector): boolean {
  const { view } = table;
  view.budget -= vector.length;
  if (view.budget >= 0) return true;
  report(view, 'limit', vector.start - 4, placeOf(table, field), 'vectors unfold to many times the size of the file');
  return false;
}

function openTable(view: FileView, place: Place, position: number): TableView | null {
  if (view.damage !== null) return null;
  const end = view.bytes.length;
  if (position % 4 !== 0 || position + 4 > end)
    return report(view, 'damaged', position, place, 'a table cannot stand here');
  const vtable = position - view.buffer.readInt32(position);
  if (vtable < 0 || vtable % 2 !== 0 || vtable + 4 > end) {
    return report(view, 'damaged', position, place, `its vtable would stand at byte ${vtable}`);
  }
  const vtableBytes = view.buffer.readUint16(vtable);
  const bytes = view.buffer.readUint16(vtable + 2);
  if (vtableBytes < 4 || vtableBytes % 2 !== 0 || vtable + vtableBytes > end) {
    return report(view, 'damaged', vtable, place, `a vtable of ${vtableBytes} bytes`);
  }
  if (bytes < 4 || position + bytes > end)
    return report(view, 'damaged', vtable + 2, place, `a table of ${bytes} bytes`);
  return { view, position, bytes, vtable, vtableBytes, place };
}

/** Byte of a field, or null when it is absent. */
function fieldPosition(table: TableView, field: Field, size: number): number | null {
  if (table.view.damage !== null) return null;
  const slot = 4 + 2 * field.index;
  if (slot + 2 > table.vtableBytes) return null;
  const offset = table.view.buffer.readUint16(table.vtable + slot);
  if (offset === 0) return null;
  if (offset < 4 || offset + size > table.bytes) {
    return report(
      table.view,
      'damaged',
      table.vtable + slot,
      placeOf(table, field),
      `a field at byte ${offset} of a table of ${table.bytes} bytes`,
    );
  }
  return table.position + offset;
}

/** Byte that an offset field points to, not yet known to lie inside the file; null when the field is absent. */
function followOffset(table: TableView, field: Field): number | null {
  const position = fieldPosition(table, field, 4);
  return position === null ? null : position + table.view.buffer.readUint32(position);
}

function placeOf(table: TableView, field: Field): Place {
  return { parent: table.place, name: field.name, index: null };
}

/** Keeps the first damage. Answers null so that a check can return it. */
function report(view: FileView, kind: Damage['kind'], byteOffset: number, place: Place, seen: string): null {
  view.damage ??= { kind, byteOffset, path: spell(place), seen };
  return null;
}

function spell(place: Place): string {
  const own = place.index === null ? place.name : `${place.name}[${place.index}]`;
  return place.parent === null ? own : `${spell(place.parent)}.${own}`;
}
