import { cFloat } from '../../numerics/float-text.js';
import type { NoAttributes } from '../../operators/attributes.js';
import type { DequantizePrepared } from '../../operators/quantization/dequantize.js';
import type { QuantizePrepared } from '../../operators/quantization/quantize.js';
import type { RescalePrepared } from '../../operators/quantization/rescale.js';
import { c, type CCode } from '../../text/sinks.js';
import { outputElements } from '../c/elementwise-loops.js';
import { plus } from '../c/expressions.js';
import { estimateCost } from '../cost.js';
import type { Kernel } from '../kernel.js';
import { rescaleCost, writeRescale, type RescaleView } from './rescale.js';

export interface QuantizeRealView {
  readonly elements: number;
  readonly zeroPoint: number;
  /** float literals: the scale, and how many steps above and below 0 the output's ends are. */
  readonly scale: CCode;
  readonly low: CCode;
  readonly high: CCode;
}

export type QuantizeRescaleView = RescaleView;

/** float32 to int8. Out of range is decided before the conversion to an integer, which C leaves undefined there. */
export const quantizeReal: Kernel<NoAttributes, QuantizePrepared, QuantizeRealView> = {
  name: 'real',
  template: 'kernels/portable/quantize-real.c.hbs',
  accepts: (_node, prepared) => prepared.kind === 'real' || 'the input is int8',
  cost: (node, _prepared, context) => estimateCost({ codeBytes: 156, work: [[outputElements(node, context), 20]] }),
  write(node, prepared, context) {
    if (prepared.kind !== 'real') throw new Error('int8c bug: quantize of int8 is not of real numbers');
    const { scale, zeroPoint } = prepared;
    return {
      tables: [],
      view: {
        elements: outputElements(node, context),
        zeroPoint,
        scale: cFloat(scale),
        low: cFloat(-128 - zeroPoint),
        high: cFloat(127 - zeroPoint),
      },
    };
  },
};

/** int8 to int8. */
export const quantizeRescale: Kernel<NoAttributes, QuantizePrepared, QuantizeRescaleView> = {
  name: 'rescale',
  template: 'kernels/portable/rescale.c.hbs',
  accepts: (_node, prepared) => prepared.kind === 'rescale' || 'the input is float32',
  cost: (node, prepared, context) => rescaleCost(node, rescaleOf(prepared), context),
  write: (node, prepared, context) => writeRescale(node, rescaleOf(prepared), context),
};

function rescaleOf(prepared: QuantizePrepared): RescalePrepared {
  if (prepared.kind !== 'rescale') throw new Error('int8c bug: quantize of float32 is not of int8');
  return prepared.rescale;
}

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
export const dequantizeScale: Kernel<NoAttributes, DequantizePrepared, DequantizeScaleView> = {
  name: 'scale',
  template: 'kernels/portable/dequantize.c.hbs',
  accepts: () => true,
  cost: (node, _prepared, context) => estimateCost({ codeBytes: 40, work: [[outputElements(node, context), 8]] }),
  write: (node, { scale, zeroPoint }, context) => ({
    tables: [],
    view: { elements: outputElements(node, context), scale: cFloat(scale), steps: c`in[i]${plus(-zeroPoint)}` },
  }),
};
