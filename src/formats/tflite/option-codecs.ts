import type { FusedActivation } from '../../numerics/activation.js';
import type { WindowPadding } from '../../numerics/window.js';
import type { HeightAndWidth } from '../../operators/attribute.js';
import type { Option, OptionCodec } from './codec.js';
import { readFlag, readIntegers, readNumber } from './flatbuffer-view.js';
import { operatorNameOf, operatorOrigin } from './model-context.js';
import { refuseOption, type OperatorContext } from './operator-context.js';
import { fieldOf, type Field, type NumberType } from './schema.js';

/*
 * The kinds of fields that options tables have. `slot` is the number of the field in its table, `absent` what an absent
 * field means; both from the public schema of TensorFlow Lite.
 */

/** Number from the options table, or the schema's default where the table or the field is absent. */
export function optionNumber(context: OperatorContext, field: Field<NumberType>): number {
  const { options } = context.operator;
  return options === null ? field.absent : readNumber(options, field);
}

/** What is wrong with the value of a field beyond the attribute's own limits, or null. */
type Refusal = (value: number, context: OperatorContext) => string | null;

export function numberOption(slot: number, type: NumberType, refusal?: Refusal, absent = 0): Option<number> {
  return (name) => {
    const field = fieldOf(name, slot, type, absent);
    const read = (context: OperatorContext): number => {
      const value = optionNumber(context, field);
      const wrong = refusal?.(value, context) ?? null;
      if (wrong !== null) refuseOption(context, wrong);
      return value;
    };
    return { fields: [field], read, write: (value) => [value] };
  };
}

type NamedSlot = readonly [field: string, slot: number];

/** Two fields, along height and along width, that are one attribute: strides, dilations or the size of a window. */
export function sizes(height: NamedSlot, width: NamedSlot, absent = 0): Option<HeightAndWidth> {
  const fields = [fieldOf(...height, 'int32', absent), fieldOf(...width, 'int32', absent)] as const;
  return () => ({
    fields,
    read: (context) => [optionNumber(context, fields[0]), optionNumber(context, fields[1])],
    write: (values) => values,
  });
}

export function flag(slot: number): Option<boolean> {
  return (name) => {
    const field = fieldOf(name, slot, 'bool');
    const read = ({ operator: { options } }: OperatorContext): boolean => options !== null && readFlag(options, field);
    return { fields: [field], read, write: (value) => [value] };
  };
}

/** The integers of the attribute; `stated` reads those that the table has, none for an absent vector. */
type Settle = (context: OperatorContext, stated: () => readonly number[]) => readonly number[];

/** Integers in the table itself. */
export function integers(slot: number, fieldName: string, settle: Settle): Option<readonly number[]> {
  return () => {
    const field = fieldOf(fieldName, slot, 'int32s');
    const read = (context: OperatorContext): readonly number[] => {
      const { options } = context.operator;
      return settle(context, () => (options === null ? [] : readIntegers(options, field)));
    };
    return { fields: [field], read, write: (values) => [values] };
  };
}

/** By their number in the file. */
const paddings = ['same', 'valid'] as const;

/** A file has no padding in elements: rows of such layers do not write them. */
export function padding(slot: number): Option<WindowPadding> {
  return (name) => {
    const field = fieldOf(name, slot, 'int8');
    const read = (context: OperatorContext): WindowPadding => {
      const code = optionNumber(context, field);
      const word = paddings[code];
      if (word === undefined) refuseOption(context, `padding is ${code}; 0 (SAME) and 1 (VALID) have a meaning`);
      return word ?? 'same';
    };
    return { fields: [field], read, write: (word) => [paddings.findIndex((each) => each === word)] };
  };
}

/** Fused activations by their number in the file: the file's name, and int8c's word for those that it compiles. */
const activations: readonly (readonly [name: string, word: FusedActivation | null])[] = [
  ['NONE', 'none'],
  ['RELU', 'relu'],
  ['RELU_N1_TO_1', 'relu-n1-to-1'],
  ['RELU6', 'relu6'],
  ['TANH', null],
  ['SIGN_BIT', null],
];

export function activation(slot: number): Option<FusedActivation> {
  return (name): OptionCodec<FusedActivation> => {
    const field = fieldOf(name, slot, 'int8');
    const read = (context: OperatorContext): FusedActivation => {
      const code = optionNumber(context, field);
      const [fileName, word] = activations[code] ?? [String(code), null];
      if (word === null) refuseActivation(context, fileName);
      return word ?? 'none';
    };
    return { fields: [field], read, write: (word) => [activations.findIndex((entry) => entry[1] === word)] };
  };
}

function refuseActivation(context: OperatorContext, seen: string): void {
  context.findings.report('I8C1304', {
    message: `${operatorNameOf(context, context.operator)} has a fused activation that int8c does not compile`,
    origin: operatorOrigin(context, context.operator),
    details: [`fused activation ${seen}`],
    why: 'NONE, RELU, RELU_N1_TO_1 and RELU6 are bounds of the output; others would need a table',
    help: 'make the activation a layer of its own',
  });
}
