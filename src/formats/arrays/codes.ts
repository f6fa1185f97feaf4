import type { CodePage } from '../../diagnostics/codes.js';

/** Diagnostics of arrays that users give as inputs. */
export const arrayCodes: readonly CodePage[] = Object.freeze([
  {
    code: 'I8C6101',
    title: 'The file of an input is neither .npy nor .bin.',
    explanation:
      'Inputs come as .npy files, which say their own type and shape, or as .bin files, which are the raw little-endian bytes of one or several frames.',
    remedy: 'Save the array with numpy.save, or write its bytes with array.tofile to a file that ends in .bin.',
  },
  {
    code: 'I8C6102',
    title: 'A .bin file does not hold whole frames.',
    explanation:
      'A raw file holds one or several frames of an input, one after the other, without a header. Its size must be a multiple of the bytes of one frame, and it must not be empty.',
    remedy:
      'Check shape and type of the input with int8c inspect; a float file for an int8 input is four times too large.',
  },
  {
    code: 'I8C6103',
    title: 'The file is not a valid .npy file.',
    explanation:
      'A .npy file starts with the byte 0x93 and NUMPY, a version (1.0, 2.0 or 3.0), the length of its header and a Python dictionary with descr, fortran_order and shape. Something else was found there, or the file ends too early.',
    remedy: 'Write the file again with numpy.save. Archives (.npz) and pickled objects are not read.',
  },
  {
    code: 'I8C6104',
    title: 'The .npy file has a layout that int8c does not read.',
    explanation: 'Arrays are read in C order (the last index runs fastest) and little-endian.',
    remedy:
      'Save numpy.ascontiguousarray(array), with array.astype(array.dtype.newbyteorder("<")) where bytes are swapped.',
  },
  {
    code: 'I8C6105',
    title: 'The elements of the array do not fit the input.',
    explanation:
      'An int8 or uint8 input takes elements of its type as they are, and float32 or float64 elements, which are quantized with its scale and zero point as TensorFlow Lite does. A float32 input takes float32 or float64. Other types are refused rather than guessed at: uint8 images for an int8 input, for example, are commonly shifted by 128, but not always.',
    remedy:
      'Convert in Python: array.astype(numpy.float32) for real numbers, array.astype(numpy.int8) for numbers that are quantized already, (array.astype(numpy.int16) - 128).astype(numpy.int8) for uint8 images whose zero point is -128.',
  },
  {
    code: 'I8C6106',
    title: 'The shape of the array is not that of the input.',
    explanation:
      "An array has the shape of the model's input, or one leading dimension more that counts frames. Where the input's first dimension is 1, it may count frames itself or be left out.",
    remedy: 'Reshape the array; int8c inspect prints the shape of every input.',
  },
  {
    code: 'I8C6107',
    title: 'The array and its header do not agree in size.',
    explanation:
      'The elements behind the header of a .npy file are as many as its shape says. This file has fewer or more bytes: it was cut off, or something was appended.',
    remedy: 'Write or copy the file again.',
  },
  {
    code: 'I8C6108',
    title: 'The array holds a number that cannot be quantized.',
    explanation: 'NaN and infinities have no int8 value.',
    remedy: 'Look for what made them; numpy.isfinite finds their places.',
  },
  {
    code: 'I8C6109',
    title: 'Real numbers were quantized for an int8 input.',
    explanation:
      "The file holds real numbers and the model takes int8: each was divided by the input's scale, rounded half away from zero, moved by the zero point and cut to -128 … 127. The note says how many lay outside.",
    remedy: 'Nothing is wrong. Many numbers outside the range mean that the data was not prepared as in training.',
  },
]);
