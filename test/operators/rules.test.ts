import { describe, expect, it } from 'vitest';
import { arithmetics, type OperatorAttributes } from '../../src/operators/registry.js';
import { sketchNode, type NodeSketch, type TensorSketch } from '../support/operator-node.js';
import { around, edgeOfBound, refusalsOf } from '../support/rule-edges.js';

type PoolAttributes = OperatorAttributes['average-pool2d'];

/** Every rule of every operator from both sides of its edge: what is still accepted, and the first that is not. */

const t = (shape: readonly number[], scale = 1, zeroPoint = 0): TensorSketch => ({ shape, scale, zeroPoint });
const real = (shape: readonly number[]): TensorSketch => ({ dtype: 'float32', shape });
const ones = (count: number): number[] => new Array<number>(count).fill(1);
const none = { activation: 'none' };

type Row = readonly [kind: string, what: string, sketch: NodeSketch<object>, seen: readonly string[]];

const pool = (change: Partial<PoolAttributes> = {}): PoolAttributes => ({
  padding: 'valid',
  strides: [1, 1],
  filter: [2, 3],
  activation: 'none',
  ...change,
});

const poolRows = (['average-pool2d', 'max-pool2d'] as const).flatMap((kind): Row[] => {
  const [fits, quantization, activation] = ['I8C2301', 'I8C2701', 'I8C2108'];
  const [input, output] = [t([1, 2, 3, 1]), t([1, 1, 1, 1])];
  const row = (
    what: string,
    change: Partial<PoolAttributes>,
    seen: readonly string[],
    tensors: readonly TensorSketch[] = [input, output],
  ): Row => {
    const [from = input, to = output] = tensors;
    return [kind, what, { attributes: pool(change), inputs: [from], output: to }, seen];
  };
  const nextToMillionth = around(1e-6);
  const [below, above] = [1 + 2 ** -20, 1 + 9 * 2 ** -23];
  return [
    row('a filter as large as the input', {}, []),
    row('a stride of 1 and a filter of 1', { filter: [1, 1] }, []),
    row('a filter a row too high', { filter: [3, 3] }, [`${fits} filter 3x3, input is 2x3`]),
    row('a filter a column too wide', { filter: [2, 4] }, [`${fits} filter 2x4, input is 2x3`]),
    row('the same with padding', { filter: [3, 4], padding: 'same' }, []),
    row('scales that differ by less than a millionth', {}, [], [input, t([1, 1, 1, 1], below)]),
    row(
      'scales that differ by more',
      {},
      [`${quantization} input scale 1, zero point 0, output scale ${above}, zero point 0`],
      [input, t([1, 1, 1, 1], above)],
    ),
    row(
      'the larger scale first',
      {},
      [`${quantization} input scale ${above}, zero point 0, output scale 1, zero point 0`],
      [t([1, 2, 3, 1], above), output],
    ),
    row(
      'a millionth of difference, in float32',
      {},
      [],
      [t([1, 2, 3, 1], 2 ** -60), t([1, 1, 1, 1], nextToMillionth[0])],
    ),
    row(
      'the next float32',
      {},
      [`${quantization} input scale ${2 ** -60}, zero point 0, output scale ${nextToMillionth[1]}, zero point 0`],
      [t([1, 2, 3, 1], 2 ** -60), t([1, 1, 1, 1], nextToMillionth[1])],
    ),
    row(
      'other zero points',
      {},
      [`${quantization} input scale 1, zero point 0, output scale 1, zero point 1`],
      [input, t([1, 1, 1, 1], 1, 1)],
    ),
    row(
      'RELU6 beyond 32 bits',
      { activation: 'relu6' },
      [`${activation} relu6 at output scale ${Math.fround(1e-9)}`],
      [t([1, 2, 3, 1], 1e-9), t([1, 1, 1, 1], 1e-9)],
    ),
  ];
});

const [sixFits, sixDoesNot] = edgeOfBound(6);
const [oneFits, oneDoesNot] = edgeOfBound(1);

