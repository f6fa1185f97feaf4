import { bytesOf, elementCount, formatShape, tensorBytes, type Shape, type TensorValues } from '../../ir/tensor.js';
import { shortName } from '../../text/visible.js';
import { readNpy, type NpyArray } from '../arrays/npy.js';
import { fieldOf, readFields, report, reportValue, type Path, type ReadContext } from './source-context.js';

/** Types of constants in descriptions. */
export type ConstantType = 'int8' | 'int32' | 'float32';

/** What is asked of data: its type, and its shape where it is known without it. */
export interface WantedData {
  readonly dtype: ConstantType;
  readonly shape: Shape | null;
}

export interface ConstantData {
  readonly shape: Shape;
  readonly data: Uint8Array;
}

/** Bytes of numbers in lists or in a file; null after reporting why there are none. */
export function readData(context: ReadContext, path: Path, value: unknown, wanted: WantedData): ConstantData | null {
  if (Array.isArray(value)) return fromNumbers(context, path, value, wanted);
  const fields = readFields(context, path, value, ['file'], 'numbers in lists, or { "file": "weights.npy" }');
  if (fields === null) return null;
  const name = fieldOf(fields, 'file');
  if (typeof name === 'string') return fromFile(context, [...path, 'file'], name, wanted);
  reportValue(context, [...path, 'file'], name, 'the path of a .npy, .bin or .json file');
  return null;
}

function fromFile(context: ReadContext, path: Path, name: string, wanted: WantedData): ConstantData | null {
  const bytes = context.load(name);
  if (!(bytes instanceof Uint8Array)) {
    fileFinding(context, path, name, bytes.problem, bytes.help);
    return null;
  }
  switch (/\.[^./\\]*$/.exec(name)?.[0].toLowerCase()) {
    case '.npy':
      return fromNpy(context, path, name, bytes, wanted);
    case '.bin':
      return fromRaw(context, path, name, bytes, wanted);
    case '.json':
      return fromJson(context, path, name, bytes, wanted);
    default:
      fileFinding(context, path, name, 'it ends in none of .npy, .bin and .json', 'save the numbers with numpy.save');
      return null;
  }
}

function fileFinding(context: ReadContext, path: Path, name: string, seen: string, help: string): void {
  report(context, 'I8C1608', path, {
    message: 'a data file must hold the numbers of its tensor',
    details: [`${shortName(name)}: ${seen}`],
    help,
  });
}

function fromNpy(context: ReadContext, path: Path, name: string, bytes: Uint8Array, wanted: WantedData) {
  const array = readNpy(bytes, name);
  if (!array.ok) {
    const [problem] = array.diagnostics;
    fileFinding(context, path, name, [problem?.message, ...(problem?.details ?? [])].join('; '), problem?.help ?? '');
    return null;
  }
  const values = npyValues(array.value, wanted.dtype);
  if (values !== null) return shaped(context, path, array.value.shape, bytesOf(values), wanted);
  fileFinding(context, path, name, `${array.value.element} numbers for a tensor of ${wanted.dtype}`, castHelp(wanted));
  return null;
}

function castHelp({ dtype }: WantedData): string {
  return `save array.astype(numpy.${dtype})${dtype === 'float32' ? '' : ', after it was quantized'}`;
}

/** The numbers in the type of the tensor, or null where they are of a type that would have to be rounded. */
function npyValues({ element, bytes }: NpyArray, dtype: ConstantType): TensorValues | null {
  // The slice of a Buffer is no copy.
  const copy = new Uint8Array(bytes).buffer;
  if (dtype === 'float32') {
    if (element === 'float32') return new Float32Array(copy);
    return element === 'float64' ? Float32Array.from(new Float64Array(copy)) : null;
  }
  switch (element) {
    case 'int8':
      return dtype === 'int8' ? new Int8Array(copy) : Int32Array.from(new Int8Array(copy));
    case 'int16':
      return dtype === 'int32' ? Int32Array.from(new Int16Array(copy)) : null;
    case 'int32':
      return dtype === 'int32' ? new Int32Array(copy) : null;
    case 'int64':
      return dtype === 'int32' ? narrowed(new BigInt64Array(copy)) : null;
    default:
      return null;
  }
}

/** NumPy makes int64 of whole numbers unasked. */
function narrowed(values: BigInt64Array): Int32Array | null {
  return values.every((value) => BigInt.asIntN(32, value) === value) ? Int32Array.from(values, Number) : null;
}

