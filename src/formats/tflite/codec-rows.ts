import type { WindowPadding } from '../../numerics/window.js';
import { optionTable, row, type BareOption, type InputCounts, type OptionTable, type Row } from './codec.js';
import { maxRank } from './limits.js';
import { operatorOrigin } from './model-context.js';
import { outputAt, refuseOption } from './operator-context.js';
import { activation, flag, integers, numberOption, optionNumber, padding, sizes } from './option-codecs.js';
import {
  expandedAxis,
  newShape,
  padParameters,
  padV2Parameters,
  permutation,
  reducedAxes,
  resizedTo,
  shapeParameter,
} from './parameter-codecs.js';
import { fieldOf } from './schema.js';
import { sliceBounds, stridedSliceOptions } from './strided-slice.js';

/*
 * The operators that int8c reads and writes. Names of fields are those of messages; slots, types and defaults are from
 * the public schema of TensorFlow Lite, as are the numbers of the tables in the union of options.
 */

const unary: InputCounts = { required: 1, values: 1, most: 1 };
const binary: InputCounts = { required: 2, values: 2, most: 2 };
const withOptionalBias: InputCounts = { required: 2, values: 3, most: 3 };
const withParameter: InputCounts = { required: 2, values: 1, most: 2 };
const withOptionalParameter: InputCounts = { required: 1, values: 1, most: 2 };
const withTwoParameters: InputCounts = { required: 3, values: 1, most: 3 };
const withThreeParameters: InputCounts = { required: 4, values: 1, most: 4 };
const variadic: InputCounts = { required: 1, values: Infinity, most: Infinity };

/** Redundant in the file: it follows from the shapes of input and weights, and is not read. */
const depthMultiplier: BareOption = {
  field: fieldOf('depthMultiplier', 3, 'int32'),
  write: ({ node, graph }) => {
    const [input, weights] = node.inputs.map((id) => (id === null ? undefined : graph.tensors.get(id)));
    return Math.floor((weights?.shape[3] ?? 1) / (input?.shape[3] ?? 1));
  },
};

const formatField = fieldOf('weightsFormat', 1, 'int8');
const weightsFormat: BareOption = {
  field: formatField,
  check: (context) => {
    const format = optionNumber(context, formatField);
    if (format === 0) return;
    context.findings.report('I8C1306', {
      message: 'the weights of FULLY_CONNECTED are stored in another order than row by row',
      origin: operatorOrigin(context, context.operator),
      details: [`weights format ${format === 1 ? 'SHUFFLED4x16INT8' : format}`],
      why: 'the shuffled order was made for one kernel on other processors',
      help: 'convert again; current converters write the default order',
    });
  },
};

const pool2dOptions = optionTable(5, 'Pool2DOptions', {
  padding: padding(0),
  strides: sizes(['strideHeight', 2], ['strideWidth', 1]),
  filter: sizes(['filterHeight', 4], ['filterWidth', 3]),
  activation: activation(5),
});

const concatenationAxis = numberOption(0, 'int32', (axis, context) => {
  const rank = outputAt(context, 0).shape.length;
  return axis >= rank || axis < -rank ? `axis ${axis} of tensors with ${rank} dimensions` : null;
});

const maximumMinimumOptions = optionTable(39, 'MaximumMinimumOptions', {});

const squeezedAxes = integers(0, 'squeezeDimensions', (context, stated) => {
  const axes = stated();
  if (axes.length > maxRank) refuseOption(context, `${axes.length} dimensions to remove`);
  return axes;
});

/** Files have no padding in elements. */
const hasNamedPadding = ({ padding: given }: { readonly padding: WindowPadding }): boolean => typeof given === 'string';

