import type { NoAttributes } from '../attributes.js';
import { outputElements } from '../elementwise-shape.js';
import type { Lowering } from '../operator.js';
import type { Relu6Prepared } from './prepare.js';

export interface Relu6ClampView {
  readonly elements: number;
  readonly min: number;
  readonly max: number;
}

export const lowerRelu6Clamp: Lowering<NoAttributes, Relu6Prepared, Relu6ClampView> = {
  name: 'clamp',
  template: 'operators/relu6.clamp.c.hbs',
  accepts: () => true,
  lower: (node, { min, max }, context) => ({ tables: [], view: { elements: outputElements(node, context), min, max } }),
};
