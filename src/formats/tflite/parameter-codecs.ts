import type { OperatorAttributes } from '../../operators/registry.js';
import { integerParameter, joinParameters, type ParameterCodec } from './codec.js';
import { maxRank } from './limits.js';
import { constantData } from './model-context.js';
import { dataTypeOf } from './names.js';
import {
  constantIntegers,
  inputAt,
  outputAt,
  refuseOption,
  refuseParameter,
  type OperatorContext,
  type ParameterRule,
} from './operator-context.js';
import { integers } from './option-codecs.js';
import type { RawTensor } from './raw-model.js';

/* The constant inputs that become attributes, one or two operators each. */

type PadAttributes = OperatorAttributes['pad'];
type ReshapeAttributes = OperatorAttributes['reshape'];

const newShapeRule: ParameterRule = {
  meaning: 'new shape',
  needed: 'sizes of at least 1 are needed, and at most one -1',
  accepts: (shape) => {
    const open = shape.filter((length) => length === -1).length;
    return shape.length <= maxRank && open <= 1 && shape.every((length) => length === -1 || length > 0);
  },
};

/** The shape comes from the second input, else from the options, else it is the one that the output has anyway. */
export const newShape = integers(0, 'newShape', (context, stated) => {
  if (inputAt(context, 1) !== null) return constantIntegers(context, 1, newShapeRule);
  const fromOptions = stated();
  const shape = fromOptions.length > 0 ? fromOptions : outputAt(context, 0).shape;
  if (!newShapeRule.accepts(shape)) {
    refuseOption(context, `new shape [${shape.slice(0, maxRank).join(', ')}]; ${newShapeRule.needed}`);
  }
  return shape;
});

/** Written to both places, as converters do; read with the options. */
export const shapeParameter: ParameterCodec<object, ReshapeAttributes> = {
  read: () => ({}),
  write: ({ shape }) => [{ kind: 'integers', values: shape, shape: [shape.length] }],
};

export const reducedAxes = integerParameter({
  input: 1,
  rule: () => ({ meaning: 'axes', needed: `at most ${maxRank} are needed`, accepts: (axes) => axes.length <= maxRank }),
  read: (axes: readonly number[]) => ({ axes }),
  write: ({ axes }) => axes,
});

export const expandedAxis = integerParameter({
  input: 1,
  rule: () => ({ meaning: 'axis', needed: 'one value is needed', accepts: (values) => values.length === 1 }),
  read: ([axis = 0]: readonly number[]) => ({ axis }),
  write: ({ axis }) => [axis],
  shape: () => [],
});

export const permutation = integerParameter({
  input: 1,
  rule: () => ({
    meaning: 'permutation',
    needed: 'every dimension from 0 must stand there once',
    accepts: (values) => [...values].sort((a, b) => a - b).every((axis, index) => axis === index),
  }),
  read: (values: readonly number[]) => ({ permutation: values }),
  write: (attributes) => attributes.permutation,
});

export const resizedTo = integerParameter({
  input: 1,
  rule: () => ({
    meaning: 'size',
    needed: 'a height and a width of at least 1 are needed',
    accepts: (values) => values.length === 2 && values.every((length) => length >= 1),
  }),
  read: ([height = 1, width = 1]: readonly number[]) => ({ outputSize: [height, width] as const }),
  write: ({ outputSize }) => outputSize,
});

const paddingPairs = integerParameter<Pick<PadAttributes, 'paddings'>>({
  input: 1,
  rule: (context) => {
    const rank = inputAt(context, 0)?.shape.length ?? 0;
    return {
      meaning: 'paddings',
      needed: `two sizes of at least 0 are needed for each of ${rank} dimensions`,
      accepts: (values) => values.length === 2 * rank && values.every((length) => length >= 0),
    };
  },
  read: (flat) => ({
    paddings: Array.from({ length: flat.length / 2 }, (_, axis) =>
      Object.freeze([flat[2 * axis] ?? 0, flat[2 * axis + 1] ?? 0] as const),
    ),
  }),
  write: ({ paddings }) => paddings.flat(),
  shape: (count) => [count / 2, 2],
});

/** The quantized padding of PADV2. It is written into the output as it stands, so the scales must agree. */
function readPadValue(context: OperatorContext): number | null {
  const tensor = inputAt(context, 2);
  if (tensor === null) return null;
  const data = constantData(context, tensor);
  if (data === null || data.length !== 1 || dataTypeOf(tensor.typeCode) !== 'int8') {
    refuseParameter(context, tensor, 'padding value', 'one int8 value is needed');
    return null;
  }
  if (!sameQuantization(tensor, outputAt(context, 0))) {
    refuseParameter(context, tensor, 'padding value', 'its scale and zero point are not those of the output');
  }
  return ((data[0] ?? 0) << 24) >> 24;
}

function sameQuantization(left: RawTensor, right: RawTensor): boolean {
  const [a, b] = [left.quantization, right.quantization];
  return a?.scales[0] === b?.scales[0] && a?.zeroPoints[0] === b?.zeroPoints[0];
}

/** The value of PADV2; of a node that has one. */
const padValue: ParameterCodec<Pick<PadAttributes, 'value'>> = {
  read: (context) => ({ value: readPadValue(context) }),
  write: ({ value }, { node, graph }) => {
    const output = graph.tensors.get(node.outputs[0] ?? -1);
    return [{ kind: 'int8', value: value ?? 0, quantization: output?.quantization ?? null }];
  },
};

/** PAD has no tensor for the value: it is the zero point of the output. */
const zeroPointValue: ParameterCodec<Pick<PadAttributes, 'value'>> = { read: () => ({ value: null }), write: () => [] };

export const padParameters = joinParameters(paddingPairs, zeroPointValue);
export const padV2Parameters = joinParameters(paddingPairs, padValue);