const elementwiseRows = (['add', 'sub', 'mul'] as const).flatMap((kind): Row[] => {
  const [rank, activation] = ['I8C2400', 'I8C2108'];
  const six: TensorSketch = t(ones(6));
  const seven: TensorSketch = t(ones(7));
  const at = (scale: number, name: string): NodeSketch<object> => ({
    attributes: { activation: name },
    inputs: [t([1], scale), t([1], scale)],
    output: t([1], scale),
  });
  return [
    [kind, '6 dimensions', { attributes: none, inputs: [six, six], output: six }, []],
    [
      kind,
      '7 dimensions on the left',
      { attributes: none, inputs: [seven, t([1])], output: seven },
      [`${rank} 7 dimensions`],
    ],
    [
      kind,
      '7 dimensions on the right',
      { attributes: none, inputs: [t([1]), seven], output: seven },
      [`${rank} 7 dimensions`],
    ],
    [kind, 'RELU6 at the smallest scale', at(sixFits, 'relu6'), []],
    [kind, 'RELU6 below it', at(sixDoesNot, 'relu6'), [`${activation} relu6 at output scale ${sixDoesNot}`]],
    [kind, 'RELU_N1_TO_1 at the smallest scale', at(oneFits, 'relu-n1-to-1'), []],
    [
      kind,
      'RELU_N1_TO_1 below it',
      at(oneDoesNot, 'relu-n1-to-1'),
      [`${activation} relu-n1-to-1 at output scale ${oneDoesNot}`],
    ],
    [kind, 'RELU at any scale', at(2 ** -126, 'relu'), []],
    [kind, 'no activation at any scale', at(2 ** -126, 'none'), []],
  ];
});

const sums = (left: number, right: number, output: number): NodeSketch<object> => ({
  attributes: none,
  inputs: [t([1], left), t([1], right)],
  output: t([1], output),
});
const [, aboveLimit] = around(2 ** -19);

const sumRows: readonly Row[] = [
  ['add', 'a sum as large as it can be', sums(1, 1, aboveLimit), []],
  ['add', 'a sum too large', sums(1, 1, 2 ** -19), ['I8C2401 input factors 0.5 and 0.5, output factor 1']],
  [
    'add',
    'a sum too large because of the left input',
    sums(1, 0.5, 2 ** -19),
    ['I8C2401 input factors 0.5 and 0.25, output factor 1'],
  ],
  [
    'add',
    'a sum too large because of the right input',
    sums(0.5, 1, 2 ** -19),
    ['I8C2401 input factors 0.25 and 0.5, output factor 1'],
  ],
  ['add', 'an input far below the other', sums(2 ** 100, 2 ** -100, 2 ** 100), []],
  ['sub', 'a difference as large as it can be', sums(1, 1, aboveLimit), []],
  ['sub', 'a difference too large', sums(1, 1, 2 ** -19), ['I8C2401 input factors 0.5 and 0.5, output factor 1']],
  ['sub', 'an input far below the other, as a float32', sums(2 ** 100, 2 ** -48, 2 ** 100), []],
  [
    'sub',
    'an input that vanishes beside the other',
    sums(2 ** 100, 2 ** -50, 2 ** 100),
    ['I8C2401 input factors 0.5 and 0, output factor 0.0000019073486328125'],
  ],
  [
    'sub',
    'on the left as well',
    sums(2 ** -50, 2 ** 100, 2 ** 100),
    ['I8C2401 input factors 0 and 0.5, output factor 0.0000019073486328125'],
  ],
  [
    'sub',
    'an output beside which the sum vanishes',
    sums(2 ** -50, 2 ** -50, 2 ** 100),
    ['I8C2401 input factors 0.5 and 0.5, output factor 0'],
  ],
];

const [belowRatio] = around(2 ** 22);
const [belowSmallest] = around(2 ** -28);
const [belowLargest] = around(2 ** 35);
const [, aboveBeta] = around(2 ** -26);
const fixed = { softmax: t([3], 1 / 256, -128), logistic: t([3], 1 / 256, -128), tanh: t([3], 1 / 128, 0) } as const;
const unary = (input: TensorSketch, output: TensorSketch, attributes: object = {}): NodeSketch<object> => ({
  attributes,
  inputs: [input],
  output,
});

