import { cFloat } from '../../numerics/float-text.js';
import type { AffineScale } from '../../operators/tensor-access.js';
import { c, type CCode } from '../../text/sinks.js';
import { outputElements, type OutputSite } from '../c/elementwise-loops.js';
import { plus } from '../c/expressions.js';
import { estimateCost } from '../cost.js';
import type { Kernel } from '../kernel.js';

export interface QuantizeRealView {
  readonly elements: number;
  readonly zeroPoint: number;
  /** float literals: the scale, and how many steps above and below 0 the output's ends are. */
  readonly scale: CCode;
  readonly low: CCode;
  readonly high: CCode;
}

/** float32 to int8. Out of range is decided before the conversion to an integer, which C leaves undefined there. */
export const quantizeReal: Kernel<OutputSite, AffineScale, QuantizeRealView> = {
  name: 'real',
  template: 'kernels/portable/quantize-real.c.hbs',
  accepts: () => true,
  cost: ({ site }) => estimateCost({ codeBytes: 156, work: [[outputElements(site), 20]] }),
  view: ({ site, prepared: { scale, zeroPoint } }) => ({
    elements: outputElements(site),
    zeroPoint,
    scale: cFloat(scale),
    low: cFloat(-128 - zeroPoint),
    high: cFloat(127 - zeroPoint),
  }),
};

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
export const dequantizeScale: Kernel<OutputSite, AffineScale, DequantizeScaleView> = {
  name: 'scale',
  template: 'kernels/portable/dequantize.c.hbs',
  accepts: () => true,
  cost: ({ site }) => estimateCost({ codeBytes: 40, work: [[outputElements(site), 8]] }),
  view: ({ site, prepared: { scale, zeroPoint } }) => ({
    elements: outputElements(site),
    scale: cFloat(scale),
    steps: c`in[i]${plus(-zeroPoint)}`,
  }),
};
