import type { CCode } from '../../text/sinks.js';
import type { NoAttributes } from '../attributes.js';
import { cFloat } from '../../numerics/float-text.js';
import { outputElements } from '../elementwise-shape.js';
import type { Lowering } from '../operator.js';
import { rescaleKernel, type RescaleView } from '../rescale.js';
import type { QuantizePrepared } from './prepare.js';

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
export const lowerQuantizeReal: Lowering<NoAttributes, QuantizePrepared, QuantizeRealView> = {
  name: 'real',
  template: 'operators/quantize.real.c.hbs',
  accepts: (_node, prepared) => prepared.kind === 'real' || 'the input is int8',
  lower(node, prepared, context) {
    if (prepared.kind !== 'real') throw new Error('int8c bug: quantize of int8 has no real lowering');
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
export const lowerQuantizeRescale: Lowering<NoAttributes, QuantizePrepared, QuantizeRescaleView> = {
  name: 'rescale',
  template: 'operators/quantize.rescale.c.hbs',
  accepts: (_node, prepared) => prepared.kind === 'rescale' || 'the input is float32',
  lower(node, prepared, context) {
    if (prepared.kind !== 'rescale') throw new Error('int8c bug: quantize of float32 has no rescale lowering');
    return rescaleKernel(node, prepared.rescale, context);
  },
};
