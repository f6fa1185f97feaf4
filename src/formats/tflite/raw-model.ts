import {
  readBytes,
  readFlag,
  readFloats,
  readIntegers,
  readNumber,
  readTable,
  readTables,
  readText,
  type TableView,
} from './flatbuffer-view.js';
import { customOperator, operatorName } from './names.js';
import { schema } from './schema.js';

/** What a file says, table by table, before anything is concluded from it. Indices are not yet checked. */
export interface RawModel {
  readonly version: number;
  readonly operatorCodes: readonly RawOperatorCode[];
  readonly subgraphs: readonly TableView[];
  readonly buffers: readonly RawBuffer[];
  readonly metadataNames: readonly string[];
}

export interface RawOperatorCode {
  /** Number of the operator, from whichever of the two fields holds it. */
  readonly code: number;
  readonly name: string;
}

export interface RawBuffer {
  /** A window on the file; null for a buffer without bytes. */
  readonly data: Uint8Array | null;
  /** The bytes stand behind the FlatBuffer, as in files larger than 2 GB. */
  readonly isOutside: boolean;
}

export interface RawSubgraph {
  readonly tensors: readonly RawTensor[];
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  readonly operators: readonly RawOperator[];
}

export interface RawTensor {
  readonly index: number;
  readonly name: string;
  readonly typeCode: number;
  readonly shape: readonly number[];
  /** The shape with -1 for sizes that are known only at run time; empty when the file does not say. */
  readonly shapeSignature: readonly number[];
  readonly buffer: number;
  readonly quantization: RawQuantization | null;
  readonly isVariable: boolean;
  readonly isSparse: boolean;
  readonly isExternal: boolean;
}

export interface RawQuantization {
  readonly scales: readonly number[];
  readonly zeroPoints: readonly number[];
  readonly dimension: number;
  /** 0, or the number of another scheme such as blockwise scales. */
  readonly detailsType: number;
}

export interface RawOperator {
  readonly index: number;
  readonly codeIndex: number;
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  readonly optionsType: number;
  readonly options: TableView | null;
}

export function readModel(root: TableView): RawModel {
  const fields = schema.Model;
  return {
    version: readNumber(root, fields.version),
    operatorCodes: readTables(root, fields.operatorCodes).map(readOperatorCode),
    subgraphs: readTables(root, fields.subgraphs),
    buffers: readTables(root, fields.buffers).map(readBuffer),
    metadataNames: readTables(root, fields.metadata).map((entry) => readText(entry, schema.Metadata.name)),
  };
}

/** Writers fill the one-byte field, the wide one, or both; the larger number is the operator. */
function readOperatorCode(table: TableView): RawOperatorCode {
  const fields = schema.OperatorCode;
  const code = Math.max(readNumber(table, fields.deprecatedBuiltinCode), readNumber(table, fields.builtinCode));
  const customName = code === customOperator ? readText(table, fields.customCode) : '';
  return { code, name: operatorName(code, customName) };
}

function readBuffer(table: TableView): RawBuffer {
  const fields = schema.Buffer;
  const data = readBytes(table, fields.data);
  // Offset 0 is absent and 1 is the placeholder that writers patch later.
  const isOutside = readNumber(table, fields.offset) > 1 && readNumber(table, fields.size) > 0;
  return { data: data === null || data.length === 0 ? null : data, isOutside };
}

export function readSubgraph(table: TableView): RawSubgraph {
  const fields = schema.SubGraph;
  return {
    tensors: readTables(table, fields.tensors).map(readTensor),
    inputs: readIntegers(table, fields.inputs),
    outputs: readIntegers(table, fields.outputs),
    operators: readTables(table, fields.operators).map(readOperator),
  };
}

function readTensor(table: TableView, index: number): RawTensor {
  const fields = schema.Tensor;
  const quantization = readTable(table, fields.quantization);
  return {
    index,
    name: readText(table, fields.name),
    typeCode: readNumber(table, fields.type),
    shape: readIntegers(table, fields.shape),
    shapeSignature: readIntegers(table, fields.shapeSignature),
    buffer: readNumber(table, fields.buffer),
    quantization: quantization === null ? null : readQuantization(quantization),
    isVariable: readFlag(table, fields.isVariable),
    isSparse: readTable(table, fields.sparsity) !== null,
    isExternal: readNumber(table, fields.externalBuffer) !== 0,
  };
}

function readQuantization(table: TableView): RawQuantization {
  const fields = schema.QuantizationParameters;
  return {
    scales: readFloats(table, fields.scale),
    zeroPoints: readIntegers(table, fields.zeroPoint),
    dimension: readNumber(table, fields.quantizedDimension),
    detailsType: readNumber(table, fields.detailsType),
  };
}

function readOperator(table: TableView, index: number): RawOperator {
  const fields = schema.Operator;
  return {
    index,
    codeIndex: readNumber(table, fields.opcodeIndex),
    inputs: readIntegers(table, fields.inputs),
    outputs: readIntegers(table, fields.outputs),
    optionsType: readNumber(table, fields.builtinOptionsType),
    options: readTable(table, fields.builtinOptions),
  };
}
