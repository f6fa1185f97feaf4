import { inputTensor } from '../../ir/graph.js';
import type { PoolAttributes } from '../attributes.js';
import type { Lowering } from '../operator.js';
import { dimension } from '../tensor-access.js';
import { windowView, type WindowView } from '../window-view.js';
import type { MaxPool2dPrepared } from './prepare.js';

export interface MaxPool2dWindowView extends WindowView {
  /** The lower bound, where the search starts: nothing below it can come out. */
  readonly min: number;
  /** Present where a fused activation cuts values off above. */
  readonly max: number;
  readonly cutAbove: boolean;
}

export const lowerMaxPool2dWindow: Lowering<PoolAttributes, MaxPool2dPrepared, MaxPool2dWindowView> = {
  name: 'window',
  template: 'operators/max-pool2d.window.c.hbs',
  accepts: () => true,
  lower(node, { height, width, min, max }, { tensors }) {
    const { shape } = inputTensor(node, tensors, 0);
    return {
      tables: [],
      view: { ...windowView(height, width, dimension(shape, 0), dimension(shape, 3)), min, max, cutAbove: max < 127 },
    };
  },
};
