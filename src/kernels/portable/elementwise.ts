import type { Rounding } from '../../numerics/rounding.js';
import type { MulPrepared } from '../../operators/elementwise/mul.js';
import type { ScaledInput, ScaledSumPrepared } from '../../operators/elementwise/scaled-sum.js';
import { c, type CCode } from '../../text/sinks.js';
import { elementwiseLoops, outputElements, type OperandsSite } from '../c/elementwise-loops.js';
import { plus } from '../c/expressions.js';
import type { LoopNestView } from '../c/loops.js';
import { requantization, requantizedOutput, type RequantizedOutputView } from '../c/requantization.js';
import { estimateCost } from '../cost.js';
import type { Kernel, KernelSite } from '../kernel.js';

export interface ScaledSumView extends LoopNestView, RequantizedOutputView {
  /** The scaled inputs, as C expressions. */
  readonly left: CCode;
  readonly right: CCode;
  readonly operation: '+' | '-';
}

interface RoundedOperands extends OperandsSite {
  readonly rounding: Rounding;
}

function scaledSumView(
  { site, prepared }: KernelSite<RoundedOperands, ScaledSumPrepared>,
  operation: '+' | '-',
): ScaledSumView {
  const { view, positions } = elementwiseLoops(site);
  const { fractionBits, outputFactor } = prepared;
  return {
    ...view,
    left: scaledInput(c`in0[${positions[0] ?? c`0`}]`, prepared.left, fractionBits, site.rounding),
    right: scaledInput(c`in1[${positions[1] ?? c`0`}]`, prepared.right, fractionBits, site.rounding),
    operation,
    ...requantizedOutput(outputFactor, prepared, site.rounding),
  };
}

/**
 * The input of larger scale has the factor 1/2, which takes one of the fractional bits away exactly, however it is
 * rounded.
 */
function scaledInput(
  element: CCode,
  { zeroPoint, factor }: ScaledInput,
  fractionBits: number,
  rounding: Rounding,
): CCode {
  const difference = c`(${element}${plus(-zeroPoint)})`;
  if (factor.multiplier === 2 ** 30 && factor.shift === 0) return c`${difference} * ${2 ** (fractionBits - 1)}`;
  const { requantize: name, multiplier, shift } = requantization([factor], rounding);
  return c`${name}(${difference} * ${2 ** fractionBits}, ${multiplier}, ${shift})`;
}

function scaledSum(operation: '+' | '-'): Kernel<RoundedOperands, ScaledSumPrepared, ScaledSumView> {
  return {
    name: 'portable',
    template: 'kernels/portable/scaled-sum.c.hbs',
    accepts: () => true,
    cost: ({ site }) => estimateCost({ codeBytes: 160, work: [[outputElements(site), 36]] }),
    view: (at) => scaledSumView(at, operation),
  };
}

export const addPortable = scaledSum('+');
export const subPortable = scaledSum('-');

export interface MulPortableView extends LoopNestView, RequantizedOutputView {
  /** The inputs without their zero points, as C expressions. */
  readonly left: CCode;
  readonly right: CCode;
}

export const mulPortable: Kernel<RoundedOperands, MulPrepared, MulPortableView> = {
  name: 'portable',
  template: 'kernels/portable/mul.c.hbs',
  accepts: () => true,
  cost: ({ site }) => estimateCost({ codeBytes: 104, work: [[outputElements(site), 25]] }),
  view({ site, prepared }) {
    const { view, positions } = elementwiseLoops(site);
    return {
      ...view,
      left: c`in0[${positions[0] ?? c`0`}]${plus(-prepared.leftZeroPoint)}`,
      right: c`in1[${positions[1] ?? c`0`}]${plus(-prepared.rightZeroPoint)}`,
      ...requantizedOutput(prepared.factor, prepared, site.rounding),
    };
  },
};

export interface ExtremeView extends LoopNestView {
  /** The inputs, as C expressions. */
  readonly left: CCode;
  readonly right: CCode;
  /** C expression: the left one is taken. */
  readonly takesLeft: CCode;
}

/** The larger or the smaller of two values, as they are. */
function extreme(takesLeft: CCode): Kernel<OperandsSite, null, ExtremeView> {
  return {
    name: 'portable',
    template: 'kernels/portable/extreme.c.hbs',
    accepts: () => true,
    cost: ({ site }) => estimateCost({ codeBytes: 50, work: [[outputElements(site), 8]] }),
    view({ site }) {
      const { view, positions } = elementwiseLoops(site);
      return { ...view, left: c`in0[${positions[0] ?? c`0`}]`, right: c`in1[${positions[1] ?? c`0`}]`, takesLeft };
    },
  };
}

export const maximumPortable = extreme(c`left > right`);
export const minimumPortable = extreme(c`left < right`);
