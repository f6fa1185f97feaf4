import { maxElements, maxParameterElements } from './limits.js';
import {
  constantData,
  describeTensor,
  operatorNameOf,
  operatorOrigin,
  rawTensor,
  type ModelContext,
} from './model-context.js';
import { dataTypeOf } from './names.js';
import type { RawOperator, RawTensor } from './raw-model.js';

/**
 * One operator while its options are read. Trouble goes to `findings`; the functions below then answer with something
 * harmless, and the graph is thrown away in the end.
 */
export interface OperatorContext extends ModelContext {
  readonly operator: RawOperator;
}

export function refuseOption(context: OperatorContext, seen: string): void {
  context.findings.report('I8C1305', {
    message: `${operatorNameOf(context, context.operator)} has an option without a meaning`,
    origin: operatorOrigin(context, context.operator),
    details: [seen],
    why: 'an operator is compiled from its options; int8c does not guess',
    help: 'the file is damaged or was written by a newer or faulty converter: convert it again',
  });
}

/** Input `index` of the operator, or null when it was left out. */
export function inputAt(context: OperatorContext, index: number): RawTensor | null {
  const tensor = context.operator.inputs[index] ?? -1;
  return tensor === -1 ? null : rawTensor(context, tensor);
}

export function outputAt(context: OperatorContext, index: number): RawTensor {
  return rawTensor(context, context.operator.outputs[index] ?? -1);
}

/** What a constant parameter input must be. */
export interface ParameterRule {
  /** Names the parameter in messages. */
  readonly meaning: string;
  /** What is needed, after the values that were seen. */
  readonly needed: string;
  readonly accepts: (values: readonly number[]) => boolean;
  /** Largest magnitude; as many elements as a tensor may have, where nothing is said. */
  readonly largest?: number;
}

/** Integers of the constant parameter input `index`, which the operator has; empty after reporting what is wrong. */
export function constantIntegers(context: OperatorContext, index: number, rule: ParameterRule): readonly number[] {
  const tensor = rawTensor(context, context.operator.inputs[index] ?? -1);
  const values = decodeIntegers(context, tensor, rule.largest ?? maxElements);
  if (typeof values !== 'string' && rule.accepts(values)) return values;
  refuseParameter(
    context,
    tensor,
    rule.meaning,
    typeof values === 'string' ? values : `[${values.join(', ')}]; ${rule.needed}`,
  );
  return [];
}

/** The values, or a sentence about what is wrong with the tensor. */
function decodeIntegers(context: OperatorContext, tensor: RawTensor, largest: number): readonly number[] | string {
  const dtype = dataTypeOf(tensor.typeCode);
  if (dtype !== 'int32' && dtype !== 'int64') return 'int32 or int64 is needed';
  // A tensor without elements has no bytes by which it could be told from a value of run time.
  if (tensor.shape.includes(0)) return [];
  const data = constantData(context, tensor);
  if (data === null) return 'it is computed at run time';
  const size = dtype === 'int32' ? 4 : 8;
  const count = data.length / size;
  if (count > maxParameterElements) return `${count} elements; at most ${maxParameterElements} have a meaning`;
  if (count !== tensor.shape.reduce((product, length) => product * length, 1)) {
    return `${data.length} bytes do not fit the shape`;
  }
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const values = Array.from({ length: count }, (_, at) =>
    dtype === 'int32' ? view.getInt32(4 * at, true) : Number(view.getBigInt64(8 * at, true)),
  );
  const large = values.find((value) => Math.abs(value) > largest);
  return large === undefined ? values : `value ${large} does not fit 32 bits`;
}

/** Reports a parameter input: `I8C1302` when it is no constant, else `I8C1303`. */
export function refuseParameter(context: OperatorContext, tensor: RawTensor, meaning: string, seen: string): void {
  const name = operatorNameOf(context, context.operator);
  const isConstant = constantData(context, tensor) !== null || tensor.shape.includes(0);
  context.findings.report(isConstant ? 'I8C1303' : 'I8C1302', {
    message: `the ${meaning} of ${name} ${isConstant ? 'cannot be used' : 'must be a constant'}`,
    origin: operatorOrigin(context, context.operator),
    details: [describeTensor(tensor), seen],
    why: 'shapes and addresses are settled when the model is compiled',
    help: isConstant
      ? 'the file is damaged or its converter is faulty: convert it again'
      : 'give the layer a fixed parameter, and the inputs of the model a fixed shape',
  });
}
