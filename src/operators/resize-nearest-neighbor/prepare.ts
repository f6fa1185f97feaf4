import type { Node } from '../../ir/graph.js';
import { roundHalfAwayFromZero } from '../../numerics/rounding.js';
import type { ResizeAttributes } from '../attributes.js';
import type { NodeContext } from '../operator.js';
import { dimension, inputAndOutput } from '../tensor-access.js';

export interface ResizeNearestNeighborPrepared {
  readonly batches: number;
  readonly inputHeight: number;
  readonly inputWidth: number;
  readonly channels: number;
  /** Input row of each output row, input column of each output column. */
  readonly rows: readonly number[];
  readonly columns: readonly number[];
}

export function prepareResizeNearestNeighbor(node: Node<ResizeAttributes>, context: NodeContext): ResizeNearestNeighborPrepared {
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
