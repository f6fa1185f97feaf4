import type { ElementwiseAttributes } from '../attributes.js';
import { plus } from '../c-expressions.js';
import { elementwiseLoops } from '../elementwise.js';
import type { LoopNestView } from '../loop-nest.js';
import type { Lowering } from '../operator.js';
import { requantizationFor } from '../requantization.js';
import type { MulPrepared } from './prepare.js';

export interface MulPortableView extends LoopNestView {
  /** The inputs without their zero points, as C expressions. */
  readonly left: string;
  readonly right: string;
  readonly requantize: string;
  readonly multiplier: string;
  readonly shift: string;
  readonly outputZeroPoint: string;
  readonly min: number;
  readonly max: number;
}

export const lowerMulPortable: Lowering<ElementwiseAttributes, MulPrepared, MulPortableView> = {
  name: 'portable',
  template: 'operators/mul.portable.c.hbs',
  accepts: () => true,
  lower(node, prepared, context) {
    const { view, positions } = elementwiseLoops(node, context.tensors);
    const { requantize, multiplier, shift } = requantizationFor([prepared.factor], context.rounding, context.tableName).view;
    return {
      tables: [],
      view: {
        ...view,
        left: `in0[${positions[0]}]${plus(-prepared.leftZeroPoint)}`,
        right: `in1[${positions[1]}]${plus(-prepared.rightZeroPoint)}`,
        requantize,
        multiplier,
        shift,
        outputZeroPoint: plus(prepared.outputZeroPoint),
        min: prepared.min,
        max: prepared.max,
      },
    };
  },
};
