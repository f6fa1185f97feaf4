import type { Shape } from '../ir/tensor.js';

/** Rows `begin` up to and without `end` of a tensor. */
export interface Rows {
  readonly begin: number;
  readonly end: number;
}

/**
 * The rows that a schedule can divide a tensor into: the height of an image, [1, height, width, channels], whose rows
 * are one piece of memory each, one after the other. Anything else is one row, several images as well: the same row of
 * all of them is in several pieces.
 */
export function rowsOf(shape: Shape): number {
  const [images, height = 1] = shape;
  return shape.length === 4 && images === 1 ? height : 1;
}
