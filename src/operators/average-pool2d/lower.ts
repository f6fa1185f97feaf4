import { inputTensor } from '../../ir/graph.js';
import type { PoolAttributes } from '../attributes.js';
import type { Lowering } from '../operator.js';
import { largestWindow } from '../pooling.js';
import { dimension } from '../tensor-access.js';
import { windowView, type WindowView } from '../window-view.js';
import type { AveragePool2dPrepared } from './prepare.js';

export interface AveragePool2dGlobalView {
  readonly channels: number;
  readonly elements: number;
  readonly count: number;
  /** Half the count, which makes the truncating division round. */
  readonly half: number;
  readonly min: number;
  readonly max: number;
}

export interface AveragePool2dWindowView extends WindowView {
  readonly min: number;
  readonly max: number;
}

/** One window that covers the whole image. */
export const lowerAveragePool2dGlobal: Lowering<PoolAttributes, AveragePool2dPrepared, AveragePool2dGlobalView> = {
  name: 'global',
  template: 'operators/average-pool2d.global.c.hbs',
  accepts(node, prepared, { tensors }) {
    const { height, width } = prepared;
    const batches = dimension(inputTensor(node, tensors, 0).shape, 0);
    if (batches > 1) return `${batches} images`;
    if (height.output > 1 || width.output > 1) return `${height.output}x${width.output} windows`;
    const count = largestWindow(prepared);
    return count === height.input * width.input ? true : 'the window does not cover the whole image';
  },
  lower(node, prepared, { tensors }) {
    const channels = dimension(inputTensor(node, tensors, 0).shape, 3);
    const count = largestWindow(prepared);
    const { min, max } = prepared;
    return { tables: [], view: { channels, elements: count * channels, count, half: Math.trunc(count / 2), min, max } };
  },
};

/** Any window: its bounds are cut to the image where it is padded. */
export const lowerAveragePool2dWindow: Lowering<PoolAttributes, AveragePool2dPrepared, AveragePool2dWindowView> = {
  name: 'window',
  template: 'operators/average-pool2d.window.c.hbs',
  accepts: () => true,
  lower(node, { height, width, min, max }, { tensors }) {
    const { shape } = inputTensor(node, tensors, 0);
    return { tables: [], view: { ...windowView(height, width, dimension(shape, 0), dimension(shape, 3)), min, max } };
  },
};
