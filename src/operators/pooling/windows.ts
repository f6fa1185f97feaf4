import { elementCount, type Tensor } from '../../ir/tensor.js';
import { paddingAlong, windowAxis, windowOutput, windowOverlap, type WindowAxis } from '../../numerics/window.js';
import { heightAndWidth, type ValuesOf } from '../attribute.js';
import { value } from '../operator.js';
import { outputBounds, type BoundedSite } from '../output-bounds.js';
import type { Rule } from '../rule.js';
import { fusedActivation, padding, strides } from '../shared-attributes.js';
import { paddingInside, representableActivation } from '../shared-rules.js';
import { dimension } from '../tensor-access.js';
import { int8Unary, type Int8UnaryRun, type UnarySite } from '../unary.js';

/** What average and maximum pooling have in common: a window over each channel, no rescaling. */
export interface PoolPrepared {
  readonly height: WindowAxis;
  readonly width: WindowAxis;
  readonly min: number;
  readonly max: number;
}

const attributes = {
  padding,
  strides,
  filter: heightAndWidth('rows and columns of the window'),
  activation: fusedActivation,
};
type PoolAttributes = ValuesOf<typeof attributes>;

interface PoolInput {
  readonly attributes: PoolAttributes;
  readonly inputs: { readonly input: Tensor };
}

export type PoolSite = PoolInput & UnarySite & Pick<BoundedSite, 'fixedPoint'>;

export const pooling = {
  attributes,
  inputs: { input: value('[batch, height, width, channels]', { rank: 4 }) },
  outputs: { output: value('[batch, output height, output width, channels]', { rank: 4 }) },
  shapes({ attributes: window, inputs: { input } }: PoolInput) {
    const { padding: kind, strides: step, filter } = window;
    return [
      [
        dimension(input.shape, 0),
        windowOutput(paddingAlong(kind, 0), dimension(input.shape, 1), filter[0], step[0], 1),
        windowOutput(paddingAlong(kind, 1), dimension(input.shape, 2), filter[1], step[1], 1),
        dimension(input.shape, 3),
      ],
    ];
  },
};

const paddingOfFilter = paddingInside<PoolInput>(({ attributes }) => attributes.filter);

const windowInside: Rule<PoolInput> = {
  code: 'I8C2301',
  sentence: 'filter must fit into the input, with its padding where that is not SAME',
  help: 'use SAME padding or a smaller filter',
  seen({ attributes: { padding: kind, filter, strides: step }, inputs: { input } }) {
    const sizes = ([0, 1] as const).map((axis) => dimension(input.shape, axis + 1));
    const fits = ([0, 1] as const).every(
      (axis) => windowOutput(paddingAlong(kind, axis), sizes[axis] ?? 0, filter[axis], step[axis], 1) >= 1,
    );
    return fits ? null : `filter ${filter.join('x')}, input is ${sizes.join('x')}`;
  },
};

export const int8Pooling = {
  name: 'int8',
  dtypes: int8Unary,
  quantization: { output: 'as inputs' },
  rules: [windowInside, paddingOfFilter, representableActivation],
  bounded: true,
  prepare: preparePool,
  steps: poolSteps,
} as const;

function preparePool(site: PoolSite): PoolPrepared {
  const { padding: kind, strides: step, filter } = site.attributes;
  const { shape } = site.inputs.input;
  return {
    height: windowAxis(paddingAlong(kind, 0), dimension(shape, 1), filter[0], step[0], 1),
    width: windowAxis(paddingAlong(kind, 1), dimension(shape, 2), filter[1], step[1], 1),
    ...outputBounds(site),
  };
}

/** The reference looks at every element of every window. */
function poolSteps({ attributes: { filter }, inputs, outputs }: PoolSite): number {
  const [, height = 1, width = 1] = inputs.input.shape;
  return 2 * elementCount(outputs.output.shape) * Math.min(filter[0], height) * Math.min(filter[1], width);
}

export type PoolRun = Int8UnaryRun & { readonly site: PoolSite };

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
export function reducePoolWindows({ height, width }: PoolPrepared, run: PoolRun, reduce: PoolReduction): void {
  const { input } = run.inputs;
  const { output } = run.outputs;
  const { shape } = run.site.inputs.input;
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
        output[position] = reduce(input, start + channel, rows, columns, rowStep, channels);
        position += 1;
      }
    }
  }
}
