import type { Origin } from '../../diagnostics/origin.js';
import type { DataType, Quantization, Shape, Tensor, TensorId } from '../../ir/tensor.js';
import { perChannel } from './quantization.js';
import { readData, type ConstantType } from './read-data.js';
import {
  fieldOf,
  keysOf,
  readFields,
  readName,
  readNumber,
  readScale,
  readScales,
  readShape,
  readWhole,
  readWord,
  report,
  reportValue,
  type Fields,
  type Path,
  type ReadContext,
} from './source-context.js';

/** Tensors of the graph that is being made, and what they are called. */
export interface TensorDraft {
  readonly tensors: Map<TensorId, Tensor>;
  readonly byName: Map<string, TensorId>;
  /** Numbers that the description gives to tensors itself. */
  readonly reserved: Set<TensorId>;
}

/** Adds a tensor under its own number, or under the next that is free. */
export function addTensor(draft: TensorDraft, tensor: Omit<Tensor, 'id'>, index: TensorId | null = null): Tensor {
  let id = index ?? draft.tensors.size;
  while (index === null && (draft.tensors.has(id) || draft.reserved.has(id))) id += 1;
  const made = { ...tensor, id };
  draft.tensors.set(id, made);
  return made;
}

/** What comments call a tensor whose name is not free; null where its name is. */
export function readLabel(context: ReadContext, path: Path, fields: Fields): string | null {
  const label = fieldOf(fields, 'label');
  if (label === undefined || typeof label === 'string') return label ?? null;
  reportValue(context, [...path, 'label'], label, 'a text, in quotes');
  return null;
}

/** More tensors than any model has. */
const largestIndex = 2 ** 20;

/** The number that an input or layer gives its tensor; null where it gives none. Two of one number are reported. */
export function readIndex(context: ReadContext, draft: TensorDraft, path: Path, fields: Fields): TensorId | null {
  const at = [...path, 'index'];
  const needed = `a whole number from 0 to ${largestIndex}, which no other tensor has`;
  const free = (index: number): boolean =>
    Number.isInteger(index) && index >= 0 && index <= largestIndex && !draft.reserved.has(index);
  const index = readNumber(context, at, fieldOf(fields, 'index'), needed, free) ?? null;
  if (index !== null) draft.reserved.add(index);
  return index;
}

/** Gives a tensor a name that nothing else has; reports one that is taken. */
export function nameTensor(context: ReadContext, draft: TensorDraft, path: Path, name: string, id: TensorId): void {
  if (!draft.byName.has(name)) {
    draft.byName.set(name, id);
    return;
  }
  reportTaken(context, path, name);
}

export function reportTaken(context: ReadContext, path: Path, name: string): void {
  report(context, 'I8C1606', path, {
    message: 'inputs, constants and layers must have different names',
    details: [`${name} is the name of another one`],
    help: 'layers are known by their names: give this one another',
  });
}

const inputKeys = ['dtype', 'shape', 'scale', 'zeroPoint', 'index', 'label'] as const;

/** An input of the model that has been read. */
export interface InputDraft {
  readonly name: string;
  readonly tensor: Omit<Tensor, 'id'>;
  readonly index: TensorId | null;
  readonly path: Path;
}

/** The inputs of the model, in their order. */
export function readInputs(context: ReadContext, draft: TensorDraft, value: unknown): InputDraft[] {
  const entries = inputEntries(context, value);
  if (entries === null) return [];
  if (entries.length === 0) reportValue(context, ['inputs'], value, 'at least one input');
  return entries.flatMap(({ name, path, fields }) => {
    const tensor = readInput(context, readLabel(context, path, fields) ?? name, path, fields);
    const index = readIndex(context, draft, path, fields);
    return tensor === null ? [] : [{ name, tensor, index, path }];
  });
}

/** Inputs become tensors when all numbers that the description gives are known. */
export function addInputs(context: ReadContext, draft: TensorDraft, inputs: readonly InputDraft[]): TensorId[] {
  return inputs.map(({ name, tensor, index, path }) => {
    const { id } = addTensor(draft, tensor, index);
    nameTensor(context, draft, path, name, id);
    return id;
  });
}

interface InputEntry {
  readonly name: string;
  readonly path: Path;
  readonly fields: Fields;
}

