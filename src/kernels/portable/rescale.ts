import type { Node } from '../../ir/graph.js';
import type { Relu6Prepared } from '../../operators/activation/relu6.js';
import type { NoAttributes } from '../../operators/attributes.js';
import type { NodeContext } from '../../operators/operator.js';
import type { RescalePrepared } from '../../operators/quantization/rescale.js';
import { c, type CCode } from '../../text/sinks.js';
import { outputElements } from '../c/elementwise-loops.js';
import { plus } from '../c/expressions.js';
import { requantizationFor } from '../c/requantization.js';
import { estimateCost, type Cost } from '../cost.js';
import type { Kernel, KernelCode, KernelContext } from '../kernel.js';

/** True where the factor is exactly 1: requantizing changes nothing. */
function keepsScale({ factor }: RescalePrepared): boolean {
  return factor.multiplier === 2 ** 30 && factor.shift === 1;
}

/** C expressions are functions of in[i]. */
export interface RescaleView {
  readonly elements: number;
  /** The output before clamping. */
  readonly value: CCode;
  readonly min: number;
  readonly max: number;
}

/** A change of scale and zero point, cut to the output's bounds. */
export function writeRescale(node: Node, prepared: RescalePrepared, context: KernelContext): KernelCode<RescaleView> {
  const { view, tables } = requantizationFor([prepared.factor], context.rounding);
  const { inputZeroPoint, outputZeroPoint, min, max } = prepared;
  const value = keepsScale(prepared)
    ? c`in[i]${plus(outputZeroPoint - inputZeroPoint)}`
    : c`${view.requantize}(in[i]${plus(-inputZeroPoint)}, ${view.multiplier}, ${view.shift})${plus(outputZeroPoint)}`;
  return { tables, view: { elements: outputElements(node, context), value, min, max } };
}

/** Values that keep their scale are only moved and cut. */
export function rescaleCost(node: Node, prepared: RescalePrepared, context: NodeContext): Cost {
  const [codeBytes, each] = keepsScale(prepared) ? [32, 7] : [76, 17];
  return estimateCost({ codeBytes, work: [[outputElements(node, context), each]] });
}

export const rescale: Kernel<NoAttributes, RescalePrepared, RescaleView> = {
  name: 'rescale',
  template: 'kernels/portable/rescale.c.hbs',
  accepts: () => true,
  cost: rescaleCost,
  write: writeRescale,
};

export interface ClampView {
  readonly elements: number;
  readonly min: number;
  readonly max: number;
}

/** Values cut to bounds at the scale that they have. */
export const clamp: Kernel<NoAttributes, Relu6Prepared, ClampView> = {
  name: 'clamp',
  template: 'kernels/portable/clamp.c.hbs',
  accepts: () => true,
  cost: (node, _prepared, context) => estimateCost({ codeBytes: 32, work: [[outputElements(node, context), 9]] }),
  write: (node, { min, max }, context) => ({ tables: [], view: { elements: outputElements(node, context), min, max } }),
};
