import type { Node } from '../../ir/graph.js';
import type { ElementwiseAttributes, NoAttributes } from '../../operators/attributes.js';
import type { MulPrepared } from '../../operators/elementwise/mul.js';
import type { ScaledInput, ScaledSumPrepared } from '../../operators/elementwise/scaled-sum.js';
import { c, type CCode } from '../../text/sinks.js';
import { elementwiseLoops, outputElements } from '../c/elementwise-loops.js';
import { plus } from '../c/expressions.js';
import type { LoopNestView } from '../c/loops.js';
import { requantizationFor, requantizedOutput, type RequantizedOutputView } from '../c/requantization.js';
import { estimateCost } from '../cost.js';
import type { Kernel, KernelContext } from '../kernel.js';

export interface ScaledSumView extends LoopNestView, RequantizedOutputView {
  /** The scaled inputs, as C expressions. */
  readonly left: CCode;
  readonly right: CCode;
  readonly operation: '+' | '-';
}

function scaledSumView(
  node: Node,
  prepared: ScaledSumPrepared,
  context: KernelContext,
  operation: '+' | '-',
): ScaledSumView {
  const { view, positions } = elementwiseLoops(node, context.tensors);
  return {
    ...view,
    left: scaledInput(c`in0[${positions[0] ?? c`0`}]`, prepared.left, prepared.fractionBits, context),
    right: scaledInput(c`in1[${positions[1] ?? c`0`}]`, prepared.right, prepared.fractionBits, context),
    operation,
    ...requantizedOutput(prepared.outputFactor, prepared, context),
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
  context: KernelContext,
): CCode {
  const difference = c`(${element}${plus(-zeroPoint)})`;
  if (factor.multiplier === 2 ** 30 && factor.shift === 0) return c`${difference} * ${2 ** (fractionBits - 1)}`;
  const { requantize: name, multiplier, shift } = requantizationFor([factor], context.rounding).view;
  return c`${name}(${difference} * ${2 ** fractionBits}, ${multiplier}, ${shift})`;
}

function scaledSum(operation: '+' | '-'): Kernel<ElementwiseAttributes, ScaledSumPrepared, ScaledSumView> {
  return {
    name: 'portable',
    template: 'kernels/portable/scaled-sum.c.hbs',
    accepts: () => true,
    cost: (node, _prepared, context) => estimateCost({ codeBytes: 160, work: [[outputElements(node, context), 36]] }),
    write: (node, prepared, context) => ({ tables: [], view: scaledSumView(node, prepared, context, operation) }),
  };
}

export const addPortable = scaledSum('+');
export const subPortable = scaledSum('-');

export interface MulPortableView extends LoopNestView, RequantizedOutputView {
  /** The inputs without their zero points, as C expressions. */
  readonly left: CCode;
  readonly right: CCode;
}

export const mulPortable: Kernel<ElementwiseAttributes, MulPrepared, MulPortableView> = {
  name: 'portable',
  template: 'kernels/portable/mul.c.hbs',
  accepts: () => true,
  cost: (node, _prepared, context) => estimateCost({ codeBytes: 104, work: [[outputElements(node, context), 25]] }),
  write(node, prepared, context) {
    const { view, positions } = elementwiseLoops(node, context.tensors);
    return {
      tables: [],
      view: {
        ...view,
        left: c`in0[${positions[0] ?? c`0`}]${plus(-prepared.leftZeroPoint)}`,
        right: c`in1[${positions[1] ?? c`0`}]${plus(-prepared.rightZeroPoint)}`,
        ...requantizedOutput(prepared.factor, prepared, context),
      },
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
function extreme(takesLeft: CCode): Kernel<NoAttributes, null, ExtremeView> {
  return {
    name: 'portable',
    template: 'kernels/portable/extreme.c.hbs',
    accepts: () => true,
    cost: (node, _prepared, context) => estimateCost({ codeBytes: 50, work: [[outputElements(node, context), 8]] }),
    write(node, _prepared, context) {
      const { view, positions } = elementwiseLoops(node, context.tensors);
      return {
        tables: [],
        view: { ...view, left: c`in0[${positions[0] ?? c`0`}]`, right: c`in1[${positions[1] ?? c`0`}]`, takesLeft },
      };
    },
  };
}

export const maximumPortable = extreme(c`left > right`);
export const minimumPortable = extreme(c`left < right`);
