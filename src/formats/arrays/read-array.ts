import { diagnostic, fail, success, type Diagnostic, type Result } from '../../diagnostics/diagnostic.js';
import { shortName } from '../../text/visible.js';
import {
  byteRange,
  decodeValues,
  elementCount,
  formatShape,
  shapesEqual,
  tensorBytes,
  type DataType,
  type Shape,
  type Tensor,
  type TensorValues,
} from '../../ir/tensor.js';
import { quantizeReal } from '../../numerics/activation.js';
import { readNpy, wrongElements, type NpyArray } from './npy.js';

/**
 * Reads one or many frames of a model's input from the bytes of a .npy or .bin file; `file` decides by its ending and
 * names it in diagnostics. Real numbers for an int8 input are quantized with its scale and zero point, which a note
 * says. Each frame has as many values as the tensor.
 */
export function readArray(bytes: Uint8Array, file: string, tensor: Tensor): Result<readonly TensorValues[]> {
  const ending = /\.[^./\\]*$/.exec(file)?.[0].toLowerCase();
  switch (ending) {
    case '.bin':
      return readRaw(bytes, file, tensor);
    case '.npy': {
      const array = readNpy(bytes, file);
      return array.ok ? framesOf(array.value, file, tensor) : array;
    }
    default:
      return fail('I8C6101', {
        message: 'inputs must be .npy or .bin files',
        origin: { kind: 'file', file },
        details: [ending === undefined ? 'the file has no ending' : `the file ends in ${shortName(ending)}`],
        help: 'save with numpy.save, or the raw bytes with array.tofile to a .bin file',
      });
  }
}

function readRaw(bytes: Uint8Array, file: string, tensor: Tensor): Result<readonly TensorValues[]> {
  const frameBytes = tensorBytes(tensor);
  if (bytes.length > 0 && bytes.length % frameBytes === 0)
    return success(splitFrames(bytes, frameBytes, (part) => decodeValues(tensor.dtype, part)));
  return fail('I8C6102', {
    message: 'a .bin file must hold whole frames of the input',
    origin: { kind: 'file', file },
    details: [`the file has ${bytes.length} bytes`, inputLine(tensor)],
    help: 'check type and shape; a .npy file says both itself',
  });
}

function framesOf(array: NpyArray, file: string, tensor: Tensor): Result<readonly TensorValues[]> {
  if (!fitsShape(array.shape, tensor.shape)) {
    return fail('I8C6106', {
      message: 'an array must have the shape of the input, or one leading dimension more for frames',
      origin: { kind: 'file', file },
      details: [`the array is ${array.element} ${formatShape(array.shape)}`, inputLine(tensor)],
      help: 'reshape or transpose the array; layouts are those of TensorFlow, channels last',
    });
  }
  const bytesPerElement = array.bytes.length / elementCount(array.shape);
  const frameBytes = elementCount(tensor.shape) * bytesPerElement;
  const { element } = array;
  if (element === 'int8' || element === 'uint8') {
    if (tensor.dtype === element)
      return success(splitFrames(array.bytes, frameBytes, (part) => decodeValues(element, part)));
    return fail('I8C6105', {
      message: 'elements must fit the type of the input',
      origin: { kind: 'file', file },
      details: [`the array is ${array.element} ${formatShape(array.shape)}`, inputLine(tensor)],
      help: helpWithBytes(tensor.dtype),
    });
  }
  if (element !== 'float32' && element !== 'float64') return wrongElements(file, element);
  const reals = splitFrames(array.bytes, frameBytes, element === 'float32' ? float32Values : float64Values);
  return tensor.dtype === 'float32'
    ? success(reals.map((values) => Float32Array.from(values)))
    : quantizeFrames(reals, file, tensor);
}