/** `{ x: { … } }`, or `[{ name: 'x', … }]` where names look like numbers, which objects would sort. */
function inputEntries(context: ReadContext, value: unknown): InputEntry[] | null {
  const path: Path = ['inputs'];
  if (Array.isArray(value)) {
    return value.flatMap((item: unknown, index): InputEntry[] => {
      const at = [...path, index];
      const fields = readFields(context, at, item, ['name', ...inputKeys], 'an input: { name, dtype, shape, … }');
      const name = fields === null ? null : readName(context, [...at, 'name'], fieldOf(fields, 'name'));
      return fields === null || name === null ? [] : [{ name, path: at, fields }];
    });
  }
  const all = readFields(context, path, value, keysOf(value), 'the inputs by name: { x: { shape, … } }');
  if (all === null) return null;
  return Object.keys(all).flatMap((name): InputEntry[] => {
    const at = [...path, name];
    const fields = readFields(context, at, all[name], inputKeys, 'an input: { dtype, shape, scale, zeroPoint }');
    return fields === null ? [] : [{ name, path: at, fields }];
  });
}

function readInput(context: ReadContext, name: string, path: Path, fields: Fields): Omit<Tensor, 'id'> | null {
  const dtype = readWord(context, [...path, 'dtype'], fieldOf(fields, 'dtype'), ['int8', 'uint8', 'float32']);
  const shape = readShape(context, [...path, 'shape'], fieldOf(fields, 'shape'));
  if (shape === undefined) reportValue(context, [...path, 'shape'], undefined, 'a shape: whole numbers of at least 1');
  const quantization = readAffine(context, path, fields);
  if (dtype === null || !shape || quantization === undefined) return null;
  const origin = context.locate(path);
  if (dtype === 'float32') return { name, dtype, shape, quantization: null, data: null, origin };
  // A quantized input without a word about its zero point has 0.
  const affine = quantization ?? ({ kind: 'unscaled', zeroPoint: 0 } as const);
  return { name, dtype: dtype ?? 'int8', shape, quantization: affine, data: null, origin };
}

/** `scale` and `zeroPoint` of a whole tensor: null where neither is given, undefined after reporting them. */
export function readAffine(context: ReadContext, path: Path, fields: Fields): Quantization | null | undefined {
  const scale = readScale(context, [...path, 'scale'], fieldOf(fields, 'scale'));
  const zeroPoint = readWhole(context, [...path, 'zeroPoint'], fieldOf(fields, 'zeroPoint'));
  if (scale === null || zeroPoint === null) return undefined;
  if (scale === undefined) return zeroPoint === undefined ? null : { kind: 'unscaled', zeroPoint };
  return { kind: 'perTensor', scale, zeroPoint: zeroPoint ?? 0 };
}

const constantKeys = ['data', 'dtype', 'shape', 'scale', 'scales', 'axis', 'zeroPoint'] as const;

/** What a constant is where it does not say so itself. */
export interface ConstantDefaults {
  readonly name: string;
  readonly dtype: ConstantType;
  readonly axis: number;
}

/** A constant as an object with `data`; null after reporting what is wrong with it. */
export function readConstant(
  context: ReadContext,
  path: Path,
  value: unknown,
  defaults: ConstantDefaults,
): Omit<Tensor, 'id'> | null {
  const fields = readFields(context, path, value, constantKeys, 'a constant: { data, shape, scale, zeroPoint }');
  if (fields === null) return null;
  const types = ['int8', 'int32', 'float32'] as const;
  const dtype = readWord(context, [...path, 'dtype'], fieldOf(fields, 'dtype'), types);
  const shape = readShape(context, [...path, 'shape'], fieldOf(fields, 'shape'));
  if (dtype === null || shape === null) return null;
  const wanted = { dtype: dtype ?? defaults.dtype, shape: shape ?? null };
  const read = readData(context, [...path, 'data'], fieldOf(fields, 'data'), wanted);
  const quantization = readConstantQuantization(context, path, fields, defaults.axis);
  if (read === null || quantization === undefined) return null;
  return { ...constant(defaults.name, wanted.dtype, read.shape, read.data, context.locate(path)), quantization };
}

export function constant(
  name: string,
  dtype: DataType,
  shape: Shape,
  data: Uint8Array,
  origin: Origin,
): Omit<Tensor, 'id'> {
  return { name, dtype, shape, quantization: null, data, origin };
}

function readConstantQuantization(
  context: ReadContext,
  path: Path,
  fields: Fields,
  usualAxis: number,
): Quantization | null | undefined {
  const scales = readScales(context, [...path, 'scales'], fieldOf(fields, 'scales'));
  const axis = readWhole(context, [...path, 'axis'], fieldOf(fields, 'axis'));
  const zeroPoint = readWhole(context, [...path, 'zeroPoint'], fieldOf(fields, 'zeroPoint'));
  if (scales === null || axis === null || zeroPoint === null) return undefined;
  if (scales !== undefined) return perChannel(scales, axis ?? usualAxis, zeroPoint ?? 0);
  const withoutNull = fieldOf(fields, 'scale') === null ? { ...fields, scale: undefined } : fields;
  return readAffine(context, path, withoutNull);
}
