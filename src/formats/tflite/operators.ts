import type { Node } from '../../ir/graph.js';
import type { OperatorKind } from '../../operators/attributes.js';
import { operatorNameOf, operatorOrigin, type ModelContext } from './model-context.js';
import type { AttributeReader } from './operator-attributes.js';
import * as attributes from './operator-attributes.js';
import { refuseOption, type OperatorContext } from './operator-context.js';
import type { RawOperator } from './raw-model.js';
import { optionTables, type OptionTable } from './schema.js';

/** How one operator of the file becomes a node. */
interface OperatorReader {
  readonly kind: OperatorKind;
  /** Its table in the union of options; null when it has no options that matter. */
  readonly options: OptionTable | null;
  readonly inputs: InputCounts;
  readonly read: (context: OperatorContext) => unknown;
}

/** Inputs in the file: the first `values` of them stay inputs of the node, the rest are constant parameters. */
interface InputCounts {
  readonly required: number;
  readonly values: number;
  readonly most: number;
}

const unary: InputCounts = { required: 1, values: 1, most: 1 };
const binary: InputCounts = { required: 2, values: 2, most: 2 };
const withOptionalBias: InputCounts = { required: 2, values: 3, most: 3 };
const withParameter: InputCounts = { required: 2, values: 1, most: 2 };
const withOptionalParameter: InputCounts = { required: 1, values: 1, most: 2 };
const withTwoParameters: InputCounts = { required: 3, values: 1, most: 3 };
const variadic: InputCounts = { required: 1, values: Infinity, most: Infinity };

function reader<K extends OperatorKind>(kind: K, options: OptionTable | null, inputs: InputCounts, read: AttributeReader<K>): OperatorReader {
  return Object.freeze({ kind, options, inputs, read });
}

const readers: ReadonlyMap<string, OperatorReader> = new Map([
  ['ADD', reader('add', 'AddOptions', binary, attributes.readAdd)],
  ['AVERAGE_POOL_2D', reader('average-pool2d', 'Pool2DOptions', unary, attributes.readPool)],
  ['CONCATENATION', reader('concatenation', 'ConcatenationOptions', variadic, attributes.readConcatenation)],
  ['CONV_2D', reader('conv2d', 'Conv2DOptions', withOptionalBias, attributes.readConv)],
  ['DEPTHWISE_CONV_2D', reader('depthwise-conv2d', 'DepthwiseConv2DOptions', withOptionalBias, attributes.readDepthwiseConv)],
  ['DEQUANTIZE', reader('dequantize', null, unary, attributes.readNothing)],
  ['EXPAND_DIMS', reader('expand-dims', null, withParameter, attributes.readExpandDims)],
  ['FULLY_CONNECTED', reader('fully-connected', 'FullyConnectedOptions', withOptionalBias, attributes.readFullyConnected)],
  ['LOGISTIC', reader('logistic', null, unary, attributes.readNothing)],
  ['MAX_POOL_2D', reader('max-pool2d', 'Pool2DOptions', unary, attributes.readPool)],
  ['MEAN', reader('mean', 'ReducerOptions', withParameter, attributes.readMean)],
  ['MUL', reader('mul', 'MulOptions', binary, attributes.readMul)],
  ['PAD', reader('pad', null, withParameter, attributes.readPad)],
  ['PADV2', reader('pad', null, withTwoParameters, attributes.readPadV2)],
  ['QUANTIZE', reader('quantize', null, unary, attributes.readNothing)],
  ['RELU', reader('relu', null, unary, attributes.readNothing)],
  ['RELU6', reader('relu6', null, unary, attributes.readNothing)],
  ['RESHAPE', reader('reshape', 'ReshapeOptions', withOptionalParameter, attributes.readReshape)],
  ['RESIZE_NEAREST_NEIGHBOR', reader('resize-nearest-neighbor', 'ResizeNearestNeighborOptions', withParameter, attributes.readResize)],
  ['SOFTMAX', reader('softmax', 'SoftmaxOptions', unary, attributes.readSoftmax)],
  ['SQUEEZE', reader('squeeze', 'SqueezeOptions', unary, attributes.readSqueeze)],
  ['SUB', reader('sub', 'SubOptions', binary, attributes.readSub)],
  ['TANH', reader('tanh', null, unary, attributes.readNothing)],
  ['TRANSPOSE', reader('transpose', null, withParameter, attributes.readTranspose)],
]);

/** Names of the operators that int8c reads, in the file's vocabulary. */
export const supportedOperators: ReadonlySet<string> = new Set(readers.keys());

/** The node of an operator that is known to be supported; null after reporting what is wrong with its inputs or options. */
export function convertOperator(context: ModelContext, operator: RawOperator): Node | null {
  const rule = readers.get(operatorNameOf(context, operator));
  if (rule === undefined) throw new Error(`int8c bug: operator ${operator.index} was not checked`);
  const own: OperatorContext = { ...context, operator };
  if (!checkPorts(own, rule) || !checkOptionsTable(own, rule)) return null;
  return {
    id: operator.index,
    op: rule.kind,
    inputs: valueInputs(operator, rule.inputs),
    outputs: operator.outputs,
    attributes: Object.freeze(rule.read(own)),
    origin: operatorOrigin(context, operator),
  };
}

/** Inputs that stay with the node; null for an optional one that was left out, whether as -1 or by a shorter list. */
function valueInputs(operator: RawOperator, counts: InputCounts): readonly (number | null)[] {
  const length = Number.isFinite(counts.values) ? counts.values : operator.inputs.length;
  return Array.from({ length }, (_, index) => {
    const tensor = operator.inputs[index] ?? -1;
    return tensor === -1 ? null : tensor;
  });
}

function checkPorts(context: OperatorContext, rule: OperatorReader): boolean {
  const { operator } = context;
  const { required, most } = rule.inputs;
  // Every input of a variadic operator is required; elsewhere the first few are.
  const least = Number.isFinite(most) ? required : Math.max(required, operator.inputs.length);
  const isMissing = Array.from({ length: least }, (_, index) => operator.inputs[index] ?? -1).includes(-1);
  if (!isMissing && operator.inputs.length <= most && operator.outputs.length === 1) return true;
  context.findings.report('I8C1301', {
    message: `${operatorNameOf(context, operator)} does not have the inputs and outputs that it needs`,
    origin: operatorOrigin(context, operator),
    details: [`inputs [${operator.inputs.slice(0, 16).join(', ')}], outputs [${operator.outputs.slice(0, 16).join(', ')}]`],
    why: `it takes ${describeCounts(rule.inputs)} and makes 1 output; -1 stands for an omitted input`,
    help: 'the file is damaged or was written by a newer or faulty converter: convert it again',
  });
  return false;
}

function describeCounts({ required, most }: InputCounts): string {
  if (!Number.isFinite(most)) return `${required} or more inputs`;
  return required === most ? `${required} ${required === 1 ? 'input' : 'inputs'}` : `${required} to ${most} inputs`;
}

/** Another operator's options under this operator would be read as numbers that they are not. */
function checkOptionsTable(context: OperatorContext, rule: OperatorReader): boolean {
  const { options, optionsType } = context.operator;
  if (rule.options === null || options === null || optionsType === optionTables[rule.options]) return true;
  refuseOption(context, `options table of type ${optionsType}; ${rule.options} has number ${optionTables[rule.options]}`);
  return false;
}
