/**
 * The parts of the TensorFlow Lite schema, version 3, that int8c reads: field numbers, types and defaults.
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

type FieldSpec = readonly [index: number, type: FieldType, extra?: number | string];
type FieldsOf<S extends Record<string, FieldSpec>> = { readonly [K in keyof S]: Field<S[K][1]> };

function table<const S extends Record<string, FieldSpec>>(spec: S): FieldsOf<S> {
  const entries = Object.entries(spec).map(([name, [index, type, extra]]) => {
    const field: Field = {
      name,
      index,
      type,
      absent: typeof extra === 'number' ? extra : 0,
      ...(typeof extra === 'string' ? { of: extra } : {}),
    };
    return [name, Object.freeze(field)] as const;
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
  OperatorCode: table({ deprecatedBuiltinCode: [0, 'int8'], customCode: [1, 'string'], version: [2, 'int32', 1], builtinCode: [3, 'int32'] }),
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
  Conv2DOptions: table({
    padding: [0, 'int8'],
    strideWidth: [1, 'int32'],
    strideHeight: [2, 'int32'],
    activation: [3, 'int8'],
    dilationWidth: [4, 'int32', 1],
    dilationHeight: [5, 'int32', 1],
    quantizedBiasType: [6, 'int8'],
  }),
  DepthwiseConv2DOptions: table({
    padding: [0, 'int8'],
    strideWidth: [1, 'int32'],
    strideHeight: [2, 'int32'],
    depthMultiplier: [3, 'int32'],
    activation: [4, 'int8'],
    dilationWidth: [5, 'int32', 1],
    dilationHeight: [6, 'int32', 1],
  }),
  Pool2DOptions: table({
    padding: [0, 'int8'],
    strideWidth: [1, 'int32'],
    strideHeight: [2, 'int32'],
    filterWidth: [3, 'int32'],
    filterHeight: [4, 'int32'],
    activation: [5, 'int8'],
  }),
  FullyConnectedOptions: table({ activation: [0, 'int8'], weightsFormat: [1, 'int8'], keepDimensions: [2, 'bool'] }),
  SoftmaxOptions: table({ beta: [0, 'float32'] }),
  ConcatenationOptions: table({ axis: [0, 'int32'], activation: [1, 'int8'] }),
  AddOptions: table({ activation: [0, 'int8'] }),
  SubOptions: table({ activation: [0, 'int8'] }),
  MulOptions: table({ activation: [0, 'int8'] }),
  ReshapeOptions: table({ newShape: [0, 'int32s'] }),
  SqueezeOptions: table({ squeezeDimensions: [0, 'int32s'] }),
  ReducerOptions: table({ keepDimensions: [0, 'bool'] }),
  ResizeNearestNeighborOptions: table({ alignCorners: [0, 'bool'], halfPixelCenters: [1, 'bool'] }),
  PadOptions: table({}),
  PadV2Options: table({}),
  TransposeOptions: table({}),
  ExpandDimsOptions: table({}),
  DequantizeOptions: table({}),
  QuantizeOptions: table({}),
});

export type TableName = keyof typeof schema;

/** Members of the union of options tables, by their number in the file. */
export const optionTables = Object.freeze({
  Conv2DOptions: 1,
  DepthwiseConv2DOptions: 2,
  Pool2DOptions: 5,
  FullyConnectedOptions: 8,
  SoftmaxOptions: 9,
  ConcatenationOptions: 10,
  AddOptions: 11,
  ReshapeOptions: 17,
  MulOptions: 21,
  PadOptions: 22,
  TransposeOptions: 26,
  ReducerOptions: 27,
  SubOptions: 28,
  SqueezeOptions: 30,
  DequantizeOptions: 38,
  PadV2Options: 43,
  ExpandDimsOptions: 52,
  ResizeNearestNeighborOptions: 74,
  QuantizeOptions: 89,
} satisfies Partial<Record<TableName, number>>);

export type OptionTable = keyof typeof optionTables;
