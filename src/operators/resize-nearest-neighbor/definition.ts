import type { ResizeAttributes } from '../attributes.js';
import { movedPort, sameQuantization, sameType } from '../data-movement.js';
import type { Operator } from '../operator.js';
import { dimension } from '../tensor-access.js';
import { lowerResizeNearestNeighborTables } from './lower.js';
import { prepareResizeNearestNeighbor, type ResizeNearestNeighborPrepared } from './prepare.js';
import { referenceResizeNearestNeighbor } from './reference.js';

export const resizeNearestNeighbor: Operator<ResizeAttributes, ResizeNearestNeighborPrepared> = {
  kind: 'resize-nearest-neighbor',
  tfliteName: 'RESIZE_NEAREST_NEIGHBOR',
  summary: 'Another height and width; every output pixel is the input pixel nearest to it.',
  formula: 'out[b,y,x,c] = in[b, source(y), source(x), c], source(p) = min(floor((p + offset) * ratio), size - 1), rounded where corners align',
  inputs: [movedPort('input', '[batch, height, width, channels]', { rank: 4 })],
  outputs: [movedPort('output', '[batch, output height, output width, channels]', { rank: 4 })],
  constraints: [sameType('I8C2750', 'resize-nearest-neighbor'), sameQuantization('I8C2751', 'resize-nearest-neighbor')],
  inferShape(attributes, inputs) {
    const [input] = inputs;
    if (!input) return 'input is missing';
    return [dimension(input.shape, 0), attributes.outputHeight, attributes.outputWidth, dimension(input.shape, 3)];
  },
  prepare: prepareResizeNearestNeighbor,
  reference: referenceResizeNearestNeighbor,
  lowerings: [lowerResizeNearestNeighborTables],
  macs: () => 0,
};
