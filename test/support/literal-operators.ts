import type { LiteralField, LiteralParameter, LiteralType } from './literal-tflite.js';

/**
 * A field of the schema with a value that is not its default. `means` is the attribute that it becomes, `absent` the
 * attribute of a file without the field; without `absent`, such a file is refused. A field that becomes no attribute
 * has no `means`.
 */
export interface FieldExample extends LiteralField {
  readonly means?: readonly [attribute: string, value: unknown];
  /** Where the attribute is a height and a width: which of them the field is. */
  readonly place?: 0 | 1;
  readonly absent?: unknown;
}

/** One operator as the public schema has it. */
export interface Example {
  readonly name: string;
  readonly code: number;
  readonly kind: string;
  readonly optionsType: number;
  readonly fields: readonly FieldExample[];
  readonly parameters?: readonly LiteralParameter[];
  /** Attributes that come from the parameters. */
  readonly fromParameters?: Readonly<Record<string, unknown>>;
  readonly valueShapes?: readonly (readonly number[])[];
}

export const value = [1, 4, 4, 2];
export const one = [value];
const two = [value, value];

function field(
  slot: number,
  type: LiteralType,
  stored: number | readonly number[],
  means?: FieldExample['means'],
  absent?: unknown,
): FieldExample {
  return {
    slot,
    type,
    value: stored,
    ...(means === undefined ? {} : { means }),
    ...(absent === undefined ? {} : { absent }),
  };
}

const paddingAt = (slot: number): FieldExample => field(slot, 'byte', 1, ['padding', 'valid'], 'same');
const activationAt = (slot: number): FieldExample => field(slot, 'byte', 3, ['activation', 'relu6'], 'none');
const heightAt = (slot: number, attribute: string, stored: number, absent?: number): FieldExample => ({
  ...field(slot, 'int', stored, [attribute, stored], absent),
  place: 0,
});
const widthAt = (slot: number, attribute: string, stored: number, absent?: number): FieldExample => ({
  ...heightAt(slot, attribute, stored, absent),
  place: 1,
});
const flagAt = (slot: number, attribute: string): FieldExample => field(slot, 'bool', 1, [attribute, true], false);
export const int32 = (shape: readonly number[], values: readonly number[]): LiteralParameter => ({
  tensorType: 2,
  shape,
  values,
});

const pool = [
  paddingAt(0),
  widthAt(1, 'strides', 2),
  heightAt(2, 'strides', 3),
  widthAt(3, 'filter', 4),
  heightAt(4, 'filter', 5),
  activationAt(5),
];
const paddings = {
  paddings: [
    [0, 1],
    [2, 3],
    [4, 5],
    [6, 7],
  ],
};
const paddingTensor = int32([4, 2], [0, 1, 2, 3, 4, 5, 6, 7]);

