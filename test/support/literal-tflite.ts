import { Builder } from 'flatbuffers';

/*
 * Files of one operator, written and looked into with the numbers of the public schema of TensorFlow Lite (schema.fbs)
 * as literals. Nothing here is imported from the reader or the writer: a wrong number in their tables would be wrong in
 * both, and reading would still undo writing.
 */

export type LiteralType = 'byte' | 'bool' | 'int' | 'float' | 'ints';

/** A field of an options table: its slot is its place in the table of the schema, counted from 0. */
export interface LiteralField {
  readonly slot: number;
  readonly type: LiteralType;
  readonly value: number | readonly number[];
}

/** A constant tensor behind the value inputs; 2 is INT32 and 9 is INT8 in `enum TensorType`. */
export interface LiteralParameter {
  readonly tensorType: 2 | 9;
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

export interface LiteralOperator {
  /** Its number in `enum BuiltinOperator`. */
  readonly code: number;
  readonly valueShapes: readonly (readonly number[])[];
  readonly outputShape: readonly number[];
  readonly parameters: readonly LiteralParameter[];
  /** Its number in `union BuiltinOptions`; 0 is NONE. */
  readonly optionsType: number;
  readonly fields: readonly LiteralField[];
}

/** Slots of the tables around an operator. */
const model = { version: 0, operatorCodes: 1, subgraphs: 2, buffers: 4 };
const operatorCode = { deprecatedBuiltinCode: 0, version: 2, builtinCode: 3 };
const subgraph = { tensors: 0, inputs: 1, outputs: 2, operators: 3 };
const tensor = { shape: 0, type: 1, buffer: 2, name: 3, quantization: 4 };
const quantization = { scale: 2, zeroPoint: 3 };
const operator = { opcodeIndex: 0, inputs: 1, outputs: 2, builtinOptionsType: 3, builtinOptions: 4 };

/** Every tensor has this scale and zero point. */
const scale = 0.5;
const zeroPoint = 3;

/** Tensors: the values, the parameters, the output. */
export function literalFile(content: LiteralOperator): Uint8Array {
  const b = new Builder(1024);
  const { valueShapes, parameters } = content;
  const output = valueShapes.length + parameters.length;
  const buffers = [null, ...parameters.map(parameterBytes)].map((data) =>
    table(b, { 0: data === null ? null : reference(bytes(b, data)) }),
  );
  const tensors = [
    ...valueShapes.map((shape, index) => literalTensor(b, `t${index}`, shape, 9, 0)),
    ...parameters.map(({ shape, tensorType }, index) => literalTensor(b, `p${index}`, shape, tensorType, index + 1)),
    literalTensor(b, 'out', content.outputShape, 9, 0),
  ];
  const node = table(b, {
    [operator.inputs]: reference(
      ints(
        b,
        Array.from({ length: output }, (_, index) => index),
      ),
    ),
    [operator.outputs]: reference(ints(b, [output])),
    [operator.builtinOptionsType]: content.optionsType === 0 ? null : { type: 'byte', value: content.optionsType },
    [operator.builtinOptions]: content.optionsType === 0 ? null : reference(literalOptions(b, content.fields)),
  });
  const main = table(b, {
    [subgraph.tensors]: reference(offsets(b, tensors)),
    [subgraph.inputs]: reference(
      ints(
        b,
        valueShapes.map((_, index) => index),
      ),
    ),
    [subgraph.outputs]: reference(ints(b, [output])),
    [subgraph.operators]: reference(offsets(b, [node])),
  });
  const code = table(b, {
    [operatorCode.deprecatedBuiltinCode]: { type: 'byte', value: content.code },
    [operatorCode.version]: { type: 'int', value: 1 },
    [operatorCode.builtinCode]: { type: 'int', value: content.code },
  });
  const root = table(b, {
    [model.version]: { type: 'int', value: 3 },
    [model.operatorCodes]: reference(offsets(b, [code])),
    [model.subgraphs]: reference(offsets(b, [main])),
    [model.buffers]: reference(offsets(b, buffers)),
  });
  b.finish(root, 'TFL3');
  return b.asUint8Array().slice();
}

type Slot = { readonly type: 'byte' | 'bool' | 'int' | 'float' | 'reference'; readonly value: number } | null;

function reference(offset: number): Slot {
  return { type: 'reference', value: offset };
}

/** Numbers stand in the file even where they are the schema's default; -1 is the default of none, nor a value here. */
function table(b: Builder, slots: Readonly<Record<number, Slot>>): number {
  b.startObject(16);
  for (const [key, slot] of Object.entries(slots)) {
    const at = Number(key);
    if (slot === null) continue;
    if (slot.type === 'reference') b.addFieldOffset(at, slot.value, 0);
    else if (slot.type === 'int') b.addFieldInt32(at, slot.value, -1);
    else if (slot.type === 'float') b.addFieldFloat32(at, slot.value, -1);
    else b.addFieldInt8(at, slot.value, -1);
  }
  return b.endObject();
}

function ints(b: Builder, values: readonly number[]): number {
  b.startVector(4, values.length, 4);
  for (const value of [...values].reverse()) b.addInt32(value);
  return b.endVector();
}

function offsets(b: Builder, values: readonly number[]): number {
  b.startVector(4, values.length, 4);
  for (const value of [...values].reverse()) b.addOffset(value);
  return b.endVector();
}

function bytes(b: Builder, data: Uint8Array): number {
  b.prep(16, data.length);
  return b.createByteVector(data);
}

function literalTensor(b: Builder, name: string, shape: readonly number[], type: number, buffer: number): number {
  b.startVector(4, 1, 4);
  b.addFloat32(scale);
  const scales = b.endVector();
  b.startVector(8, 1, 8);
  b.addInt64(BigInt(zeroPoint));
  const zeroPoints = b.endVector();
  const quantized = table(b, {
    [quantization.scale]: reference(scales),
    [quantization.zeroPoint]: reference(zeroPoints),
  });
  return table(b, {
    [tensor.shape]: reference(ints(b, shape)),
    [tensor.type]: { type: 'byte', value: type },
    [tensor.buffer]: { type: 'int', value: buffer },
    [tensor.name]: reference(b.createString(name)),
    [tensor.quantization]: type === 9 ? reference(quantized) : null,
  });
}

function literalOptions(b: Builder, fields: readonly LiteralField[]): number {
  const slots = fields.map(({ slot, type, value }): [number, Slot] => {
    if (type === 'ints') return [slot, reference(ints(b, value as readonly number[]))];
    return [slot, { type, value: value as number }];
  });
  return table(b, Object.fromEntries(slots));
}

function parameterBytes({ tensorType, values }: LiteralParameter): Uint8Array {
  return tensorType === 9
    ? new Uint8Array(Int8Array.from(values).buffer)
    : new Uint8Array(Int32Array.from(values).buffer);
}

/** Ways into the tables of a file. Positions are bytes from its start; a field that is not there is null. */
function tablesOf(file: Uint8Array) {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const follow = (at: number): number => at + view.getUint32(at, true);
  const fieldAt = (at: number, slot: number): number | null => {
    const vtable = at - view.getInt32(at, true);
    const distance = 4 + 2 * slot < view.getUint16(vtable, true) ? view.getUint16(vtable + 4 + 2 * slot, true) : 0;
    return distance === 0 ? null : at + distance;
  };
  const neededAt = (at: number, slot: number): number => fieldAt(at, slot) ?? fail(slot);
  const vector = (at: number, slot: number, size: number): readonly number[] => {
    const start = follow(neededAt(at, slot));
    return Array.from({ length: view.getUint32(start, true) }, (_, index) => start + 4 + size * index);
  };
  const child = (at: number, slot: number, index: number): number => follow(vector(at, slot, 4)[index] ?? fail(slot));
  const integers = (at: number, slot: number): readonly number[] =>
    vector(at, slot, 4).map((place) => view.getInt32(place, true));
  const byteOr = (absent: number, place: number | null): number => (place === null ? absent : view.getUint8(place));
  const intOr = (absent: number, place: number | null): number =>
    place === null ? absent : view.getInt32(place, true);
  return { view, follow, fieldAt, neededAt, vector, child, integers, byteOr, intOr };
}

type Tables = ReturnType<typeof tablesOf>;
type Seen = Omit<LiteralOperator, 'valueShapes' | 'outputShape'> & { readonly deprecatedCode: number };

/** What the first operator of a file says. `types` are those of the slots in its options: one without is an error. */
export function lookInto(file: Uint8Array, types: ReadonlyMap<number, LiteralType>): Seen {
  const tables = tablesOf(file);
  const { follow, fieldAt, child, integers, byteOr, intOr } = tables;
  const root = follow(0);
  const main = child(root, model.subgraphs, 0);
  const node = child(main, subgraph.operators, 0);
  const code = child(root, model.operatorCodes, 0);
  const options = fieldAt(node, operator.builtinOptions);
  return {
    deprecatedCode: byteOr(0, fieldAt(code, operatorCode.deprecatedBuiltinCode)),
    code: intOr(0, fieldAt(code, operatorCode.builtinCode)),
    optionsType: byteOr(0, fieldAt(node, operator.builtinOptionsType)),
    fields: options === null ? [] : fieldsAt(tables, follow(options), types),
    parameters: integers(node, operator.inputs).flatMap((index) =>
      constantAt(tables, root, child(main, subgraph.tensors, index)),
    ),
  };
}

function fieldsAt(
  { view, fieldAt, integers }: Tables,
  at: number,
  types: ReadonlyMap<number, LiteralType>,
): readonly LiteralField[] {
  return Array.from({ length: 16 }, (_, slot) => slot).flatMap((slot): readonly LiteralField[] => {
    const place = fieldAt(at, slot);
    if (place === null) return [];
    const type = types.get(slot) ?? fail(slot);
    if (type === 'ints') return [{ slot, type, value: integers(at, slot) }];
    if (type === 'float') return [{ slot, type, value: view.getFloat32(place, true) }];
    return [{ slot, type, value: type === 'int' ? view.getInt32(place, true) : view.getInt8(place) }];
  });
}

/** The tensor as a parameter; none when it has no bytes. */
function constantAt(
  { view, neededAt, vector, child, integers, intOr, fieldAt }: Tables,
  root: number,
  at: number,
): readonly LiteralParameter[] {
  const index = intOr(0, fieldAt(at, tensor.buffer));
  if (index === 0) return [];
  const tensorType = view.getInt8(neededAt(at, tensor.type)) as 2 | 9;
  const places = vector(child(root, model.buffers, index), 0, 1);
  const elements = tensorType === 9 ? places : places.filter((_, byte) => byte % 4 === 0);
  const values = elements.map((place) => (tensorType === 9 ? view.getInt8(place) : view.getInt32(place, true)));
  return [{ tensorType, shape: integers(at, tensor.shape), values }];
}

function fail(slot: number): never {
  throw new Error(`the file has nothing, or something unknown, in slot ${slot}`);
}
