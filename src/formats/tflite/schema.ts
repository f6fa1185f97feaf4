/**
 * The tables of the TensorFlow Lite schema, version 3, that int8c reads: field numbers, types and defaults. The options
 * of the operators are in the rows of `codec-rows.ts`.
 * Source: the field order of the public schema of TensorFlow Lite (Apache-2.0), from which the numbers follow.
 */

export type NumberType = 'int8' | 'uint8' | 'bool' | 'int32' | 'uint32' | 'uint64' | 'float32';
export type VectorType = 'int32s' | 'int64s' | 'float32s' | 'uint8s';
export type FieldType = NumberType | VectorType | 'string' | 'table' | 'tables' | 'union';

export interface Field<T extends FieldType = FieldType> {
  readonly name: string;
  /** Number of the field in its table: its slot in the vtable. */
  readonly index: number;
  readonly type: T;
  /** Value of an absent number. */
  readonly absent: number;
  /** Table that a `table` or `tables` field holds. */
  readonly of?: string;
}

export function fieldOf<T extends FieldType>(name: string, index: number, type: T, absent = 0): Field<T> {
  return Object.freeze({ name, index, type, absent });
}

type FieldSpec = readonly [index: number, type: FieldType, extra?: number | string];
type FieldsOf<S extends Record<string, FieldSpec>> = { readonly [K in keyof S]: Field<S[K][1]> };

function table<const S extends Record<string, FieldSpec>>(spec: S): FieldsOf<S> {
  const entries = Object.entries(spec).map(([name, [index, type, extra]]) => {
    const field = fieldOf(name, index, type, typeof extra === 'number' ? extra : 0);
    return [name, typeof extra === 'string' ? Object.freeze({ ...field, of: extra }) : field] as const;
  });
  return Object.freeze(Object.fromEntries(entries)) as FieldsOf<S>;
}

export const schema = Object.freeze({
  Model: table({
    version: [0, 'uint32'],
    operatorCodes: [1, 'tables', 'OperatorCode'],
    subgraphs: [2, 'tables', 'SubGraph'],
    description: [3, 'string'],
    buffers: [4, 'tables', 'Buffer'],
    metadata: [6, 'tables', 'Metadata'],
  }),
  OperatorCode: table({
    deprecatedBuiltinCode: [0, 'int8'],
    customCode: [1, 'string'],
    version: [2, 'int32', 1],
    builtinCode: [3, 'int32'],
  }),
  SubGraph: table({
    tensors: [0, 'tables', 'Tensor'],
    inputs: [1, 'int32s'],
    outputs: [2, 'int32s'],
    operators: [3, 'tables', 'Operator'],
    name: [4, 'string'],
  }),
  Buffer: table({ data: [0, 'uint8s'], offset: [1, 'uint64'], size: [2, 'uint64'] }),
  Metadata: table({ name: [0, 'string'], buffer: [1, 'uint32'] }),
  Tensor: table({
    shape: [0, 'int32s'],
    type: [1, 'int8'],
    buffer: [2, 'uint32'],
    name: [3, 'string'],
    quantization: [4, 'table', 'QuantizationParameters'],
    isVariable: [5, 'bool'],
    sparsity: [6, 'table', 'SparsityParameters'],
    shapeSignature: [7, 'int32s'],
    hasRank: [8, 'bool'],
    externalBuffer: [10, 'uint32'],
  }),
  QuantizationParameters: table({
    min: [0, 'float32s'],
    max: [1, 'float32s'],
    scale: [2, 'float32s'],
    zeroPoint: [3, 'int64s'],
    detailsType: [4, 'uint8'],
    quantizedDimension: [6, 'int32'],
  }),
  SparsityParameters: table({ traversalOrder: [0, 'int32s'], blockMap: [1, 'int32s'] }),
  Operator: table({
    opcodeIndex: [0, 'uint32'],
    inputs: [1, 'int32s'],
    outputs: [2, 'int32s'],
    builtinOptionsType: [3, 'uint8'],
    builtinOptions: [4, 'union'],
    customOptions: [5, 'uint8s'],
  }),
});

export type TableName = keyof typeof schema;
