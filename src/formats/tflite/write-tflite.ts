import type { Graph, Node } from '../../ir/graph.js';
import type { Quantization, Tensor } from '../../ir/tensor.js';
import type { ParameterTensor, Row } from './codec.js';
import { rows } from './codec-rows.js';
import { encodeModel, type TableValues } from './encode-model.js';
import { builtinOperatorNames, firstWideOperator, typeCodeOf } from './names.js';

/** Tables of a model, as `encodeModel` takes them. Tests change a copy to make odd files. */
export interface ModelValues extends TableValues {
  readonly version: number;
  readonly description: string;
  readonly operatorCodes: readonly TableValues[];
  readonly subgraphs: readonly SubgraphValues[];
  readonly buffers: readonly TableValues[];
}

export interface SubgraphValues extends TableValues {
  readonly tensors: readonly TableValues[];
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  readonly operators: readonly TableValues[];
}

/**
 * Writes a graph as a .tflite file that `readTflite` reads back to an equal graph, apart from origins. Tensor ids
 * become tensor indices (unused ones are filled with placeholders), parameters that the file keeps in tensors are
 * appended behind them. Node ids are taken from the order, so they must be 0, 1, 2, …
 *
 * @param graph one that the verifier accepts; throws when an operator has no row in `codec-rows.ts`
 * @returns the file; tensor data is aligned to 16 bytes in it
 */
export function writeTflite(graph: Graph): Uint8Array {
  return encodeModel(describeGraph(graph));
}

/** The tables of a graph, before they are encoded. */
export function describeGraph(graph: Graph): ModelValues {
  const buffers: TableValues[] = [{}];
  const tensors = describeTensors(graph, buffers);
  const codes: string[] = [];
  const operators = graph.nodes.map((node) => {
    const row = rowOf(node);
    const written = row.write({ node, graph });
    const opcodeIndex = indexOfName(codes, row.name);
    const parameters = written.parameters.map((parameter) => appendParameter(tensors, buffers, parameter));
    const inputs = [...node.inputs.map((id) => id ?? -1), ...parameters];
    const options =
      row.options === null ? {} : { builtinOptionsType: row.options.number, builtinOptions: written.options };
    return { opcodeIndex, inputs, outputs: node.outputs, ...options };
  });
  return {
    version: 3,
    description: 'written by int8c',
    operatorCodes: codes.map(operatorCode),
    subgraphs: [{ tensors, inputs: graph.inputs, outputs: graph.outputs, operators, name: 'main' }],
    buffers,
  };
}

function rowOf(node: Node): Row {
  const row = rows.find((candidate) => candidate.writes(node));
  if (row === undefined) throw new Error(`int8c bug: ${node.op} has no form in a .tflite file`);
  return row;
}

/** Both fields of an operator code are filled, as converters do for readers of either age. */
export function operatorCode(name: string): TableValues {
  const code = builtinOperatorNames.indexOf(name);
  if (code === -1) throw new Error(`no operator is called ${name}`);
  return { deprecatedBuiltinCode: Math.min(code, firstWideOperator), version: 1, builtinCode: code };
}

function indexOfName(codes: string[], name: string): number {
  return codes.includes(name) ? codes.indexOf(name) : codes.push(name) - 1;
}

function describeTensors(graph: Graph, buffers: TableValues[]): TableValues[] {
  const count = Math.max(-1, ...graph.tensors.keys()) + 1;
  return Array.from({ length: count }, (_, id) => {
    const tensor = graph.tensors.get(id);
    return tensor === undefined
      ? { shape: [1], type: typeCodeOf('int8'), name: `unused ${id}`, hasRank: true }
      : describeTensor(tensor, buffers);
  });
}

function describeTensor(tensor: Tensor, buffers: TableValues[]): TableValues {
  const buffer = tensor.data === null ? 0 : buffers.push({ data: tensor.data }) - 1;
  const quantization = tensor.quantization === null ? {} : { quantization: describeQuantization(tensor.quantization) };
  return {
    shape: tensor.shape,
    type: typeCodeOf(tensor.dtype),
    buffer,
    name: tensor.name,
    hasRank: true,
    ...quantization,
  };
}

function describeQuantization(quantization: Quantization): TableValues {
  switch (quantization.kind) {
    case 'perTensor':
      return { scale: [quantization.scale], zeroPoint: [quantization.zeroPoint] };
    case 'unscaled':
      throw new Error('int8c bug: a .tflite file has no zero points without scales');
    case 'perChannel':
      return { scale: quantization.scales, zeroPoint: quantization.zeroPoints, quantizedDimension: quantization.axis };
  }
}

function appendParameter(tensors: TableValues[], buffers: TableValues[], parameter: ParameterTensor): number {
  const name = `parameter ${tensors.length}`;
  if (parameter.kind === 'int8') {
    const data = new Uint8Array([parameter.value & 0xff]);
    const buffer = buffers.push({ data }) - 1;
    const quantization =
      parameter.quantization === null ? {} : { quantization: describeQuantization(parameter.quantization) };
    return tensors.push({ shape: [], type: typeCodeOf('int8'), buffer, name, hasRank: true, ...quantization }) - 1;
  }
  const buffer = buffers.push({ data: integerBytes(parameter.values) }) - 1;
  return tensors.push({ shape: parameter.shape, type: typeCodeOf('int32'), buffer, name, hasRank: true }) - 1;
}

/** Little-endian bytes of int32 values. */
export function integerBytes(values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(4 * values.length);
  const view = new DataView(bytes.buffer);
  values.forEach((value, index) => view.setInt32(4 * index, value, true));
  return bytes;
}
