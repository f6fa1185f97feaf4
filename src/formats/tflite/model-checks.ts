import type { DataType } from '../../ir/tensor.js';
import {
  constantData,
  describeTensor,
  operatorNameOf,
  operatorOrigin,
  rawTensor,
  reportTensors,
  tensorsOf,
  type ModelContext,
} from './model-context.js';
import { maxListed } from './limits.js';
import { compressionMetadata, dataTypeOf, typeName } from './names.js';
import { supportedOperators } from './codec-rows.js';
import type { RawOperator, RawTensor } from './raw-model.js';

const fullInteger =
  'convert again with full-integer quantization: a representative dataset, supported_ops [TFLITE_BUILTINS_INT8], inference_input_type and inference_output_type int8';

/**
 * Refusals that concern the model as a whole, so that its owner reads one sentence instead of one per layer.
 * Tensors of unsupported operators are not judged: those operators are refused anyway.
 */
export function checkModel(context: ModelContext): void {
  const { operators } = context.subgraph;
  reportUnsupported(
    context,
    operators.filter((operator) => !isSupported(context, operator)),
  );
  const supported = operators.filter((operator) => isSupported(context, operator));
  const tensors = [...new Set(supported.flatMap((operator) => tensorsOf(context, operator)))];
  reportFloat(context, supported, tensors);
  reportInt16(context, tensors);
  reportUint8(context, supported);
  reportStorage(context, tensors);
  reportDynamic(context, tensors);
}

function isSupported(context: ModelContext, operator: RawOperator): boolean {
  return supportedOperators.has(operatorNameOf(context, operator));
}

function isType(tensor: RawTensor, ...types: readonly DataType[]): boolean {
  const dtype = dataTypeOf(tensor.typeCode);
  return dtype !== null && types.includes(dtype);
}

/** All of them at once: whoever has to change a model wants the whole list. */
function reportUnsupported(context: ModelContext, operators: readonly RawOperator[]): void {
  const first = operators[0];
  if (first === undefined) return;
  const byName = new Map<string, RawOperator[]>();
  for (const operator of operators) {
    const name = operatorNameOf(context, operator);
    const same = byName.get(name);
    if (same === undefined) byName.set(name, [operator]);
    else same.push(operator);
  }
  const lines = [...byName].map(([name, same]) => describeUnsupported(context, name, same));
  const kinds = byName.size === 1 ? 'an operator' : `${byName.size} kinds of operators`;
  context.findings.report('I8C1101', {
    message: `the model uses ${kinds} that int8c does not compile`,
    origin: operatorOrigin(context, first),
    details:
      lines.length <= maxKinds ? lines : [...lines.slice(0, maxKinds), `and ${lines.length - maxKinds} more kinds`],
    why: `int8c has kernels for ${[...supportedOperators].sort().join(', ')}`,
    help: 'replace these operators in the model, or cut the model before them and compute the rest in your own code',
  });
}

/** Far more kinds than any model uses; custom names are the file's own words and could be endless. */
const maxKinds = 100;

function describeUnsupported(context: ModelContext, name: string, operators: readonly RawOperator[]): string {
  const indices = operators
    .slice(0, maxListed)
    .map((operator) => operator.index)
    .join(', ');
  const more = operators.length > maxListed ? ', ...' : '';
  const types = new Set(
    operators.flatMap((operator) => tensorsOf(context, operator)).map((tensor) => typeName(tensor.typeCode)),
  );
  const times = operators.length === 1 ? 'once' : `${operators.length} times`;
  const places = operators.length === 1 ? 'operator' : 'operators';
  return `${name}   ${times}, ${places} ${indices}${more}   ${[...types].join(', ')}`;
}

function reportFloat(context: ModelContext, operators: readonly RawOperator[], tensors: readonly RawTensor[]): void {
  const floating = operators.filter((operator) => floatTensors(context, operator).length > 0);
  if (floating.length === 0) return;
  const listed = new Set(floating.flatMap((operator) => floatTensors(context, operator)));
  if (tensors.some((tensor) => isType(tensor, 'int8', 'uint8', 'int16', 'int4'))) {
    const { length } = context.subgraph.operators;
    const share = floating.length === length ? 'its operators' : `${floating.length} of ${length} operators`;
    reportTensors(context, 'I8C1104', listed, {
      message: `this model is only partly quantized: ${share} compute in float32`,
      why: 'int8c compiles int8 arithmetic; float32 may only enter through QUANTIZE and leave through DEQUANTIZE (dynamic-range quantization, with int8 weights and float32 activations, is not enough)',
      help: fullInteger,
    });
    return;
  }
  reportTensors(context, 'I8C1103', listed, {
    message: 'this is a float32 model: its weights and activations are not quantized',
    why: 'int8c compiles int8 arithmetic; the ranges of the activations, which quantization needs, are not in the file',
    help: fullInteger,
  });
}