const unaryRows: readonly Row[] = [
  ['quantize', 'a ratio below 2^22', unary(t([1], belowRatio), t([1])), []],
  ['quantize', 'a ratio of 2^22', unary(t([1], 2 ** 22), t([1])), [`I8C2630 input scale ${2 ** 22}, output scale 1`]],
  ['quantize', 'real numbers', unary(real([1]), t([1], 2 ** -126)), []],
  ['quantize', 'the same large scales', unary(t([1], 2 ** 12), t([1], 2 ** 12)), []],
  [
    'quantize',
    'a ratio of 2^22 of other scales',
    unary(t([1], 2 ** 11), t([1], 2 ** -11)),
    [`I8C2630 input scale ${2 ** 11}, output scale ${2 ** -11}`],
  ],
  ['relu', 'a ratio below 2^22', unary(t([1], belowRatio), t([1])), []],
  ['relu', 'a ratio of 2^22', unary(t([1], 2 ** 22), t([1])), [`I8C2630 input scale ${2 ** 22}, output scale 1`]],
  ...(['logistic', 'tanh'] as const).flatMap((kind): Row[] => {
    const [scale, output] = kind === 'logistic' ? ['I8C2610', 'I8C2602'] : ['I8C2610', 'I8C2602'];
    return [
      [kind, 'the smallest scale', unary(t([3], 2 ** -28), fixed[kind]), []],
      [kind, 'a scale below it', unary(t([3], belowSmallest), fixed[kind]), [`${scale} scale ${belowSmallest}`]],
      [kind, 'the largest scale', unary(t([3], belowLargest), fixed[kind]), []],
      [kind, 'a scale above it', unary(t([3], 2 ** 35), fixed[kind]), [`${scale} scale ${2 ** 35}`]],
      [
        kind,
        'another output scale',
        unary(t([3]), { ...fixed[kind], scale: 1 / 64 }),
        [`${output} scale 0.015625, zero point ${fixed[kind].zeroPoint}`],
      ],
      [
        kind,
        'another output zero point',
        unary(t([3]), { ...fixed[kind], zeroPoint: 1 }),
        [`${output} scale ${fixed[kind].scale}, zero point 1`],
      ],
    ];
  }),
  ['softmax', 'one dimension', unary(t([3]), fixed.softmax, { beta: 1 }), []],
  ['softmax', 'none', unary(t([]), { ...fixed.softmax, shape: [] }, { beta: 1 }), ['I8C2600 a scalar']],
  ['softmax', 'a factor just above 1', unary(t([3]), fixed.softmax, { beta: aboveBeta }), []],
  [
    'softmax',
    'a factor of 1',
    unary(t([3]), fixed.softmax, { beta: 2 ** -26 }),
    [`I8C2601 beta ${2 ** -26}, input scale 1`],
  ],
  [
    'softmax',
    'an infinite factor',
    unary(t([3]), fixed.softmax, { beta: 1e39 }),
    ['I8C2601 beta 1e+39, input scale 1'],
  ],
  [
    'softmax',
    'another output',
    unary(t([3]), t([3], 1 / 256, 0), { beta: 1 }),
    ['I8C2602 scale 0.00390625, zero point 0'],
  ],
  ['softmax', '4095 values', unary(t([2, 4095]), { ...fixed.softmax, shape: [2, 4095] }, { beta: 1 }), []],
  [
    'softmax',
    '4096 values',
    unary(t([4096]), { ...fixed.softmax, shape: [4096] }, { beta: 1 }),
    ['I8C2603 4096 values'],
  ],
];

const paddings = (count: number): (readonly [number, number])[] => Array.from({ length: count }, () => [0, 0] as const);
const pad = (pairs: readonly (readonly number[])[], value: number | null = null): object => ({
  paddings: pairs,
  value,
});
const joined = (count: number): NodeSketch<object> => ({
  attributes: { axis: 0, ...none },
  inputs: Array.from({ length: count }, () => t([1])),
  output: t([count]),
});
const movers: readonly (readonly [kind: string, attributes: object])[] = [
  ['reshape', { shape: [2] }],
  ['squeeze', { axes: [] }],
  ['expand-dims', { axis: 0 }],
  ['concatenation', { axis: 0, ...none }],
  ['transpose', { permutation: [0] }],
  ['resize-nearest-neighbor', { outputSize: [1, 1], alignCorners: false, halfPixelCenters: false }],
];