function fromRaw(context: ReadContext, path: Path, name: string, bytes: Uint8Array, wanted: WantedData) {
  const { dtype, shape } = wanted;
  if (shape === null) {
    fileFinding(
      context,
      path,
      name,
      'a raw file says no shape',
      'give the constant a shape, or save it with numpy.save',
    );
    return null;
  }
  const needed = tensorBytes({ dtype, shape });
  if (bytes.length === needed) return { shape, data: bytes };
  const seen = `${bytes.length} bytes, ${dtype} ${formatShape(shape)} takes ${needed}`;
  fileFinding(context, path, name, seen, 'check type and shape; a .npy file says both itself');
  return null;
}

function fromJson(context: ReadContext, path: Path, name: string, bytes: Uint8Array, wanted: WantedData) {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    if (Array.isArray(value)) return fromNumbers(context, path, value, wanted);
    fileFinding(context, path, name, 'no list of numbers', 'a .json file of data holds numbers in lists');
  } catch (error) {
    fileFinding(
      context,
      path,
      name,
      error instanceof Error ? error.message : 'not JSON',
      'write it with JSON.stringify',
    );
  }
  return null;
}

/** Deeper lists are no tensor. */
const mostDimensions = 8;

function fromNumbers(context: ReadContext, path: Path, value: readonly unknown[], wanted: WantedData) {
  const numbers: number[] = [];
  const nesting = flatten(value, numbers, 0);
  const { dtype, shape } = wanted;
  if (typeof nesting === 'string') {
    report(context, 'I8C1609', path, {
      message: 'numbers in lists must make a tensor',
      details: [nesting],
      help: 'lists of one dimension have one length; numbers may also be all in one list, with the shape beside it',
    });
    return null;
  }
  const odd = numbers.findIndex((number) => !fitsType(number, dtype));
  if (odd >= 0) {
    report(context, 'I8C1609', path, {
      message: `numbers must be values of ${dtype}`,
      details: [`number ${odd} is ${numbers[odd]}`],
      help: dtype === 'float32' ? 'give a finite number' : 'give quantized values: round(real / scale) + zero point',
    });
    return null;
  }
  const data = bytesOf(typed(numbers, dtype));
  // One flat list takes the shape that is asked for.
  if (nesting.length === 1 && shape !== null && elementCount(shape) === numbers.length) return { shape, data };
  return shaped(context, path, nesting, data, wanted);
}

function fitsType(number: number, dtype: ConstantType): boolean {
  switch (dtype) {
    case 'int8':
      return Number.isInteger(number) && number >= -128 && number <= 127;
    case 'int32':
      return Number.isInteger(number) && number >= -(2 ** 31) && number < 2 ** 31;
    case 'float32':
      return Number.isFinite(Math.fround(number));
  }
}

function typed(numbers: readonly number[], dtype: ConstantType): TensorValues {
  switch (dtype) {
    case 'int8':
      return Int8Array.from(numbers);
    case 'int32':
      return Int32Array.from(numbers);
    case 'float32':
      return Float32Array.from(numbers);
  }
}

/** Appends the numbers in order; returns their shape, or a sentence saying why there is none. */
function flatten(list: readonly unknown[], numbers: number[], depth: number): number[] | string {
  if (list.length === 0) return 'an empty list';
  if (depth >= mostDimensions) return `lists nested more than ${mostDimensions} deep`;
  let inner: readonly number[] | null = null;
  for (const [index, item] of list.entries()) {
    let shape: number[] | string = [];
    if (Array.isArray(item)) shape = flatten(item, numbers, depth + 1);
    else if (typeof item === 'number') numbers.push(item);
    else return `something that is no number: ${shortName(JSON.stringify(item) ?? 'nothing')}`;
    if (typeof shape === 'string') return shape;
    if (inner !== null && formatShape(inner) !== formatShape(shape))
      return `item ${index} has the shape ${formatShape(shape)}, those before it ${formatShape(inner)}`;
    inner = shape;
  }
  return [list.length, ...(inner ?? [])];
}

function shaped(
  context: ReadContext,
  path: Path,
  shape: Shape,
  data: Uint8Array,
  wanted: WantedData,
): ConstantData | null {
  if (wanted.shape === null || formatShape(wanted.shape) === formatShape(shape)) return { shape, data };
  report(context, 'I8C1609', path, {
    message: 'data must have the shape that is said beside it',
    details: [`the data are ${formatShape(shape)}, the shape says ${formatShape(wanted.shape)}`],
    help: 'correct one of the two; without a shape the one of the data is taken',
  });
  return null;
}
