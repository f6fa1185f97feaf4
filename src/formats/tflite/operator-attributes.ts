import type { ConvAttributes, OperatorAttributes, OperatorKind } from '../../operators/attributes.js';
import { readIntegers } from './flatbuffer-view.js';
import { maxRank } from './limits.js';
import { constantData, operatorOrigin } from './model-context.js';
import { dataTypeOf } from './names.js';
import { constantIntegers, inputAt, optionActivation, optionFlag, optionNumber, optionPadding, optionSize, outputAt, refuseOption, refuseParameter, type OperatorContext } from './operator-context.js';
import type { RawTensor } from './raw-model.js';
import { schema } from './schema.js';

/** Attributes of one kind of operator from its options table and its constant parameter inputs. */
export type AttributeReader<K extends OperatorKind> = (context: OperatorContext) => OperatorAttributes[K];

export const readNothing = (): Readonly<Record<string, never>> => Object.freeze({});

export const readConv: AttributeReader<'conv2d'> = (context) => readConvOptions(context, schema.Conv2DOptions);

/** The depth multiplier in the options is redundant: it follows from the shapes of input and weights. */
export const readDepthwiseConv: AttributeReader<'depthwise-conv2d'> = (context) => readConvOptions(context, schema.DepthwiseConv2DOptions);

/** Both tables have the same options, at different places. */
function readConvOptions(context: OperatorContext, fields: typeof schema.Conv2DOptions | typeof schema.DepthwiseConv2DOptions): ConvAttributes {
  return {
    padding: optionPadding(context, fields.padding),
    strideHeight: optionSize(context, fields.strideHeight),
    strideWidth: optionSize(context, fields.strideWidth),
    dilationHeight: optionSize(context, fields.dilationHeight),
    dilationWidth: optionSize(context, fields.dilationWidth),
    activation: optionActivation(context, fields.activation),
  };
}

export const readPool: AttributeReader<'average-pool2d'> = (context) => {
  const fields = schema.Pool2DOptions;
  return {
    padding: optionPadding(context, fields.padding),
    strideHeight: optionSize(context, fields.strideHeight),
    strideWidth: optionSize(context, fields.strideWidth),
    filterHeight: optionSize(context, fields.filterHeight),
    filterWidth: optionSize(context, fields.filterWidth),
    activation: optionActivation(context, fields.activation),
  };
};

export const readFullyConnected: AttributeReader<'fully-connected'> = (context) => {
  const fields = schema.FullyConnectedOptions;
  const format = optionNumber(context, fields.weightsFormat);
  if (format !== 0) {
    context.findings.report('I8C1306', {
      message: 'the weights of FULLY_CONNECTED are stored in another order than row by row',
      origin: operatorOrigin(context, context.operator),
      details: [`weights format ${format === 1 ? 'SHUFFLED4x16INT8' : format}`],
      why: 'the shuffled order was made for one kernel on other processors',
      help: 'convert again; current converters write the default order',
    });
  }
  return { activation: optionActivation(context, fields.activation), keepDimensions: optionFlag(context, fields.keepDimensions) };
};

export const readAdd: AttributeReader<'add'> = (context) => ({ activation: optionActivation(context, schema.AddOptions.activation) });
export const readSub: AttributeReader<'sub'> = (context) => ({ activation: optionActivation(context, schema.SubOptions.activation) });
export const readMul: AttributeReader<'mul'> = (context) => ({ activation: optionActivation(context, schema.MulOptions.activation) });

export const readPad: AttributeReader<'pad'> = (context) => ({ paddings: readPaddings(context), value: null });

export const readPadV2: AttributeReader<'pad'> = (context) => ({ paddings: readPaddings(context), value: readPadValue(context) });

