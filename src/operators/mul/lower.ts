import { c, type CCode } from '../../text/sinks.js';
import type { ElementwiseAttributes } from '../attributes.js';
import { plus } from '../c-expressions.js';
import { elementwiseLoops } from '../elementwise.js';
import type { LoopNestView } from '../loop-nest.js';
import type { Lowering } from '../operator.js';
import { requantizedOutput, type RequantizedOutputView } from '../requantized-output.js';
import type { MulPrepared } from './prepare.js';

export interface MulPortableView extends LoopNestView, RequantizedOutputView {
  /** The inputs without their zero points, as C expressions. */
  readonly left: CCode;
  readonly right: CCode;
}

export const lowerMulPortable: Lowering<ElementwiseAttributes, MulPrepared, MulPortableView> = {
  name: 'portable',
  template: 'operators/mul.portable.c.hbs',
  accepts: () => true,
  lower(node, prepared, context) {
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
