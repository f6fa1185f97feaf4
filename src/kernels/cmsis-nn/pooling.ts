import { elementCount } from '../../ir/tensor.js';
import type { PoolPrepared, PoolSite } from '../../operators/pooling/windows.js';
import { dimension } from '../../operators/tensor-access.js';
import { c } from '../../text/sinks.js';
import type { Work } from '../cost.js';
import type { KernelSite } from '../kernel.js';
import { windowWork } from '../work.js';
import { averagePoolBytes, type LibraryBuild } from './buffer-sizes.js';
import { libraryCall, type Arguments } from './call.js';
import { libraryContext, libraryDims, libraryKernel } from './library-kernel.js';

type At = KernelSite<PoolSite, PoolPrepared>;

export const averagePool2dLibrary = libraryKernel<PoolSite, PoolPrepared>({
  name: 'average-pool2d',
  accepts: () => true,
  bufferBytes: ({ site }, build) => averagePoolBytes(build, dimension(site.inputs.input.shape, 3)),
  work: (at, build) => poolWork(at, build, { plain: 16, dsp: 7, mve: 1 }),
  layer: (at, bufferBytes) => ({
    calls: [libraryCall('arm_avgpool_s8', poolArguments(at, bufferBytes))],
    ...paddingOf(at),
  }),
});

export const maxPool2dLibrary = libraryKernel<PoolSite, PoolPrepared>({
  name: 'max-pool2d',
  accepts: () => true,
  work: (at, build) => poolWork(at, build, { plain: 6, dsp: 6, mve: 0.5 }),
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

function poolWork({ site, prepared }: At, build: LibraryBuild, each: Readonly<Record<LibraryBuild, number>>): Work[] {
  const { shape } = site.inputs.input;
  const { elements } = windowWork(prepared.height, prepared.width);
  return [
    [dimension(shape, 0) * elements * dimension(shape, 3), each[build]],
    [elementCount(site.outputs.output.shape), build === 'mve' ? 8 : 16],
  ];
}
