import { roundHalfAwayFromZero } from '../../numerics/rounding.js';
import { defineArithmetic } from '../arithmetic.js';
import { heightAndWidth, largestIndex, flag, type ValuesOf } from '../attribute.js';
import { defineOperator, value, type SiteOf } from '../operator.js';
import type { Rule } from '../rule.js';
import { dimension } from '../tensor-access.js';
import { movedTypes, sameType, type MovedRun } from './moved-values.js';

const attributes = {
  outputSize: heightAndWidth('rows and columns of the output', undefined, largestIndex),
  alignCorners: flag('the centers of corner pixels lie on each other'),
  halfPixelCenters: flag('a pixel is where its middle is'),
};
type ResizeAttributes = ValuesOf<typeof attributes>;

export const resizeNearestNeighbor = defineOperator({
  kind: 'resize-nearest-neighbor',
  tfliteName: 'RESIZE_NEAREST_NEIGHBOR',
  summary: 'Another height and width; every output pixel is the input pixel nearest to it.',
  attributes,
  inputs: { input: value('[batch, height, width, channels]', { rank: 4 }) },
  outputs: { output: value('[batch, output height, output width, channels]', { rank: 4 }) },
  shapes: ({ attributes: { outputSize }, inputs: { input } }) => [
    [dimension(input.shape, 0), ...outputSize, dimension(input.shape, 3)],
  ],
});
type ResizeSite = SiteOf<typeof resizeNearestNeighbor>;

/** Far above any image: a file of a few hundred bytes may ask for a tensor of 2^28 rows. */
const mostEntries = 2 ** 20;

const boundedTables: Rule<ResizeSite> = {
  code: 'I8C2752',
  sentence: 'must have at most 2^20 output rows over all batches, and as many output columns',
  why: 'the input row of each output row and the input column of each output column are tables in flash',
  help: 'check how the output size was made',
  seen({ attributes: { outputSize }, inputs: { input } }) {
    const rows = dimension(input.shape, 0) * outputSize[0];
    return Math.max(rows, outputSize[1]) <= mostEntries ? null : `${rows} rows, ${outputSize[1]} columns`;
  },
};

export const resizeNearestNeighborBytes = defineArithmetic(resizeNearestNeighbor, {
  name: 'bytes',
  formula:
    'out[b,y,x,c] = in[b, source(y), source(x), c], source(p) = min(floor((p + offset) * ratio), size - 1), rounded where corners align',
  dtypes: movedTypes,
  quantization: { output: 'as inputs' },
  rules: [sameType, boundedTables],
  prepare: prepareResize,
  reference: referenceResize,
});

export interface ResizeNearestNeighborPrepared {
  readonly batches: number;
  readonly inputHeight: number;
  readonly inputWidth: number;
  readonly channels: number;
  /** Input row of each output row, input column of each output column. */
  readonly rows: readonly number[];
  readonly columns: readonly number[];
}

function prepareResize({ attributes: wanted, inputs }: ResizeSite): ResizeNearestNeighborPrepared {
  const { shape } = inputs.input;
  const [inputHeight, inputWidth] = [dimension(shape, 1), dimension(shape, 2)];
  return {
    batches: dimension(shape, 0),
    inputHeight,
    inputWidth,
    channels: dimension(shape, 3),
    rows: sources(inputHeight, wanted.outputSize[0], wanted),
    columns: sources(inputWidth, wanted.outputSize[1], wanted),
  };
}

/** Where each output position comes from, in float32 throughout. Source: GetNearestNeighbor of TensorFlow Lite. */
function sources(input: number, output: number, { alignCorners, halfPixelCenters }: ResizeAttributes): number[] {
  const ratio = Math.fround(alignCorners && output > 1 ? (input - 1) / (output - 1) : input / output);
  const offset = halfPixelCenters ? 0.5 : 0;
  return Array.from({ length: output }, (_, position) => {
    const exact = Math.fround(Math.fround(position + offset) * ratio);
    return Math.min(alignCorners ? roundHalfAwayFromZero(exact) : Math.floor(exact), input - 1);
  });
}

function referenceResize(prepared: ResizeNearestNeighborPrepared, run: MovedRun): void {
  const { input } = run.inputs;
  const { output } = run.outputs;
  const { batches, inputHeight, inputWidth, channels, rows, columns } = prepared;
  let at = 0;
  for (let batch = 0; batch < batches; batch += 1) {
    for (const row of rows) {
      for (const column of columns) {
        const from = ((batch * inputHeight + row) * inputWidth + column) * channels;
        output.set(input.subarray(from, from + channels), at);
        at += channels;
      }
    }
  }
}