/** What to do about values of a byte that an input of this type does not take. */
function helpWithBytes(dtype: DataType): string {
  switch (dtype) {
    case 'int8':
      return 'where the zero point is -128, images are (array.astype(numpy.int16) - 128).astype(numpy.int8)';
    case 'uint8':
      return 'save array.astype(numpy.uint8), or real numbers, which are quantized';
    default:
      return 'this model takes real numbers and quantizes them itself: save array.astype(numpy.float32)';
  }
}

/** The tensor's shape, a leading dimension more, the first dimension counting frames where it is 1, or left out. */
function fitsShape(shape: Shape, wanted: Shape): boolean {
  if (elementCount(shape) === 0) return false;
  if (shapesEqual(shape, wanted) || shapesEqual(shape.slice(1), wanted)) return true;
  return wanted[0] === 1 && (shapesEqual(shape.slice(1), wanted.slice(1)) || shapesEqual(shape, wanted.slice(1)));
}

function quantizeFrames(reals: readonly Float64Array[], file: string, tensor: Tensor): Result<readonly TensorValues[]> {
  const { quantization } = tensor;
  const origin = { kind: 'file', file } as const;
  const isByte = tensor.dtype === 'int8' || tensor.dtype === 'uint8';
  if (isByte && quantization?.kind === 'unscaled') {
    return fail('I8C6105', {
      message: 'elements must fit the type of the input',
      origin,
      details: ['the array has real numbers, and the input has no scale to quantize them by', inputLine(tensor)],
      help: `save quantized values as ${tensor.dtype}, or give the input a scale in the model's description`,
    });
  }
  if (!isByte || quantization?.kind !== 'perTensor') throw new Error(`int8c bug: input ${tensor.id} has no scale`);
  let outside = 0;
  const frames: TensorValues[] = [];
  const { least, most } = byteRange(tensor.dtype);
  const cut = (value: number): number => {
    const quantized = quantizeReal(value, quantization.scale) + quantization.zeroPoint;
    if (quantized < least || quantized > most) outside += 1;
    return Math.max(least, Math.min(most, quantized));
  };
  for (const [frame, values] of reals.entries()) {
    const bad = values.findIndex((value) => !Number.isFinite(value));
    if (bad >= 0) {
      const details = [`element ${bad} of frame ${frame} is ${values[bad]}`];
      return fail('I8C6108', {
        message: 'numbers to be quantized must be finite',
        origin,
        details,
        help: 'find its source with numpy.isfinite',
      });
    }
    frames.push(tensor.dtype === 'uint8' ? Uint8Array.from(values, cut) : Int8Array.from(values, cut));
  }
  return success(frames, [quantizedNote(file, tensor, quantization, outside)]);
}

function quantizedNote(
  file: string,
  tensor: Tensor,
  { scale, zeroPoint }: { scale: number; zeroPoint: number },
  outside: number,
): Diagnostic {
  return diagnostic('I8C6109', {
    severity: 'note',
    message: `real numbers were quantized with scale ${Number(scale.toPrecision(6))} and zero point ${zeroPoint}`,
    origin: { kind: 'file', file },
    details: [inputLine(tensor), ...(outside === 0 ? [] : [`${outside} values lay outside -128 .. 127 and were cut`])],
  });
}

function splitFrames<T>(bytes: Uint8Array, frameBytes: number, decode: (part: Uint8Array) => T): T[] {
  return Array.from({ length: bytes.length / frameBytes }, (_, frame) =>
    decode(bytes.subarray(frame * frameBytes, (frame + 1) * frameBytes)),
  );
}

function float32Values(bytes: Uint8Array): Float64Array {
  return Float64Array.from(decodeValues('float32', bytes));
}

function float64Values(bytes: Uint8Array): Float64Array {
  return new Float64Array(new Uint8Array(bytes).buffer);
}

function inputLine(tensor: Tensor): string {
  return `the input "${shortName(tensor.name)}" is ${tensor.dtype} ${formatShape(tensor.shape)}, ${tensorBytes(tensor)} bytes`;
}
