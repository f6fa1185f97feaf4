import type { ElementwiseAttributes } from '../attributes.js';
import type { Lowering } from '../operator.js';
import { scaledSumView, type ScaledSumView } from '../scaled-sum.js';
import type { AddPrepared } from './prepare.js';

export type AddPortableView = ScaledSumView;

export const lowerAddPortable: Lowering<ElementwiseAttributes, AddPrepared, AddPortableView> = {
  name: 'portable',
  template: 'operators/add.portable.c.hbs',
  accepts: () => true,
  lower: (node, prepared, context) => ({ tables: [], view: scaledSumView(node, prepared, context, '+') }),
};
