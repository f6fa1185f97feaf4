import { describe, expect, it } from 'vitest';
import { readTflite } from '../../src/formats/tflite/read-tflite.js';
import { encodeModel, type TableValues } from '../../src/formats/tflite/encode-model.js';
import { integerBytes, operatorCode } from '../../src/formats/tflite/write-tflite.js';

interface Slice {
  readonly shape: readonly number[];
  readonly begin: readonly number[];
  readonly end: readonly number[];
  readonly strides: readonly number[];
  readonly options?: TableValues;
  readonly output?: readonly number[];
}

const quantization = { scale: [1], zeroPoint: [0] };
const [int8, int32] = [9, 2];

/** A file with one STRIDED_SLICE, as converters write it. */
function file({ shape, begin, end, strides, options = {}, output = [1] }: Slice): Uint8Array {
  const parameters = [begin, end, strides];
  const tensors = [
    { shape, type: int8, buffer: 0, name: 'in', quantization },
    ...parameters.map((values, index) => ({
      shape: [values.length],
      type: int32,
      buffer: index + 1,
      name: `parameter ${index}`,
    })),
    { shape: output, type: int8, buffer: 0, name: 'out', quantization },
  ];
  const operator = {
    opcodeIndex: 0,
    inputs: [0, 1, 2, 3],
    outputs: [4],
    builtinOptionsType: 32,
    builtinOptions: options,
  };
  return encodeModel({
    version: 3,
    description: '',
    operatorCodes: [operatorCode('STRIDED_SLICE')],
    subgraphs: [{ tensors, inputs: [0], outputs: [4], operators: [operator], name: 'main' }],
    buffers: [{}, ...parameters.map((values) => ({ data: integerBytes(values) }))],
  });
}

function attributesOf(slice: Slice): unknown {
  const result = readTflite(file(slice), 'slice.tflite');
  return result.ok
    ? result.value.nodes[0]?.attributes
    : result.diagnostics.map(({ code, details }) => `${code} ${details?.at(-1) ?? ''}`);
}

describe('the bounds of a STRIDED_SLICE', () => {
  const row = { shape: [5], strides: [1], begin: [0], end: [5] };

  it.each<[string, Partial<Slice>, readonly [start: number, step: number, size: number]]>([
    ['stand as they are', { begin: [1], end: [4] }, [1, 1, 3]],
    ['count from the end where negative', { begin: [-3], end: [-1] }, [2, 1, 2]],
    ['are cut to the dimension', { begin: [-9], end: [9] }, [0, 1, 5]],
    ['may be the largest and the smallest integers', { begin: [-(2 ** 31)], end: [2 ** 31 - 1] }, [0, 1, 5]],
    ['take the element of an unfinished step', { begin: [0], end: [4], strides: [3] }, [0, 3, 2]],
    ['do not take the element at the end', { begin: [0], end: [3], strides: [3] }, [0, 3, 1]],
    ['walk backwards', { begin: [4], end: [0], strides: [-1] }, [4, -1, 4]],
    ['walk backwards from behind the end', { begin: [9], end: [1], strides: [-2] }, [4, -2, 2]],
    ['are the first element where the begin is masked', { begin: [3], options: { beginMask: 1 } }, [0, 1, 5]],
    ['are the last element where the end is masked', { begin: [3], end: [4], options: { endMask: 1 } }, [3, 1, 2]],
    [
      'are both ends where both are masked, backwards',
      { begin: [1], end: [2], strides: [-1], options: { beginMask: 1, endMask: 1 } },
      [4, -1, 5],
    ],
    ['may take nothing, which the rules of the operator refuse', { begin: [3], end: [3] }, [3, 1, 0]],
  ])('%s', (_title, change, [start, step, size]) => {
    expect(attributesOf({ ...row, ...change })).toEqual({
      starts: [start],
      steps: [step],
      sizes: [size],
      droppedAxes: [],
    });
  });

  it('drop a dimension, whatever its end says', () => {
    const slice = { shape: [1, 3, 4], begin: [0, -1, 0], end: [0, 0, 0], strides: [1, 1, 1] };
    const options = { beginMask: 0b101, endMask: 0b101, shrinkAxisMask: 0b010 };
    expect(attributesOf({ ...slice, options })).toEqual({
      starts: [0, 2, 0],
      steps: [1, 1, 1],
      sizes: [1, 1, 4],
      droppedAxes: [1],
    });
  });

  it.each<[string, Partial<Slice>, string]>([
    ['an ellipsis', { options: { ellipsisMask: 1 } }, 'I8C1305 ellipsis mask 1; the reference kernel takes none'],
    ['a new axis', { options: { newAxisMask: 1 } }, 'I8C1305 new axis mask 1; the reference kernel takes none'],
    [
      'relative ends',
      { options: { offset: true } },
      'I8C1305 ends relative to begins 1; the reference kernel takes none',
    ],
    ['a stride of 0', { strides: [0] }, 'I8C1303 [0]; one value other than 0 is needed for each of 1 dimensions'],
    ['two begins', { begin: [0, 0] }, 'I8C1303 [0, 0]; one value is needed for each of 1 dimensions'],
  ])('are refused with %s', (_title, change, seen) => {
    expect(attributesOf({ ...row, ...change })).toEqual([seen]);
  });
});