const movementRows: readonly Row[] = [
  ...movers.flatMap(([kind, attributes]): Row[] => {
    const [type, quantization] = ['I8C2700', 'I8C2701'];
    const shape = kind === 'resize-nearest-neighbor' ? [1, 1, 1, 1] : [2];
    const row = (what: string, input: TensorSketch, output: TensorSketch, seen: readonly string[]): Row => [
      kind,
      what,
      { attributes, inputs: [input], output },
      seen,
    ];
    const [below, above] = [1 + 8 * 2 ** -23, 1 + 9 * 2 ** -23];
    return [
      row('real numbers', real(shape), real(shape), []),
      row('real numbers from int8', t(shape), real(shape), [`${type} input int8, output float32`]),
      row('int8 from real numbers', real(shape), t(shape), [`${type} input float32, output int8`]),
      row('scales that differ by less than a millionth', t(shape, below), t(shape), []),
      row('scales that differ by more', t(shape, above), t(shape), [
        `${quantization} input scale ${above}, zero point 0, output scale 1, zero point 0`,
      ]),
      row('other zero points', t(shape), t(shape, 1, 1), [
        `${quantization} input scale 1, zero point 0, output scale 1, zero point 1`,
      ]),
    ];
  }),
  [
    'concatenation',
    'the second input of another scale',
    { attributes: { axis: 0, ...none }, inputs: [t([1]), t([1], 2)], output: t([2]) },
    ['I8C2701 input scale 2, zero point 0, output scale 1, zero point 0'],
  ],
  ['concatenation', '10 inputs', joined(10), []],
  ['concatenation', '11 inputs', joined(11), ['I8C2733 11 inputs']],
  [
    'concatenation',
    'an activation',
    { attributes: { axis: 0, activation: 'relu' }, inputs: [t([1])], output: t([1]) },
    ['I8C2732 activation relu'],
  ],
  ['concatenation', '6 dimensions', { attributes: { axis: 0, ...none }, inputs: [t(ones(6))], output: t(ones(6)) }, []],
  [
    'concatenation',
    '7 dimensions',
    { attributes: { axis: 0, ...none }, inputs: [t(ones(7))], output: t(ones(7)) },
    ['I8C2400 7 dimensions'],
  ],
  ['squeeze', '8 dimensions', unary(t(ones(8)), t([]), { axes: [] }), []],
  ['squeeze', '9 dimensions', unary(t(ones(9)), t([]), { axes: [] }), ['I8C2400 9 dimensions']],
  ['transpose', '5 dimensions', unary(t(ones(5)), t(ones(5)), { permutation: [0, 1, 2, 3, 4] }), []],
  [
    'transpose',
    '6 dimensions',
    unary(t(ones(6)), t(ones(6)), { permutation: [0, 1, 2, 3, 4, 5] }),
    ['I8C2400 6 dimensions'],
  ],
  ['pad', '5 dimensions', unary(t(ones(5)), t(ones(5)), pad(paddings(5))), []],
  ['pad', '6 dimensions', unary(t(ones(6)), t(ones(6)), pad(paddings(6))), ['I8C2400 6 dimensions']],
  [
    'pad',
    'a pair too few',
    unary(t([1, 1]), t([1, 1]), pad(paddings(1))),
    ['I8C2501 1 pairs of paddings for input [1, 1]'],
  ],
  ...(
    [
      [-3, false],
      [-2, true],
      [1, true],
      [2, false],
    ] as const
  ).map(([axis, fits]): Row => [
    'mean',
    `axis ${axis}`,
    unary(t([1, 2]), t([1, 2]), { axes: [0, axis], keepDimensions: true }),
    fits ? [] : [`I8C2510 axis ${axis} of input [1, 2]`],
  ]),
  ['mean', 'any axis of a scalar', unary(t([]), t([]), { axes: [5], keepDimensions: true }), []],
];

describe('the rules of operators at their edges', () => {
  it.each([...poolRows, ...elementwiseRows, ...sumRows, ...unaryRows, ...movementRows])(
    '%s: %s',
    (kind, _what, sketch, seen) => {
      expect(refusalsOf(sketchNode(kind, sketch))).toEqual(seen);
    },
  );
});

describe('what rules say', () => {
  it('is a sentence of what is needed, and a phrase of why and of what to do where there is one', () => {
    for (const { rules, of } of arithmetics) {
      for (const { sentence, why, help } of rules) {
        expect(sentence).toMatch(/^[a-z].*\bmust\b|^must\b/);
        expect(sentence.startsWith(`${of.kind} `)).toBe(false);
        for (const text of [why, help]) if (text !== undefined) expect(text).toMatch(/^[a-z].{9}/);
      }
    }
  });
});
