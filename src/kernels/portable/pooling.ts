import { inputTensor, type Node } from '../../ir/graph.js';
import type { PoolAttributes } from '../../operators/attributes.js';
import type { NodeContext } from '../../operators/operator.js';
import type { PoolPrepared } from '../../operators/pooling/windows.js';
import { dimension } from '../../operators/tensor-access.js';
import { outputElements } from '../c/elementwise-loops.js';
import { windowView, type WindowView } from '../c/window.js';
import { estimateCost } from '../cost.js';
import type { Kernel } from '../kernel.js';
import { windowWork } from '../work.js';

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
export const averagePool2dGlobal: Kernel<PoolAttributes, PoolPrepared, AveragePool2dGlobalView> = {
  name: 'global',
  template: 'kernels/portable/average-pool-global.c.hbs',
  accepts(node, prepared, { tensors }) {
    const { height, width } = prepared;
    const batches = dimension(inputTensor(node, tensors, 0).shape, 0);
    if (batches > 1) return `${batches} images`;
    if (height.output > 1 || width.output > 1) return `${height.output}x${width.output} windows`;
    return height.kernel >= height.input && width.kernel >= width.input
      ? true
      : 'the window does not cover the whole image';
  },
  cost(node, { height, width }, context) {
    const channels = outputElements(node, context);
    return estimateCost({
      codeBytes: 108,
      work: [
        [height.input * width.input * channels, 5],
        [channels, 18],
      ],
    });
  },
  write(node, prepared, { tensors }) {
    const channels = dimension(inputTensor(node, tensors, 0).shape, 3);
    const { height, width, min, max } = prepared;
    const count = height.input * width.input;
    return { tables: [], view: { channels, elements: count * channels, count, half: Math.trunc(count / 2), min, max } };
  },
};

/** Any window: its bounds are cut to the image where it is padded. */
export const averagePool2dWindow: Kernel<PoolAttributes, PoolPrepared, AveragePool2dWindowView> = {
  name: 'window',
  template: 'kernels/portable/average-pool-window.c.hbs',
  accepts: () => true,
  cost(node, prepared, context) {
    const elements = pooledElements(node, prepared, context);
    return estimateCost({
      codeBytes: 190,
      work: [
        [elements, 8],
        [outputElements(node, context), 9],
      ],
    });
  },
  write(node, { height, width, min, max }, { tensors }) {
    const { shape } = inputTensor(node, tensors, 0);
    return { tables: [], view: { ...windowView(height, width, dimension(shape, 0), dimension(shape, 3)), min, max } };
  },
};

export interface MaxPool2dWindowView extends WindowView {
  /** The lower bound, where the search starts: nothing below it can come out. */
  readonly min: number;
  /** Present where a fused activation cuts values off above. */
  readonly max: number;
  readonly cutAbove: boolean;
}

export const maxPool2dWindow: Kernel<PoolAttributes, PoolPrepared, MaxPool2dWindowView> = {
  name: 'window',
  template: 'kernels/portable/max-pool-window.c.hbs',
  accepts: () => true,
  cost(node, prepared, context) {
    const elements = pooledElements(node, prepared, context);
    return estimateCost({ codeBytes: 120, work: [[elements, 8.4]] });
  },
  write(node, { height, width, min, max }, { tensors }) {
    const { shape } = inputTensor(node, tensors, 0);
    return {
      tables: [],
      view: { ...windowView(height, width, dimension(shape, 0), dimension(shape, 3)), min, max, cutAbove: max < 127 },
    };
  },
};

/** Elements of the input that all windows look at. */
function pooledElements(node: Node, { height, width }: PoolPrepared, { tensors }: NodeContext): number {
  const { shape } = inputTensor(node, tensors, 0);
  return dimension(shape, 0) * dimension(shape, 3) * windowWork(height, width).elements;
}
