import type { Graph, Node } from '../../src/ir/graph.js';
import type { Quantization, Tensor } from '../../src/ir/tensor.js';
import { builtinOperatorNames, firstWideOperator, typeCodeOf } from '../../src/formats/tflite/names.js';
import { optionTables, type OptionTable } from '../../src/formats/tflite/schema.js';
import type { FusedActivation } from '../../src/numerics/activation.js';
import type { OperatorAttributes, OperatorKind } from '../../src/operators/attributes.js';
import { encodeModel, type TableValues } from './tflite-encoder.js';

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
 * Writes a graph as a .tflite file that `readTflite` reads back to an equal graph, apart from origins. Tensor ids become tensor
 * indices (unused ones are filled with placeholders), parameters that the file keeps in tensors are appended behind them. Node ids
 * are taken from the order, so they must be 0, 1, 2, …
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
    const layout = layoutOf(node, graph);
    const opcodeIndex = indexOfName(codes, layout.name);
    const parameters = layout.parameters.map((parameter) => appendParameter(tensors, buffers, parameter));
    const inputs = [...node.inputs.map((id) => id ?? -1), ...parameters];
    const options = layout.options === null ? {} : { builtinOptionsType: optionTables[layout.options[0]], builtinOptions: layout.options[1] };
    return { opcodeIndex, inputs, outputs: node.outputs, ...options };
  });
  return {
    version: 3,
    description: 'written by a test of int8c',
    operatorCodes: codes.map(operatorCode),
    subgraphs: [{ tensors, inputs: graph.inputs, outputs: graph.outputs, operators, name: 'main' }],
    buffers,
  };
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
    return tensor === undefined ? { shape: [1], type: typeCodeOf('int8'), name: `unused ${id}`, hasRank: true } : describeTensor(tensor, buffers);
  });
}

function describeTensor(tensor: Tensor, buffers: TableValues[]): TableValues {
  const buffer = tensor.data === null ? 0 : buffers.push({ data: tensor.data }) - 1;
  const quantization = tensor.quantization === null ? {} : { quantization: describeQuantization(tensor.quantization) };
  return { shape: tensor.shape, type: typeCodeOf(tensor.dtype), buffer, name: tensor.name, hasRank: true, ...quantization };
}

function describeQuantization(quantization: Quantization): TableValues {
  switch (quantization.kind) {
    case 'perTensor':
      return { scale: [quantization.scale], zeroPoint: [quantization.zeroPoint] };
    case 'perChannel':
      return { scale: quantization.scales, zeroPoint: quantization.zeroPoints, quantizedDimension: quantization.axis };
  }
}

/** A constant that the file keeps in a tensor and the graph in an attribute. */
type Parameter =
  | { readonly kind: 'integers'; readonly values: readonly number[]; readonly shape: readonly number[] }
  | { readonly kind: 'int8'; readonly value: number; readonly quantization: Quantization | null };

