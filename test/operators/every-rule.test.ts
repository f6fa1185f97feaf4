import { describe, expect, it } from 'vitest';
import { arithmetics } from '../../src/operators/registry.js';
import { sketchNode, type NodeSketch, type TensorSketch } from '../support/operator-node.js';
import { refusalsOf } from '../support/rule-edges.js';

/**
 * The codes of the rules that each arithmetic has: one that falls out of a list, or comes without a thought of what it
 * refuses, is seen here. What they refuse is in the tests of rules at their edges.
 */
const rulesOf: readonly (readonly [arithmetic: string, codes: readonly number[]])[] = [
  ['conv2d int8', [2102, 2104, 2105, 2106, 2107, 2108, 2109]],
  ['depthwise-conv2d int8', [2104, 2105, 2106, 2107, 2108, 2109, 2152]],
  ['fully-connected int8', [2104, 2105, 2106, 2108, 2204]],
  ['average-pool2d int8', [2108, 2109, 2301, 2701]],
  ['max-pool2d int8', [2108, 2109, 2301, 2701]],
  ['add int8', [2108, 2400, 2401]],
  ['sub int8', [2108, 2400, 2401]],
  ['mul int8', [2108, 2400]],
  ['maximum int8', [2400, 2701]],
  ['minimum int8', [2400, 2701]],
  ['pad int8', [2400, 2501]],
  ['mean int8', [2510]],
  ['softmax int8', [2600, 2601, 2602, 2603]],
  ['logistic int8', [2602, 2610]],
  ['tanh int8', [2602, 2610]],
  ['relu int8', [2630]],
  ['relu6 int8', []],
  ['leaky-relu int8', [2630, 2631]],
  ['quantize float32', []],
  ['quantize int8', [2630]],
  ['quantize uint8', [2630]],
  ['quantize uint8', [2630]],
  ['dequantize int8', []],
  ['reshape bytes', [2700, 2701]],
  ['squeeze bytes', [2400, 2700, 2701]],
  ['expand-dims bytes', [2700, 2701]],
  ['concatenation bytes', [2400, 2700, 2701, 2732, 2733]],
  ['transpose bytes', [2400, 2700, 2701]],
  ['strided-slice bytes', [2400, 2700, 2701, 2760]],
  ['resize-nearest-neighbor bytes', [2700, 2701, 2752]],
];

it('every arithmetic has the rules that it is known to have, and is known', () => {
  const found = arithmetics.map(({ of, name, rules }) => [
    `${of.kind} ${name}`,
    rules.map(({ code }) => Number(code.slice('I8C'.length))).sort((a, b) => a - b),
  ]);
  expect(found).toEqual(rulesOf);
});

const t = (shape: readonly number[], scale = 1, zeroPoint = 0): TensorSketch => ({ shape, scale, zeroPoint });
const ones = (count: number): number[] => new Array<number>(count).fill(1);

describe.each(['maximum', 'minimum'])('the rules of %s at their edges', (kind) => {
  const refusals = (left: TensorSketch, right: TensorSketch, output: TensorSketch): string[] =>
    refusalsOf(sketchNode(kind, { attributes: {}, inputs: [left, right], output }));
  const [six, seven, one] = [t(ones(6)), t(ones(7)), t([1])];

  it('are up to 6 dimensions on either side', () => {
    expect(refusals(six, six, six)).toEqual([]);
    expect(refusals(seven, one, seven)).toEqual(['I8C2400 7 dimensions']);
    expect(refusals(one, seven, seven)).toEqual(['I8C2400 7 dimensions']);
  });

  it('are one quantization of both inputs and of the output', () => {
    const scaled = 'I8C2701 input scale 2, zero point 0, output scale 1, zero point 0';
    expect(refusals(t([1], 2), one, one)).toEqual([scaled]);
    expect(refusals(one, t([1], 2), one)).toEqual([scaled]);
    expect(refusals(one, one, t([1], 1, 3))).toEqual([
      'I8C2701 input scale 1, zero point 0, output scale 1, zero point 3',
    ]);
  });
});

describe('the rules of strided-slice at their edges', () => {
  const slice = (input: TensorSketch, output: TensorSketch): NodeSketch<object> => {
    const { shape } = input;
    const attributes = { starts: shape.map(() => 0), steps: ones(shape.length), sizes: shape, droppedAxes: [] };
    return { attributes, inputs: [input], output };
  };
  const refusals = (input: TensorSketch, output: TensorSketch): string[] =>
    refusalsOf(sketchNode('strided-slice', slice(input, output)));

  it('are up to 4 dimensions', () => {
    expect(refusals(t(ones(4)), t(ones(4)))).toEqual([]);
    expect(refusals(t(ones(5)), t(ones(5)))).toEqual(['I8C2400 5 dimensions']);
  });

  it('are one type and one quantization of input and output', () => {
    const real: TensorSketch = { dtype: 'float32', shape: [2] };
    expect(refusals(real, real)).toEqual([]);
    expect(refusals(real, t([2]))).toEqual(['I8C2700 input float32, output int8']);
    expect(refusals(t([2], 2), t([2]))).toEqual(['I8C2701 input scale 2, zero point 0, output scale 1, zero point 0']);
    expect(refusals(t([2], 1, 5), t([2]))).toEqual([
      'I8C2701 input scale 1, zero point 5, output scale 1, zero point 0',
    ]);
  });
});
