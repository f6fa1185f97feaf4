import type { ElementwiseAttributes } from '../attributes.js';
import type { Lowering } from '../operator.js';
import { scaledSumView, type ScaledSumView } from '../scaled-sum.js';
import type { SubPrepared } from './prepare.js';

export type SubPortableView = ScaledSumView;

export const lowerSubPortable: Lowering<ElementwiseAttributes, SubPrepared, SubPortableView> = {
  name: 'portable',
  template: 'operators/sub.portable.c.hbs',
  accepts: () => true,
  lower: (node, prepared, context) => ({ tables: [], view: scaledSumView(node, prepared, context, '-') }),
};