function appendParameter(tensors: TableValues[], buffers: TableValues[], parameter: Parameter): number {
  const name = `parameter ${tensors.length}`;
  if (parameter.kind === 'int8') {
    const data = new Uint8Array([parameter.value & 0xff]);
    const buffer = buffers.push({ data }) - 1;
    const quantization = parameter.quantization === null ? {} : { quantization: describeQuantization(parameter.quantization) };
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

function vector(values: readonly number[]): Parameter {
  return { kind: 'integers', values, shape: [values.length] };
}

/** How a node is written: the operator's name, its options table, and the parameters behind its inputs. */
interface Layout {
  readonly name: string;
  readonly options: readonly [OptionTable, TableValues] | null;
  readonly parameters: readonly Parameter[];
}

function layout(name: string, options: Layout['options'] = null, parameters: readonly Parameter[] = []): Layout {
  return { name, options, parameters };
}

const activationCodes: Readonly<Record<FusedActivation, number>> = { none: 0, relu: 1, 'relu-n1-to-1': 2, relu6: 3 };

type Layouts = { readonly [K in OperatorKind]: (attributes: OperatorAttributes[K], node: Node, graph: Graph) => Layout };

const layouts: Layouts = {
  conv2d: (a) => layout('CONV_2D', ['Conv2DOptions', windowValues(a)]),
  'depthwise-conv2d': (a, node, graph) =>
    layout('DEPTHWISE_CONV_2D', ['DepthwiseConv2DOptions', { ...windowValues(a), depthMultiplier: depthMultiplier(node, graph) }]),
  'fully-connected': (a) => layout('FULLY_CONNECTED', ['FullyConnectedOptions', { activation: activationCodes[a.activation], keepDimensions: a.keepDimensions }]),
  'average-pool2d': (a) => layout('AVERAGE_POOL_2D', ['Pool2DOptions', windowValues(a)]),
  'max-pool2d': (a) => layout('MAX_POOL_2D', ['Pool2DOptions', windowValues(a)]),
  add: (a) => layout('ADD', ['AddOptions', { activation: activationCodes[a.activation] }]),
  sub: (a) => layout('SUB', ['SubOptions', { activation: activationCodes[a.activation] }]),
  mul: (a) => layout('MUL', ['MulOptions', { activation: activationCodes[a.activation] }]),
  pad: (a, node, graph) => padLayout(a, node, graph),
  mean: (a) => layout('MEAN', ['ReducerOptions', { keepDimensions: a.keepDimensions }], [vector(a.axes)]),
  reshape: (a) => layout('RESHAPE', ['ReshapeOptions', { newShape: a.shape }], [vector(a.shape)]),
  squeeze: (a) => layout('SQUEEZE', ['SqueezeOptions', { squeezeDimensions: a.axes }]),
  'expand-dims': (a) => layout('EXPAND_DIMS', ['ExpandDimsOptions', {}], [{ kind: 'integers', values: [a.axis], shape: [] }]),
  concatenation: (a) => layout('CONCATENATION', ['ConcatenationOptions', { axis: a.axis, activation: activationCodes[a.activation] }]),
  transpose: (a) => layout('TRANSPOSE', ['TransposeOptions', {}], [vector(a.permutation)]),
  'resize-nearest-neighbor': (a) =>
    layout('RESIZE_NEAREST_NEIGHBOR', ['ResizeNearestNeighborOptions', { alignCorners: a.alignCorners, halfPixelCenters: a.halfPixelCenters }], [
      vector([a.outputHeight, a.outputWidth]),
    ]),
  softmax: (a) => layout('SOFTMAX', ['SoftmaxOptions', { beta: a.beta }]),
  logistic: () => layout('LOGISTIC'),
  tanh: () => layout('TANH'),
  relu: () => layout('RELU'),
  relu6: () => layout('RELU6'),
  quantize: () => layout('QUANTIZE', ['QuantizeOptions', {}]),
  dequantize: () => layout('DEQUANTIZE', ['DequantizeOptions', {}]),
};

function layoutOf(node: Node, graph: Graph): Layout {
  if (!Object.hasOwn(layouts, node.op)) throw new Error(`${node.op} has no form in a .tflite file`);
  const write = layouts[node.op as OperatorKind] as (attributes: unknown, node: Node, graph: Graph) => Layout;
  return write(node.attributes, node, graph);
}

/** Attributes and options of sliding windows have the same names; only the codes differ. */
function windowValues(attributes: OperatorAttributes['conv2d'] | OperatorAttributes['max-pool2d']): TableValues {
  return { ...attributes, padding: attributes.padding === 'same' ? 0 : 1, activation: activationCodes[attributes.activation] };
}

function depthMultiplier(node: Node, graph: Graph): number {
  const [input, weights] = node.inputs.map((id) => (id === null ? undefined : graph.tensors.get(id)));
  return Math.floor((weights?.shape[3] ?? 1) / (input?.shape[3] ?? 1));
}

function padLayout(attributes: OperatorAttributes['pad'], node: Node, graph: Graph): Layout {
  const paddings: Parameter = { kind: 'integers', values: attributes.paddings.flat(), shape: [attributes.paddings.length, 2] };
  if (attributes.value === null) return layout('PAD', ['PadOptions', {}], [paddings]);
  const quantization = graph.tensors.get(node.outputs[0] ?? -1)?.quantization ?? null;
  return layout('PADV2', ['PadV2Options', {}], [paddings, { kind: 'int8', value: attributes.value, quantization }]);
}
