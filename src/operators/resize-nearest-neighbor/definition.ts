import { inputTensor } from '../../ir/graph.js';
import type { ResizeAttributes } from '../attributes.js';
import { movedPort, sameQuantization, sameType } from '../data-movement.js';
import type { Constraint, Operator } from '../operator.js';
import { dimension } from '../tensor-access.js';
import { prepareResizeNearestNeighbor, type ResizeNearestNeighborPrepared } from './prepare.js';
import { referenceResizeNearestNeighbor } from './reference.js';

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
    return Math.max(rows, attributes.outputWidth) <= mostEntries ? null : `${rows} rows, ${attributes.outputWidth} columns`;
  },
};

export const resizeNearestNeighbor: Operator<ResizeAttributes, ResizeNearestNeighborPrepared> = {
  kind: 'resize-nearest-neighbor',
  tfliteName: 'RESIZE_NEAREST_NEIGHBOR',
  summary: 'Another height and width; every output pixel is the input pixel nearest to it.',
  formula: 'out[b,y,x,c] = in[b, source(y), source(x), c], source(p) = min(floor((p + offset) * ratio), size - 1), rounded where corners align',
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
