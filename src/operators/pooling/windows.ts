import { inputTensor, outputTensor, type Node, type TensorTable } from '../../ir/graph.js';
import { elementCount, type Shape, type Tensor } from '../../ir/tensor.js';
import { activationBounds } from '../../numerics/activation.js';
import { windowAxis, windowOutput, windowOverlap, type WindowAxis } from '../../numerics/window.js';
import type { PoolAttributes } from '../attributes.js';
import { representableActivation } from '../fused-activation.js';
import { largestScaleDifference } from '../movement/moved-values.js';
import type { Constraint, NodeContext, Operator, ReferenceRun } from '../operator.js';
import { dimension, inputAndOutput, int8Input, int8Output, runInput, scaleAndZeroPoint } from '../tensor-access.js';

/** What average and maximum pooling have in common: a window over each channel, no rescaling. */
export interface PoolPrepared {
  readonly height: WindowAxis;
  readonly width: WindowAxis;
  readonly min: number;
  readonly max: number;
}

export const poolPorts: Pick<Operator<PoolAttributes, PoolPrepared>, 'inputs' | 'outputs'> = {
  inputs: [
    { name: 'input', dtypes: ['int8'], role: 'value', rank: 4, description: '[batch, height, width, channels]' },
  ],
  outputs: [
    {
      name: 'output',
      dtypes: ['int8'],
      role: 'value',
      rank: 4,
      description: '[batch, output height, output width, channels]',
    },
  ],
};

const positiveWindow: Constraint<PoolAttributes> = {
  code: 'I8C2300',
  sentence: 'strides and filter must be at least 1',
  violated: ({ attributes }) => (hasPositiveWindow(attributes) ? null : describeWindow(attributes)),
};

const windowInside: Constraint<PoolAttributes> = {
  code: 'I8C2301',
  sentence: 'filter must fit into the input where padding is VALID',
  help: 'use SAME padding or a smaller filter',
  violated(node, { tensors }) {
    const { shape } = inputTensor(node, tensors, 0);
    const { padding, filterHeight, filterWidth } = node.attributes;
    if (padding === 'same' || (filterHeight <= dimension(shape, 1) && filterWidth <= dimension(shape, 2))) return null;
    return `filter ${filterHeight}x${filterWidth}, input is ${dimension(shape, 1)}x${dimension(shape, 2)}`;
  },
};

const sameScale: Constraint<PoolAttributes> = {
  code: 'I8C2302',
  sentence: `input and output scale must differ by at most ${largestScaleDifference}`,
  why: 'pooling does not rescale: input and output share one quantization',
  help: 'convert again with full-integer quantization',
  violated(node, context) {
    const { input, output } = inputAndOutput(node, context);
    const scales = [scaleAndZeroPoint(input).scale, scaleAndZeroPoint(output).scale] as const;
    const difference = Math.abs(Math.fround(scales[0] - scales[1]));
    return difference <= largestScaleDifference ? null : `input scale ${scales[0]}, output scale ${scales[1]}`;
  },
};

const sameZeroPoint: Constraint<PoolAttributes> = {
  code: 'I8C2303',
  sentence: 'input and output must have the same zero point',
  why: 'pooling does not rescale: input and output share one quantization',
  help: 'convert again with full-integer quantization',
  violated(node, context) {
    const { input, output } = inputAndOutput(node, context);
    const [from, to] = [scaleAndZeroPoint(input).zeroPoint, scaleAndZeroPoint(output).zeroPoint];
    return from === to ? null : `input zero point ${from}, output zero point ${to}`;
  },
};

export const poolConstraints: readonly Constraint<PoolAttributes>[] = [
  positiveWindow,
  windowInside,
  sameScale,
  sameZeroPoint,
  representableActivation,
];

function hasPositiveWindow({ strideHeight, strideWidth, filterHeight, filterWidth }: PoolAttributes): boolean {
  return [strideHeight, strideWidth, filterHeight, filterWidth].every((size) => Number.isInteger(size) && size >= 1);
}

function describeWindow({ strideHeight, strideWidth, filterHeight, filterWidth }: PoolAttributes): string {
  return `strides ${strideHeight}x${strideWidth}, filter ${filterHeight}x${filterWidth}`;
}

export function inferPoolShape(attributes: PoolAttributes, inputs: readonly (Tensor | null)[]): Shape | string {
  const [input] = inputs;
  if (!input) return 'input is missing';
  if (!hasPositiveWindow(attributes)) return `${describeWindow(attributes)}: all must be at least 1`;
  const { padding, strideHeight, strideWidth, filterHeight, filterWidth } = attributes;
  return [
    dimension(input.shape, 0),
    windowOutput(padding, dimension(input.shape, 1), filterHeight, strideHeight, 1),
    windowOutput(padding, dimension(input.shape, 2), filterWidth, strideWidth, 1),
    dimension(input.shape, 3),
  ];
}

export function preparePool(node: Node<PoolAttributes>, context: NodeContext): PoolPrepared {
  const { padding, strideHeight, strideWidth, filterHeight, filterWidth, activation } = node.attributes;
  const { shape } = inputTensor(node, context.tensors, 0);
  const { scale, zeroPoint } = scaleAndZeroPoint(outputTensor(node, context.tensors));
  return {
    height: windowAxis(padding, dimension(shape, 1), filterHeight, strideHeight, 1),
    width: windowAxis(padding, dimension(shape, 2), filterWidth, strideWidth, 1),
    ...activationBounds(activation, scale, zeroPoint),
  };
}

/** The reference looks at every element of every window. */
export function poolSteps(node: Node<PoolAttributes>, tensors: TensorTable): number {
  const { filterHeight, filterWidth } = node.attributes;
  const [, height = 1, width = 1] = inputTensor(node, tensors, 0).shape;
  return (
    2 * elementCount(outputTensor(node, tensors).shape) * Math.min(filterHeight, height) * Math.min(filterWidth, width)
  );
}

/** Input elements of the largest window: what a sum can add up. */
export function largestWindow({ height, width }: PoolPrepared): number {
  return Math.min(height.kernel, height.input) * Math.min(width.kernel, width.input);
}

/** Reduces one window of one channel: `start` is its first value, rows lie `rowStep` apart, columns `columnStep`. */
export type PoolReduction = (
  values: Int8Array,
  start: number,
  rows: number,
  columns: number,
  rowStep: number,
  columnStep: number,
) => number;

/** Writes `reduce` of every window, cut to the elements inside the input, to the output. */
export function reducePoolWindows({ height, width }: PoolPrepared, run: ReferenceRun, reduce: PoolReduction): void {
  const input = int8Input(run, 0);
  const out = int8Output(run);
  const { shape } = runInput(run, 0);
  const [batches, channels] = [dimension(shape, 0), dimension(shape, 3)];
  const rowStep = width.input * channels;
  let position = 0;
  for (let row = 0; row < batches * height.output; row += 1) {
    const y = row % height.output;
    const vertical = windowOverlap(height, y);
    const image = Math.floor(row / height.output) * height.input;
    const top = image + y * height.stride - height.padBefore + vertical.begin;
    for (let x = 0; x < width.output; x += 1) {
      const horizontal = windowOverlap(width, x);
      const left = x * width.stride - width.padBefore + horizontal.begin;
      const start = top * rowStep + left * channels;
      const rows = vertical.end - vertical.begin;
      const columns = horizontal.end - horizontal.begin;
      for (let channel = 0; channel < channels; channel += 1) {
        out[position] = reduce(input, start + channel, rows, columns, rowStep, channels);
        position += 1;
      }
    }
  }
}
