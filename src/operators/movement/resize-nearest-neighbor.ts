import { inputTensor, type Node } from '../../ir/graph.js';
import { roundHalfAwayFromZero } from '../../numerics/rounding.js';
import type { ResizeAttributes } from '../attributes.js';
import type { Constraint, NodeContext, Operator, ReferenceRun } from '../operator.js';
import { dimension, inputAndOutput, runInput, runOutput } from '../tensor-access.js';
import { movedPort, sameQuantization, sameType } from './moved-values.js';

/** Far above any image: a file of a few hundred bytes may ask for a tensor of 2^28 rows. */
const mostEntries = 2 ** 20;

const boundedTables: Constraint<ResizeAttributes> = {
  code: 'I8C2752',
  sentence: 'must have at most 2^20 output rows over all batches, and as many output columns',
  why: 'the input row of each output row and the input column of each output column are tables in flash',
  help: 'check how the output size was made',
  violated(node, { tensors }) {
    const { attributes } = node;
    const rows = dimension(inputTensor(node, tensors, 0).shape, 0) * attributes.outputHeight;
    return Math.max(rows, attributes.outputWidth) <= mostEntries
      ? null
      : `${rows} rows, ${attributes.outputWidth} columns`;
  },
};

export const resizeNearestNeighbor: Operator<ResizeAttributes, ResizeNearestNeighborPrepared> = {
  kind: 'resize-nearest-neighbor',
  tfliteName: 'RESIZE_NEAREST_NEIGHBOR',
  summary: 'Another height and width; every output pixel is the input pixel nearest to it.',
  formula:
    'out[b,y,x,c] = in[b, source(y), source(x), c], source(p) = min(floor((p + offset) * ratio), size - 1), rounded where corners align',
  inputs: [movedPort('input', '[batch, height, width, channels]', { rank: 4 })],
  outputs: [movedPort('output', '[batch, output height, output width, channels]', { rank: 4 })],
  constraints: [sameType, sameQuantization, boundedTables],
  inferShape(attributes, inputs) {
    const [input] = inputs;
    if (!input) return 'input is missing';
    return [dimension(input.shape, 0), attributes.outputHeight, attributes.outputWidth, dimension(input.shape, 3)];
  },
  prepare: prepareResizeNearestNeighbor,
  reference: referenceResizeNearestNeighbor,
  macs: () => 0,
};

export interface ResizeNearestNeighborPrepared {
  readonly batches: number;
  readonly inputHeight: number;
  readonly inputWidth: number;
  readonly channels: number;
  /** Input row of each output row, input column of each output column. */
  readonly rows: readonly number[];
  readonly columns: readonly number[];
}

export function prepareResizeNearestNeighbor(
  node: Node<ResizeAttributes>,
  context: NodeContext,
): ResizeNearestNeighborPrepared {
  const { shape } = inputAndOutput(node, context).input;
  const { attributes } = node;
  const inputHeight = dimension(shape, 1);
  const inputWidth = dimension(shape, 2);
  return {
    batches: dimension(shape, 0),
    inputHeight,
    inputWidth,
    channels: dimension(shape, 3),
    rows: sources(inputHeight, attributes.outputHeight, attributes),
    columns: sources(inputWidth, attributes.outputWidth, attributes),
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

export function referenceResizeNearestNeighbor(
  _attributes: ResizeAttributes,
  prepared: ResizeNearestNeighborPrepared,
  run: ReferenceRun,
): void {
  const input = runInput(run, 0).values;
  const output = runOutput(run).values;
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
