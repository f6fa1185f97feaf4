import type { PoolPrepared, PoolSite } from '../../operators/pooling/windows.js';
import { dimension } from '../../operators/tensor-access.js';
import { outputElements } from '../c/elementwise-loops.js';
import { windowView, type WindowView } from '../c/window.js';
import { estimateCost } from '../cost.js';
import type { Kernel, KernelSite } from '../kernel.js';
import { windowWork } from '../work.js';

type At = KernelSite<PoolSite, PoolPrepared>;

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
export const averagePool2dGlobal: Kernel<PoolSite, PoolPrepared, AveragePool2dGlobalView> = {
  name: 'global',
  template: 'kernels/portable/average-pool-global.c.hbs',
  accepts({ site, prepared: { height, width } }) {
    const batches = dimension(site.inputs.input.shape, 0);
    if (batches > 1) return `${batches} images`;
    if (height.output > 1 || width.output > 1) return `${height.output}x${width.output} windows`;
    return height.kernel >= height.input && width.kernel >= width.input
      ? true
      : 'the window does not cover the whole image';
  },
  cost({ site, prepared: { height, width } }) {
    const channels = outputElements(site);
    return estimateCost({
      codeBytes: 108,
      work: [
        [height.input * width.input * channels, 5],
        [channels, 18],
      ],
    });
  },
  view({ site, prepared: { height, width, min, max } }) {
    const channels = dimension(site.inputs.input.shape, 3);
    const count = height.input * width.input;
    return { channels, elements: count * channels, count, half: Math.trunc(count / 2), min, max };
  },
};

/** Any window: its bounds are cut to the image where it is padded. */
export const averagePool2dWindow: Kernel<PoolSite, PoolPrepared, AveragePool2dWindowView> = {
  name: 'window',
  template: 'kernels/portable/average-pool-window.c.hbs',
  accepts: () => true,
  cost(at) {
    const elements = pooledElements(at);
    return estimateCost({
      codeBytes: 190,
      work: [
        [elements, 8],
        [outputElements(at.site), 9],
      ],
    });
  },
  view: (at) => ({ ...windowOf(at), min: at.prepared.min, max: at.prepared.max }),
};

export interface MaxPool2dWindowView extends WindowView {
  /** The lower bound, where the search starts: nothing below it can come out. */
  readonly min: number;
  /** Present where a fused activation cuts values off above. */
  readonly max: number;
  readonly cutAbove: boolean;
}

export const maxPool2dWindow: Kernel<PoolSite, PoolPrepared, MaxPool2dWindowView> = {
  name: 'window',
  template: 'kernels/portable/max-pool-window.c.hbs',
  accepts: () => true,
  cost(at) {
    const elements = pooledElements(at);
    return estimateCost({ codeBytes: 120, work: [[elements, 8.4]] });
  },
  view(at) {
    const { min, max } = at.prepared;
    return { ...windowOf(at), min, max, cutAbove: max < 127 };
  },
};

function windowOf({ site, prepared: { height, width } }: At): WindowView {
  const { shape } = site.inputs.input;
  return windowView(height, width, dimension(shape, 0), dimension(shape, 3));
}

/** Elements of the input that all windows look at. */
function pooledElements({ site, prepared: { height, width } }: At): number {
  const { shape } = site.inputs.input;
  return dimension(shape, 0) * dimension(shape, 3) * windowWork(height, width).elements;
}