/** Float tensors of an operator, except where they belong: into QUANTIZE and out of DEQUANTIZE. */
function floatTensors(context: ModelContext, operator: RawOperator): readonly RawTensor[] {
  const name = operatorNameOf(context, operator);
  const inputs = name === 'QUANTIZE' ? [] : operator.inputs;
  const outputs = name === 'DEQUANTIZE' ? [] : operator.outputs;
  const tensors = [...inputs, ...outputs].filter((index) => index >= 0).map((index) => rawTensor(context, index));
  return tensors.filter((tensor) => isType(tensor, 'float32', 'float16'));
}

function reportInt16(context: ModelContext, tensors: readonly RawTensor[]): void {
  const wide = tensors.filter((tensor) => isType(tensor, 'int16') && constantData(context, tensor) === null);
  reportTensors(context, 'I8C1105', wide, {
    message: 'this model has int16 activations; int8c compiles models whose activations are int8',
    why: 'the 16x8 scheme (int16 activations, int8 weights) has other kernels, bias types and rounding',
    help: fullInteger,
  });
}

/** uint8 may stand at the edges of a model, where a QUANTIZE makes int8 of it or it of int8. */
function reportUint8(context: ModelContext, operators: readonly RawOperator[]): void {
  const computing = operators.filter((operator) => operatorNameOf(context, operator) !== 'QUANTIZE');
  const old = computing.flatMap((operator) => tensorsOf(context, operator)).filter((tensor) => isType(tensor, 'uint8'));
  reportTensors(context, 'I8C1106', [...new Set(old)], {
    message: 'this model computes in uint8, the older scheme; int8c compiles int8 models',
    why: 'uint8 models have weights with zero points and no scales per channel; their kernels differ from the int8 ones',
    help: fullInteger,
  });
}

/** Data that is kept otherwise than as plain bytes in the file. */
function reportStorage(context: ModelContext, tensors: readonly RawTensor[]): void {
  const { model } = context;
  if (model.metadataNames.includes(compressionMetadata)) {
    context.findings.report('I8C1109', {
      message: 'the weights of this model are compressed',
      origin: { kind: 'file', file: context.file },
      details: [`metadata "${compressionMetadata}"`],
      why: 'compressed tensors hold indices into tables of values; int8c would read the indices as weights',
      help: 'compile the model as it was before compression',
    });
  }
  reportTensors(
    context,
    'I8C1107',
    tensors.filter((tensor) => tensor.isVariable),
    {
      message: 'this model has variable tensors, which keep their value from one inference to the next',
      why: 'int8c compiles models whose outputs depend on the inputs of the same inference only',
      help: 'keep the state outside: make it an input and an output of the model and pass it back in your own code',
    },
  );
  const outside = tensors.filter((tensor) => tensor.isExternal || model.buffers[tensor.buffer]?.isOutside === true);
  reportTensors(context, 'I8C1108', outside, {
    message: 'this model keeps tensor data outside of its tables',
    why: 'only models of more than 2 GB or with weights in separate files need that',
    help: 'convert again so that the weights are stored in the buffers of the .tflite file',
  });
  reportTensors(
    context,
    'I8C1205',
    tensors.filter((tensor) => tensor.isSparse),
    {
      message: 'this model has sparse tensors, stored without their zeros',
      why: 'int8c reads dense weights only',
      help: 'convert again without Optimize.EXPERIMENTAL_SPARSITY; pruned weights may stay, stored densely',
    },
  );
}

/**
 * A batch of -1 with shape 1 is what every converter writes and compiles as batch 1. The flag `has_rank` says nothing
 * here: files from before it existed leave it out of all tensors.
 */
function reportDynamic(context: ModelContext, tensors: readonly RawTensor[]): void {
  const isOpen = (tensor: RawTensor): boolean =>
    tensor.shape.some((size) => size < 0) ||
    tensor.shapeSignature.some((size, axis) => size < 0 && (axis !== 0 || tensor.shape[0] !== 1));
  const describe = (tensor: RawTensor): string =>
    `${describeTensor(tensor)}   signature [${tensor.shapeSignature.slice(0, maxListed).join(', ')}]`;
  reportTensors(
    context,
    'I8C1202',
    tensors.filter(isOpen),
    {
      message: 'this model has tensors whose size is known only at run time',
      why: 'every buffer is placed when the model is compiled; only a batch of -1 is accepted, and taken as 1',
      help: 'give the inputs a fixed shape before converting, e.g. tf.keras.Input(shape, batch_size=1), or a concrete function with a full TensorSpec',
    },
    describe,
  );
}
