import { fail, success, type DiagnosticCode, type Result } from '../../diagnostics/diagnostic.js';
import { shortName } from '../../text/visible.js';
import { formatShape, type Shape } from '../../ir/tensor.js';

/** Element types that are read: inputs have bytes or real numbers, constants of descriptions any of them. */
export type NpyElement = 'int8' | 'uint8' | 'int16' | 'int32' | 'int64' | 'float32' | 'float64';

export interface NpyArray {
  readonly element: NpyElement;
  readonly shape: Shape;
  /** The elements, in C order; exactly as many bytes as the shape says. */
  readonly bytes: Uint8Array;
}

const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
/** NumPy itself writes less than 200 bytes for arrays without fields, and refuses to read more than 10000 unasked. */
const longestHeader = 10_000;
const largestRank = 32;

const elements: Readonly<Record<string, NpyElement>> = {
  '|i1': 'int8',
  '<i1': 'int8',
  '|u1': 'uint8',
  '<u1': 'uint8',
  '<i2': 'int16',
  '<i4': 'int32',
  '<i8': 'int64',
  '<f4': 'float32',
  '<f8': 'float64',
};
const elementSizes: Readonly<Record<NpyElement, number>> = {
  int8: 1,
  uint8: 1,
  int16: 2,
  int32: 4,
  int64: 8,
  float32: 4,
  float64: 8,
};

/** Reads a .npy file of version 1.0 to 3.0. `file` names it in diagnostics. Nothing in it is trusted. */
export function readNpy(bytes: Uint8Array, file: string): Result<NpyArray> {
  const header = readHeader(bytes, file);
  if (!header.ok) return header;
  const { dictionary, end } = header.value;
  const fields = parseDictionary(dictionary);
  if (typeof fields === 'string') return broken(file, fields);
  const element = elementOf(fields.descr, file);
  if (!element.ok) return element;
  if (fields.fortranOrder && fields.shape.length > 1) {
    return problem(
      'I8C6104',
      file,
      'arrays are in C order',
      'fortran_order is True',
      'save numpy.ascontiguousarray(array)',
    );
  }
  const count = fields.shape.reduce((product, size) => product * size, 1);
  const expected = count * elementSizes[element.value];
  if (expected !== bytes.length - end) {
    const seen = `${fields.descr} ${formatShape(fields.shape)} takes ${expected} bytes, ${bytes.length - end} follow the header`;
    return problem(
      'I8C6107',
      file,
      'a .npy file holds as many elements as its shape says',
      seen,
      'write or copy the file again',
    );
  }
  return success({ element: element.value, shape: fields.shape, bytes: bytes.subarray(end) });
}

function readHeader(bytes: Uint8Array, file: string): Result<{ dictionary: string; end: number }> {
  if (bytes.length < 10 || magic.some((byte, index) => bytes[index] !== byte))
    return broken(file, 'it does not start with \\x93NUMPY');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [major, minor] = [view.getUint8(6), view.getUint8(7)];
  if (major < 1 || major > 3 || minor !== 0) return broken(file, `it has version ${major}.${minor}`);
  const start = major === 1 ? 10 : 12;
  if (bytes.length < start) return broken(file, `it ends after ${bytes.length} bytes`);
  const length = major === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (length > longestHeader) return broken(file, `its header claims ${length} bytes`);
  if (start + length > bytes.length)
    return broken(file, `it ends inside its header: ${length} bytes of header, ${bytes.length - start} are there`);
  const dictionary = new TextDecoder('latin1').decode(bytes.subarray(start, start + length));
  return success({ dictionary, end: start + length });
}

interface HeaderFields {
  readonly descr: string;
  readonly fortranOrder: boolean;
  readonly shape: Shape;
}

/** The three entries that NumPy writes, in any order, and nothing else; or a sentence saying what is wrong. */
function parseDictionary(text: string): HeaderFields | string {
  const body = /^\s*\{(.*)\}\s*$/s.exec(text)?.[1];
  if (body === undefined) return 'its header is not a dictionary';
  const entry = /\s*'(descr|fortran_order|shape)'\s*:\s*('[^']*'|True|False|\([\d\s,L]*\))\s*(?:,|$)/y;
  const found = new Map<string, string>();
  while (entry.lastIndex < body.trimEnd().length) {
    const at = entry.lastIndex;
    const [, key, value] = entry.exec(body) ?? [];
    if (key === undefined || value === undefined)
      return `its header has an entry that is not understood: ${shortName(body.slice(at))}`;
    if (found.has(key)) return `its header has ${key} twice`;
    found.set(key, value);
  }
  const [descr, order, shape] = [found.get('descr'), found.get('fortran_order'), found.get('shape')];
  if (descr?.startsWith("'") !== true || (order !== 'True' && order !== 'False') || shape?.startsWith('(') !== true) {
    return 'its header lacks descr, fortran_order or shape';
  }
  const sizes = shape
    .slice(1, -1)
    .split(',')
    .map((size) => size.trim().replace(/L$/, ''))
    .filter((size) => size !== '')
    .map(Number);
  if (sizes.length > largestRank || !sizes.every((size) => Number.isSafeInteger(size) && size >= 0))
    return `its shape is ${shortName(shape)}`;
  return { descr: descr.slice(1, -1), fortranOrder: order === 'True', shape: sizes };
}

function elementOf(descr: string, file: string): Result<NpyElement> {
  const element = elements[descr];
  if (element !== undefined) return success(element);
  const swapped = /^>[if][248]$/.test(descr);
  if (swapped)
    return problem(
      'I8C6104',
      file,
      'arrays are little-endian',
      `elements are ${descr}`,
      'save array.astype(array.dtype.newbyteorder("<"))',
    );
  return wrongElements(file, descr);
}

/** Of an array whose elements are no values of a tensor. */
export function wrongElements(file: string, seen: string): Extract<Result<never>, { ok: false }> {
  return problem(
    'I8C6105',
    file,
    'elements of an input are int8, uint8, float32 or float64',
    `elements are ${shortName(seen)}`,
    'save array.astype(numpy.float32), or values of the type of the input',
  );
}

function broken(file: string, seen: string): Extract<Result<never>, { ok: false }> {
  return problem(
    'I8C6103',
    file,
    'inputs are valid .npy files',
    seen,
    'write it again with numpy.save; .npz archives and pickled objects are not read',
  );
}

function problem(
  code: DiagnosticCode,
  file: string,
  message: string,
  seen: string,
  help: string,
): Extract<Result<never>, { ok: false }> {
  return fail(code, { message, origin: { kind: 'file', file }, details: [seen], help });
}