/** Of several rows of one kind, a node is written by the first that can. */
export const rows: readonly Row[] = Object.freeze([
  row('ADD', 'add', { inputs: binary, options: optionTable(11, 'AddOptions', { activation: activation(0) }) }),
  row('AVERAGE_POOL_2D', 'average-pool2d', { inputs: unary, options: pool2dOptions, writes: hasNamedPadding }),
  row('CONCATENATION', 'concatenation', {
    inputs: variadic,
    options: optionTable(10, 'ConcatenationOptions', { axis: concatenationAxis, activation: activation(1) }),
  }),
  row('CONV_2D', 'conv2d', {
    inputs: withOptionalBias,
    writes: hasNamedPadding,
    options: optionTable(1, 'Conv2DOptions', {
      padding: padding(0),
      strides: sizes(['strideHeight', 2], ['strideWidth', 1]),
      dilations: sizes(['dilationHeight', 5], ['dilationWidth', 4], 1),
      activation: activation(3),
    }),
  }),
  row('DEPTHWISE_CONV_2D', 'depthwise-conv2d', {
    inputs: withOptionalBias,
    writes: hasNamedPadding,
    options: optionTable(
      2,
      'DepthwiseConv2DOptions',
      {
        padding: padding(0),
        strides: sizes(['strideHeight', 2], ['strideWidth', 1]),
        dilations: sizes(['dilationHeight', 6], ['dilationWidth', 5], 1),
        activation: activation(4),
      },
      [depthMultiplier],
    ),
  }),
  row('DEQUANTIZE', 'dequantize', { inputs: unary, options: optionTable(38, 'DequantizeOptions', {}) }),
  row('EXPAND_DIMS', 'expand-dims', {
    inputs: withParameter,
    options: optionTable(52, 'ExpandDimsOptions', {}),
    parameters: expandedAxis,
  }),
  row('FULLY_CONNECTED', 'fully-connected', {
    inputs: withOptionalBias,
    options: optionTable(8, 'FullyConnectedOptions', { activation: activation(0), keepDimensions: flag(2) }, [
      weightsFormat,
    ]),
  }),
  row('LEAKY_RELU', 'leaky-relu', {
    inputs: unary,
    options: optionTable(75, 'LeakyReluOptions', { alpha: numberOption(0, 'float32') }),
  }),
  row('LOGISTIC', 'logistic', { inputs: unary, options: null }),
  row('MAXIMUM', 'maximum', { inputs: binary, options: maximumMinimumOptions }),
  row('MAX_POOL_2D', 'max-pool2d', { inputs: unary, options: pool2dOptions, writes: hasNamedPadding }),
  row('MEAN', 'mean', {
    inputs: withParameter,
    options: optionTable(27, 'ReducerOptions', { keepDimensions: flag(0) }),
    parameters: reducedAxes,
  }),
  row('MINIMUM', 'minimum', { inputs: binary, options: maximumMinimumOptions }),
  row('MUL', 'mul', { inputs: binary, options: optionTable(21, 'MulOptions', { activation: activation(0) }) }),
  row('PAD', 'pad', {
    inputs: withParameter,
    options: optionTable(22, 'PadOptions', {}),
    parameters: padParameters,
    writes: ({ value }) => value === null,
  }),
  row('PADV2', 'pad', {
    inputs: withTwoParameters,
    options: optionTable(43, 'PadV2Options', {}),
    parameters: padV2Parameters,
  }),
  row('QUANTIZE', 'quantize', { inputs: unary, options: optionTable(89, 'QuantizeOptions', {}) }),
  row('RELU', 'relu', { inputs: unary, options: null }),
  row('RELU6', 'relu6', { inputs: unary, options: null }),
  row('RESHAPE', 'reshape', {
    inputs: withOptionalParameter,
    options: optionTable(17, 'ReshapeOptions', { shape: newShape }),
    parameters: shapeParameter,
  }),
  row('RESIZE_NEAREST_NEIGHBOR', 'resize-nearest-neighbor', {
    inputs: withParameter,
    options: optionTable(74, 'ResizeNearestNeighborOptions', { alignCorners: flag(0), halfPixelCenters: flag(1) }),
    parameters: resizedTo,
  }),
  row('SOFTMAX', 'softmax', {
    inputs: unary,
    options: optionTable(9, 'SoftmaxOptions', { beta: numberOption(0, 'float32') }),
  }),
  row('SQUEEZE', 'squeeze', { inputs: unary, options: optionTable(30, 'SqueezeOptions', { axes: squeezedAxes }) }),
  row('STRIDED_SLICE', 'strided-slice', {
    inputs: withThreeParameters,
    options: stridedSliceOptions,
    parameters: sliceBounds,
  }),
  row('SUB', 'sub', { inputs: binary, options: optionTable(28, 'SubOptions', { activation: activation(0) }) }),
  row('TANH', 'tanh', { inputs: unary, options: null }),
  row('TRANSPOSE', 'transpose', {
    inputs: withParameter,
    options: optionTable(26, 'TransposeOptions', {}),
    parameters: permutation,
  }),
]);

const rowsByName: ReadonlyMap<string, Row> = new Map(rows.map((entry) => [entry.name, entry]));

/** Names of the operators that int8c reads, in the file's vocabulary. */
export const supportedOperators: ReadonlySet<string> = new Set(rowsByName.keys());

/** The row of an operator by its name in the file. */
export function findRow(name: string): Row | undefined {
  return rowsByName.get(name);
}

/** The options table with this number in the union, or undefined. */
export function findOptionTable(number: number): OptionTable | undefined {
  return rows.find(({ options }) => options?.number === number)?.options ?? undefined;
}
