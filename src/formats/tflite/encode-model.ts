import { Builder } from 'flatbuffers';

import { optionFields, type OptionValue } from './codec.js';
import { findOptionTable } from './codec-rows.js';
import { schema, type Field, type TableName } from './schema.js';

/** Values of one table by field name, as in `schema.ts` and `codec-rows.ts`. Absent fields are left out of the file. */
export interface TableValues {
  readonly [field: string]: FieldValue | undefined;
}

export type FieldValue = OptionValue | string | Uint8Array | TableValues | readonly TableValues[];

/** Files are loaded into memory where the data of a tensor may be accessed in units of 16 bytes. */
const dataAlignment = 16;

/** Tables that are written already: the same object in several places becomes one table that all of them point to. */
type Written = Map<TableValues, number>;

/** Writes a `Model` table and all below it as a file. What it says is the caller's business: odd files are welcome. */
export function encodeModel(model: TableValues, identifier = 'TFL3'): Uint8Array {
  const builder = new Builder(1024);
  builder.finish(encodeTable(builder, new Map(), tableOf('Model'), model), identifier);
  return builder.asUint8Array().slice();
}

/** A table of the schema with its fields. */
interface Table {
  readonly name: string;
  readonly fields: Readonly<Record<string, Field>>;
}

function tableOf(name: TableName): Table {
  return { name, fields: schema[name] };
}

function encodeTable(builder: Builder, written: Written, table: Table, values: TableValues): number {
  const offset = written.get(values) ?? encodeNewTable(builder, written, table, values);
  written.set(values, offset);
  return offset;
}

function encodeNewTable(builder: Builder, written: Written, { name, fields }: Table, values: TableValues): number {
  const present = Object.entries(values).flatMap(([key, value]) => {
    const field = fields[key];
    if (field === undefined) throw new Error(`${name} has no field ${key}`);
    return value === undefined ? [] : [{ field, value }];
  });
  // Children come first: FlatBuffers are written from the leaves to the root.
  const slots = present.map(({ field, value }) => ({
    field,
    value,
    offset: encodeChild(builder, written, field, value, values),
  }));
  builder.startObject(Math.max(0, ...Object.values(fields).map((field) => field.index + 1)));
  for (const { field, value, offset } of slots) {
    if (offset === null) addNumber(builder, field, Number(value));
    else builder.addFieldOffset(field.index, offset, 0);
  }
  return builder.endObject();
}

/** Writes what a field points to; null for a number, which stands in the table itself. */
function encodeChild(
  builder: Builder,
  written: Written,
  field: Field,
  value: FieldValue,
  values: TableValues,
): number | null {
  switch (field.type) {
    case 'string':
      return builder.createString(value as string);
    case 'uint8s': {
      const bytes = value as Uint8Array;
      builder.prep(dataAlignment, bytes.length);
      return builder.createByteVector(bytes);
    }
    case 'int32s':
      return encodeVector(builder, 4, value as readonly number[], (item) => builder.addInt32(item));
    case 'float32s':
      return encodeVector(builder, 4, value as readonly number[], (item) => builder.addFloat32(item));
    case 'int64s':
      return encodeVector(builder, 8, value as readonly number[], (item) => builder.addInt64(BigInt(item)));
    case 'table':
      return encodeTable(builder, written, tableOf(field.of as TableName), value as TableValues);
    case 'union':
      return encodeTable(builder, written, optionTable(Number(values['builtinOptionsType'])), value as TableValues);
    case 'tables': {
      const offsets = (value as readonly TableValues[]).map((item) =>
        encodeTable(builder, written, tableOf(field.of as TableName), item),
      );
      return encodeVector(builder, 4, offsets, (offset) => builder.addOffset(offset));
    }
    default:
      return null;
  }
}

function optionTable(type: number): Table {
  const table = findOptionTable(type);
  if (table === undefined) throw new Error(`no options table has number ${type}`);
  return { name: table.name, fields: optionFields(table) };
}

function encodeVector(builder: Builder, size: number, items: readonly number[], add: (item: number) => void): number {
  builder.startVector(size, items.length, size);
  for (const item of [...items].reverse()) add(item);
  return builder.endVector();
}

function addNumber(builder: Builder, field: Field, value: number): void {
  switch (field.type) {
    case 'int8':
    case 'uint8':
    case 'bool':
      return builder.addFieldInt8(field.index, value, field.absent);
    case 'int32':
    case 'uint32':
      return builder.addFieldInt32(field.index, value, field.absent);
    case 'uint64':
      return builder.addFieldInt64(field.index, BigInt(value), BigInt(field.absent));
    case 'float32':
      return builder.addFieldFloat32(field.index, value, field.absent);
    default:
      throw new Error(`${field.name} is not a number`);
  }
}
