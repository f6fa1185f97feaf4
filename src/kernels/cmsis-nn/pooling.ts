import { elementCount } from '../../ir/tensor.js';
import { windowOverlap, type WindowAxis } from '../../numerics/window.js';
import type { PoolPrepared, PoolSite } from '../../operators/pooling/windows.js';
import { dimension } from '../../operators/tensor-access.js';
import { c } from '../../text/sinks.js';
import type { KernelSite } from '../kernel.js';
import { windowWork } from '../work.js';
import { averagePoolBytes } from './buffer-sizes.js';
import { libraryCall, type Arguments } from './call.js';
import { libraryContext, libraryDims, libraryKernel } from './library-kernel.js';

type At = KernelSite<PoolSite, PoolPrepared>;

export const averagePool2dLibrary = libraryKernel<PoolSite, PoolPrepared>({
  name: 'average-pool2d',
  accepts: ({ prepared: { height, width } }) =>
    !(hasEmptyWindow(height) || hasEmptyWindow(width)) ||
    'a window lies in the padding: the library has nothing for it',
  bufferBytes: ({ site }, build) => averagePoolBytes(build, dimension(site.inputs.input.shape, 3)),
  quantities: poolQuantities,
  cycles: { plain: [200, 14, 50], dsp: [200, 6, 15], mve: [100, 1.5, 15] },
  layer: (at, bufferBytes) => ({
    calls: [libraryCall('arm_avgpool_s8', poolArguments(at, bufferBytes))],
    ...paddingOf(at),
  }),
});

export const maxPool2dLibrary = libraryKernel<PoolSite, PoolPrepared>({
  name: 'max-pool2d',
  accepts: ({ prepared: { height, width } }) =>
    !(hasEmptyWindow(height) || hasEmptyWindow(width)) ||
    'a window lies in the padding: the library has nothing for it',
  quantities: poolQuantities,
  cycles: { plain: [300, 7.5, 8], dsp: [300, 7.5, 8], mve: [400, 1.7, 1.2] },
  layer: (at) => ({ calls: [libraryCall('arm_max_pool_s8', poolArguments(at, 0))], ...paddingOf(at) }),
});

function poolArguments({ site, prepared }: At, bufferBytes: number): Arguments<'arm_avgpool_s8'> {
  const { height, width, min, max } = prepared;
  return {
    context: libraryContext(bufferBytes),
    params: {
      stride: { w: width.stride, h: height.stride },
      padding: { w: width.padBefore, h: height.padBefore },
      activation: { min, max },
    },
    input_dims: libraryDims(site.inputs.input.shape),
    input: c`in`,
    filter_dims: { n: 1, h: height.kernel, w: width.kernel, c: 1 },
    output_dims: libraryDims(site.outputs.output.shape),
    output: c`out`,
  };
}

function paddingOf({ prepared: { height, width } }: At): { padTop: number; padLeft: number } {
  return { padTop: height.padBefore, padLeft: width.padBefore };
}

function hasEmptyWindow(axis: WindowAxis): boolean {
  return Array.from({ length: axis.output }, (_, position) => windowOverlap(axis, position)).some(
    ({ begin, end }) => begin >= end,
  );
}

/** Elements under windows, and outputs. */
function poolQuantities({ site, prepared: { height, width } }: At): number[] {
  const { shape } = site.inputs.input;
  const { elements } = windowWork(height, width);
  return [dimension(shape, 0) * elements * dimension(shape, 3), elementCount(site.outputs.output.shape)];
}
