import { c, type CCode } from '../../text/sinks.js';
import type { NoAttributes } from '../attributes.js';
import { cFloat } from '../../numerics/float-text.js';
import { plus } from '../c-expressions.js';
import { outputElements } from '../elementwise-shape.js';
import type { Lowering } from '../operator.js';
import type { DequantizePrepared } from './prepare.js';

export interface DequantizeScaleView {
  readonly elements: number;
  /** float literal. */
  readonly scale: CCode;
  /** C expression: in[i] without the zero point. */
  readonly steps: CCode;
}

/**
 * One float multiplication. The reference kernel multiplies in double and rounds to float; the double product of 24 by
 * 9 bits is exact, so rounding it gives the bits that a float multiplication gives at once, without a double in the C.
 */
export const lowerDequantizeScale: Lowering<NoAttributes, DequantizePrepared, DequantizeScaleView> = {
  name: 'scale',
  template: 'operators/dequantize.scale.c.hbs',
  accepts: () => true,
  lower: (node, { scale, zeroPoint }, context) => ({
    tables: [],
    view: { elements: outputElements(node, context), scale: cFloat(scale), steps: c`in[i]${plus(-zeroPoint)}` },
  }),
};