function readPaddings(context: OperatorContext): readonly (readonly [number, number])[] {
  const rank = inputAt(context, 0)?.shape.length ?? 0;
  const flat = constantIntegers(context, 1, {
    meaning: 'paddings',
    needed: `two sizes of at least 0 are needed for each of ${rank} dimensions`,
    accepts: (values) => values.length === 2 * rank && values.every((size) => size >= 0),
  });
  return Array.from({ length: flat.length / 2 }, (_, axis) => Object.freeze([flat[2 * axis] ?? 0, flat[2 * axis + 1] ?? 0] as const));
}

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

export const readMean: AttributeReader<'mean'> = (context) => ({
  axes: constantIntegers(context, 1, { meaning: 'axes', needed: `at most ${maxRank} are needed`, accepts: (axes) => axes.length <= maxRank }),
  keepDimensions: optionFlag(context, schema.ReducerOptions.keepDimensions),
});

const newShapeNeeded = 'sizes of at least 1 are needed, and at most one -1';

function isNewShape(shape: readonly number[]): boolean {
  const open = shape.filter((size) => size === -1).length;
  return shape.length <= maxRank && open <= 1 && shape.every((size) => size === -1 || size > 0);
}

/** The shape comes from the second input, else from the options, else it is the one that the output has anyway. */
export const readReshape: AttributeReader<'reshape'> = (context) => {
  if (inputAt(context, 1) !== null) {
    return { shape: constantIntegers(context, 1, { meaning: 'new shape', needed: newShapeNeeded, accepts: isNewShape }) };
  }
  const { options } = context.operator;
  const fromOptions = options === null ? [] : readIntegers(options, schema.ReshapeOptions.newShape);
  const shape = fromOptions.length > 0 ? fromOptions : outputAt(context, 0).shape;
  if (!isNewShape(shape)) refuseOption(context, `new shape [${shape.slice(0, maxRank).join(', ')}]; ${newShapeNeeded}`);
  return { shape };
};

export const readSqueeze: AttributeReader<'squeeze'> = (context) => {
  const { options } = context.operator;
  const axes = options === null ? [] : readIntegers(options, schema.SqueezeOptions.squeezeDimensions);
  if (axes.length > maxRank) refuseOption(context, `${axes.length} dimensions to remove`);
  return { axes };
};

export const readExpandDims: AttributeReader<'expand-dims'> = (context) => {
  const rule = { meaning: 'axis', needed: 'one value is needed', accepts: (values: readonly number[]) => values.length === 1 };
  return { axis: constantIntegers(context, 1, rule)[0] ?? 0 };
};

export const readConcatenation: AttributeReader<'concatenation'> = (context) => {
  const fields = schema.ConcatenationOptions;
  const axis = optionNumber(context, fields.axis);
  const rank = outputAt(context, 0).shape.length;
  if (axis >= rank || axis < -rank) refuseOption(context, `axis ${axis} of tensors with ${rank} dimensions`);
  return { axis, activation: optionActivation(context, fields.activation) };
};

export const readTranspose: AttributeReader<'transpose'> = (context) => ({
  permutation: constantIntegers(context, 1, {
    meaning: 'permutation',
    needed: 'every dimension from 0 must stand there once',
    accepts: (values) => [...values].sort((a, b) => a - b).every((axis, index) => axis === index),
  }),
});

export const readResize: AttributeReader<'resize-nearest-neighbor'> = (context) => {
  const fields = schema.ResizeNearestNeighborOptions;
  const [outputHeight = 1, outputWidth = 1] = constantIntegers(context, 1, {
    meaning: 'size',
    needed: 'a height and a width of at least 1 are needed',
    accepts: (values) => values.length === 2 && values.every((length) => length >= 1),
  });
  return {
    outputHeight,
    outputWidth,
    alignCorners: optionFlag(context, fields.alignCorners),
    halfPixelCenters: optionFlag(context, fields.halfPixelCenters),
  };
};

export const readSoftmax: AttributeReader<'softmax'> = (context) => {
  const beta = optionNumber(context, schema.SoftmaxOptions.beta);
  if (!Number.isFinite(beta) || beta <= 0) refuseOption(context, `beta is ${beta}; a positive number has a meaning`);
  return { beta };
};
