import { byteRange, type DataType } from '../../ir/tensor.js';
import type { Rounding } from '../../numerics/rounding.js';
import type { Relu6Prepared } from '../../operators/activation/relu6.js';
import type { RescalePrepared } from '../../operators/quantization/rescale.js';
import { c, type CCode } from '../../text/sinks.js';
import { outputElements, type OutputSite } from '../c/elementwise-loops.js';
import { plus } from '../c/expressions.js';
import { requantization } from '../c/requantization.js';
import { estimateCost } from '../cost.js';
import type { Kernel } from '../kernel.js';

/** True where the factor is exactly 1: requantizing changes nothing. */
function keepsScale({ factor }: RescalePrepared): boolean {
  return factor.multiplier === 2 ** 30 && factor.shift === 1;
}

/** C expressions are functions of in[i]. */
export interface RescaleView {
  readonly elements: number;
  /** The output, cut to its bounds. */
  readonly value: CCode;
}

/**
 * A change of scale and zero point, cut to the output's bounds. Values that keep their scale are only moved and cut.
 */
export const rescale: Kernel<OutputSite & { readonly rounding: Rounding }, RescalePrepared, RescaleView> = {
  name: 'rescale',
  template: 'kernels/portable/rescale.c.hbs',
  accepts: () => true,
  cost({ site, prepared }) {
    const [codeBytes, each] = keepsScale(prepared) ? [32, 7] : [76, 17];
    return estimateCost({ codeBytes, work: [[outputElements(site), each]] });
  },
  view({ site, prepared }) {
    const { factor, inputZeroPoint, outputZeroPoint, min, max } = prepared;
    const { requantize, multiplier, shift } = requantization([factor], site.rounding);
    const value = keepsScale(prepared)
      ? c`in[i]${plus(outputZeroPoint - inputZeroPoint)}`
      : c`${requantize}(in[i]${plus(-inputZeroPoint)}, ${multiplier}, ${shift})${plus(outputZeroPoint)}`;
    return { elements: outputElements(site), value: bounded(site.outputs.output.dtype, value, min, max) };
  },
};

/** The runtime's clamp gives int8. */
function bounded(dtype: DataType, value: CCode, min: number, max: number): CCode {
  return byteRange(dtype).least === 0
    ? c`(uint8_t)int8c_min(int8c_max(${value}, ${min}), ${max})`
    : c`int8c_clamp(${value}, ${min}, ${max})`;
}

export interface ClampView {
  readonly elements: number;
  readonly min: number;
  readonly max: number;
}

/** Values cut to bounds at the scale that they have. */
export const clamp: Kernel<OutputSite, Relu6Prepared, ClampView> = {
  name: 'clamp',
  template: 'kernels/portable/clamp.c.hbs',
  accepts: () => true,
  cost: ({ site }) => estimateCost({ codeBytes: 32, work: [[outputElements(site), 9]] }),
  view: ({ site, prepared: { min, max } }) => ({ elements: outputElements(site), min, max }),
};
