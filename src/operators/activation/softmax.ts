import { inputTensor, outputTensor, type Node } from '../../ir/graph.js';
import { expOfNegative, inputRadius, oneOverOnePlus } from '../../numerics/fixed-point-functions.js';
import {
  doublingHighMultiply,
  quantizeMultiplier,
  requantize,
  roundingDivideByPowerOfTwo,
} from '../../numerics/fixed-point.js';
import type { SoftmaxAttributes } from '../attributes.js';
import { shapeOfInput } from '../input-shape.js';
import type { Constraint, NodeContext, Operator, ReferenceRun } from '../operator.js';
import { dimension, inputAndOutput, int8Input, int8Output, scaleAndZeroPoint } from '../tensor-access.js';
import { fixedOutput } from './fixed-output.js';

/** Integer bits of the sum of exponentials. */
export const sumBits = 12;

/** No row of this length can overflow the sum: each exponential is at most 1. */
export const longestRow = 2 ** sumBits - 1;

const constraints: readonly Constraint<SoftmaxAttributes>[] = [
  {
    code: 'I8C2600',
    sentence: 'input must have at least one dimension',
    violated(node, { tensors }) {
      return inputTensor(node, tensors, 0).shape.length >= 1 ? null : 'a scalar';
    },
  },
  {
    code: 'I8C2601',
    sentence: 'beta times input scale must be finite and greater than 2^-26',
    why: 'the reference kernel scales differences of inputs to 26 fractional bits by a factor greater than 1',
    violated(node, { tensors }) {
      const { scale } = scaleAndZeroPoint(inputTensor(node, tensors, 0));
      const factor = softmaxMultiplier(node.attributes.beta, scale);
      return factor > 1 && Number.isFinite(factor) ? null : `beta ${node.attributes.beta}, input scale ${scale}`;
    },
  },
  fixedOutput(1 / 256, -128),
  {
    code: 'I8C2603',
    sentence: `must run over at most ${longestRow} values`,
    why: 'the reference kernel sums exponentials in 12 integer bits, which a longer row can overflow',
    violated(node, { tensors }) {
      const depth = outputTensor(node, tensors).shape.at(-1) ?? 1;
      return depth <= longestRow ? null : `${depth} values`;
    },
  },
];

export const softmax: Operator<SoftmaxAttributes, SoftmaxPrepared> = {
  kind: 'softmax',
  tfliteName: 'SOFTMAX',
  summary:
    'Exponentials along the last dimension, divided by their sum, in fixed point. A row whose exponentials sum to 512 times the largest ' +
    'or more, where the reference kernel stops with a failed check, gives -128 throughout: every share rounds to 0.',
  formula: 'out[r,i] = exp(beta*si*(in[r,i] - max of in[r])) / sum over k of exp(beta*si*(in[r,k] - max of in[r]))',
  inputs: [{ name: 'input', dtypes: ['int8'], role: 'value', description: '[..., values]' }],
  outputs: [
    {
      name: 'output',
      dtypes: ['int8'],
      role: 'value',
      description: 'shape of the input, scale 1/256, zero point -128',
    },
  ],
  constraints,
  inferShape: shapeOfInput,
  prepare: prepareSoftmax,
  reference: referenceSoftmax,
  macs: () => 0,
};

export interface SoftmaxPrepared {
  /** Number of values that sum to 1. */
  readonly depth: number;
  /** [d] = exp(-d * beta * input scale) with 31 fractional bits; differences past the end count as 0. At most 256. */
  readonly exponentials: Int32Array;
}

/** Integer bits of a scaled difference. */
const differenceBits = 5;

/** One input step in 26 fractional bits, in double precision from the float32 beta and scale. */
export function softmaxMultiplier(beta: number, scale: number): number {
  return Math.fround(beta) * scale * 2 ** (31 - differenceBits);
}

/**
 * Tabulates the exponential of every difference that the reference kernel looks at.
 * Source: PreprocessSoftmaxScaling and CalculateInputRadius of TensorFlow Lite. Only the scaling of the difference
 * depends on the rounding.
 */
export function prepareSoftmax(node: Node<SoftmaxAttributes>, context: NodeContext): SoftmaxPrepared {
  const { input } = inputAndOutput(node, context);
  const largest = (context.rounding === 'double' ? 2 ** 31 : 2 ** 30) - 1;
  const multiplier = softmaxMultiplier(node.attributes.beta, scaleAndZeroPoint(input).scale);
  const factor = quantizeMultiplier(Math.min(multiplier, largest), context.rounding);
  const entries = Math.min(255, inputRadius(differenceBits, factor.shift)) + 1;
  return {
    depth: dimension(input.shape, input.shape.length - 1),
    exponentials: Int32Array.from({ length: entries }, (_, difference) =>
      expOfNegative(requantize(-difference, factor, context.rounding), differenceBits),
    ),
  };
}

export function referenceSoftmax(_attributes: SoftmaxAttributes, prepared: SoftmaxPrepared, run: ReferenceRun): void {
  const input = int8Input(run, 0);
  const output = int8Output(run);
  const { depth, exponentials } = prepared;
  for (let row = 0; row < input.length; row += depth) {
    let largest = -128;
    for (let i = row; i < row + depth; i += 1) largest = Math.max(largest, input[i] ?? 0);
    let sum = 0;
    for (let i = row; i < row + depth; i += 1)
      sum += roundingDivideByPowerOfTwo(exponentials[largest - (input[i] ?? 0)] ?? 0, sumBits);
    const { scale, exponent } = reciprocal(sum);
    for (let i = row; i < row + depth; i += 1) {
      const product = doublingHighMultiply(exponentials[largest - (input[i] ?? 0)] ?? 0, scale);
      output[i] = Math.min(127, (exponent > 31 ? 0 : roundingDivideByPowerOfTwo(product, exponent)) - 128);
    }
  }
}

/** 1 / sum as scale * 2^-exponent in output steps of 1/256. Source: GetReciprocal of TensorFlow Lite. */
function reciprocal(sum: number): { scale: number; exponent: number } {
  const leadingZeros = Math.clz32(sum);
  const bitsOverUnit = sumBits - leadingZeros;
  return { scale: oneOverOnePlus(sum * 2 ** leadingZeros - 2 ** 31), exponent: bitsOverUnit + 31 - 8 };
}