/** One example for each row of the codec. Numbers are looked up in schema.fbs, never in int8c's own tables. */
export const examples: readonly Example[] = [
  { name: 'ADD', code: 0, kind: 'add', optionsType: 11, fields: [activationAt(0)], valueShapes: two },
  { name: 'AVERAGE_POOL_2D', code: 1, kind: 'average-pool2d', optionsType: 5, fields: pool },
  {
    name: 'CONCATENATION',
    code: 2,
    kind: 'concatenation',
    optionsType: 10,
    fields: [field(0, 'int', -2, ['axis', -2], 0), activationAt(1)],
    valueShapes: two,
  },
  {
    name: 'CONV_2D',
    code: 3,
    kind: 'conv2d',
    optionsType: 1,
    fields: [
      paddingAt(0),
      widthAt(1, 'strides', 2),
      heightAt(2, 'strides', 3),
      activationAt(3),
      widthAt(4, 'dilations', 4, 1),
      heightAt(5, 'dilations', 5, 1),
    ],
    valueShapes: [value, [3, 1, 1, 2], [3]],
  },
  {
    name: 'DEPTHWISE_CONV_2D',
    code: 4,
    kind: 'depthwise-conv2d',
    optionsType: 2,
    // The depth multiplier: 6 channels of weights for 2 of the input.
    fields: [
      paddingAt(0),
      widthAt(1, 'strides', 2),
      heightAt(2, 'strides', 4),
      field(3, 'int', 3),
      activationAt(4),
      widthAt(5, 'dilations', 5, 1),
      heightAt(6, 'dilations', 6, 1),
    ],
    valueShapes: [value, [1, 1, 1, 6], [6]],
  },
  { name: 'DEQUANTIZE', code: 6, kind: 'dequantize', optionsType: 38, fields: [] },
  {
    name: 'EXPAND_DIMS',
    code: 70,
    kind: 'expand-dims',
    optionsType: 52,
    fields: [],
    parameters: [int32([], [-3])],
    fromParameters: { axis: -3 },
  },
  {
    name: 'FULLY_CONNECTED',
    code: 9,
    kind: 'fully-connected',
    optionsType: 8,
    fields: [activationAt(0), flagAt(2, 'keepDimensions')],
    valueShapes: [value, [3, 2], [3]],
  },
  {
    name: 'LEAKY_RELU',
    code: 98,
    kind: 'leaky-relu',
    optionsType: 75,
    fields: [field(0, 'float', 0.75, ['alpha', 0.75], 0)],
  },
  { name: 'LOGISTIC', code: 14, kind: 'logistic', optionsType: 0, fields: [] },
  { name: 'MAXIMUM', code: 55, kind: 'maximum', optionsType: 39, fields: [], valueShapes: two },
  { name: 'MAX_POOL_2D', code: 17, kind: 'max-pool2d', optionsType: 5, fields: pool },
  {
    name: 'MEAN',
    code: 40,
    kind: 'mean',
    optionsType: 27,
    fields: [flagAt(0, 'keepDimensions')],
    parameters: [int32([2], [1, -1])],
    fromParameters: { axes: [1, -1] },
  },
  { name: 'MINIMUM', code: 57, kind: 'minimum', optionsType: 39, fields: [], valueShapes: two },
  { name: 'MUL', code: 18, kind: 'mul', optionsType: 21, fields: [activationAt(0)], valueShapes: two },
  {
    name: 'PAD',
    code: 34,
    kind: 'pad',
    optionsType: 22,
    fields: [],
    parameters: [paddingTensor],
    fromParameters: { ...paddings, value: null },
  },
  {
    name: 'PADV2',
    code: 60,
    kind: 'pad',
    optionsType: 43,
    fields: [],
    parameters: [paddingTensor, { tensorType: 9, shape: [], values: [-8] }],
    fromParameters: { ...paddings, value: -8 },
  },
  { name: 'QUANTIZE', code: 114, kind: 'quantize', optionsType: 89, fields: [] },
  { name: 'RELU', code: 19, kind: 'relu', optionsType: 0, fields: [] },
  { name: 'RELU6', code: 21, kind: 'relu6', optionsType: 0, fields: [] },
  {
    name: 'RESHAPE',
    code: 22,
    kind: 'reshape',
    optionsType: 17,
    fields: [field(0, 'ints', [2, -1], ['shape', [2, -1]], [2, -1])],
    parameters: [int32([2], [2, -1])],
  },
  {
    name: 'RESIZE_NEAREST_NEIGHBOR',
    code: 97,
    kind: 'resize-nearest-neighbor',
    optionsType: 74,
    fields: [flagAt(0, 'alignCorners'), flagAt(1, 'halfPixelCenters')],
    parameters: [int32([2], [5, 6])],
    fromParameters: { outputSize: [5, 6] },
  },
  { name: 'SOFTMAX', code: 25, kind: 'softmax', optionsType: 9, fields: [field(0, 'float', 0.75, ['beta', 0.75])] },
  {
    name: 'SQUEEZE',
    code: 43,
    kind: 'squeeze',
    optionsType: 30,
    fields: [field(0, 'ints', [0, 3], ['axes', [0, 3]], [])],
  },
  {
    name: 'STRIDED_SLICE',
    code: 45,
    kind: 'strided-slice',
    optionsType: 32,
    // The second dimension is walked back to its first element, the fourth is dropped.
    fields: [
      field(1, 'int', 0b0010, ['sizes', [1, 4, 4, 1]], [1, 0, 4, 1]),
      field(4, 'int', 0b1000, ['droppedAxes', [3]], []),
    ],
    parameters: [int32([4], [0, 3, 0, 1]), int32([4], [1, -1, 4, 2]), int32([4], [1, -1, 1, 1])],
    fromParameters: { starts: [0, 3, 0, 1], steps: [1, -1, 1, 1] },
  },
  { name: 'SUB', code: 41, kind: 'sub', optionsType: 28, fields: [activationAt(0)], valueShapes: two },
  { name: 'TANH', code: 28, kind: 'tanh', optionsType: 0, fields: [] },
  {
    name: 'TRANSPOSE',
    code: 39,
    kind: 'transpose',
    optionsType: 26,
    fields: [],
    parameters: [int32([4], [0, 3, 1, 2])],
    fromParameters: { permutation: [0, 3, 1, 2] },
  },
];
