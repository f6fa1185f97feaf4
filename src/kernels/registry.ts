import { leakyReluInt8 } from '../operators/activation/leaky-relu.js';
import { logisticInt8 } from '../operators/activation/logistic.js';
import { reluInt8 } from '../operators/activation/relu.js';
import { relu6Int8 } from '../operators/activation/relu6.js';
import { softmaxInt8 } from '../operators/activation/softmax.js';
import { tanhInt8 } from '../operators/activation/tanh.js';
import type { AnyArithmetic, Arithmetic } from '../operators/arithmetic.js';
import { conv2dInt8 } from '../operators/convolution/conv2d.js';
import { depthwiseConv2dInt8 } from '../operators/convolution/depthwise-conv2d.js';
import { fullyConnectedInt8 } from '../operators/convolution/fully-connected.js';
import { addInt8 } from '../operators/elementwise/add.js';
import { maximumInt8 } from '../operators/elementwise/maximum.js';
import { minimumInt8 } from '../operators/elementwise/minimum.js';
import { mulInt8 } from '../operators/elementwise/mul.js';
import { subInt8 } from '../operators/elementwise/sub.js';
import { concatenationBytes } from '../operators/movement/concatenation.js';
import { expandDimsBytes } from '../operators/movement/expand-dims.js';
import { padInt8 } from '../operators/movement/pad.js';
import { reshapeBytes } from '../operators/movement/reshape.js';
import { resizeNearestNeighborBytes } from '../operators/movement/resize-nearest-neighbor.js';
import { squeezeBytes } from '../operators/movement/squeeze.js';
import { stridedSliceBytes } from '../operators/movement/strided-slice.js';
import { transposeBytes } from '../operators/movement/transpose.js';
import type { AnyOperator } from '../operators/operator.js';
import { averagePool2dInt8 } from '../operators/pooling/average-pool2d.js';
import { maxPool2dInt8 } from '../operators/pooling/max-pool2d.js';
import { dequantizeInt8 } from '../operators/quantization/dequantize.js';
import {
  quantizeFloat32,
  quantizeFromUint8,
  quantizeInt8,
  quantizeToUint8,
} from '../operators/quantization/quantize.js';
import { meanInt8 } from '../operators/reduction/mean.js';
import type { OperatorKind } from '../operators/registry.js';
import { conv2dLibrary, depthwiseConv2dLibrary } from './cmsis-nn/convolution.js';
import { addLibrary, maximumLibrary, minimumLibrary, mulLibrary } from './cmsis-nn/elementwise.js';
import { fullyConnectedLibrary, fullyConnectedPerChannelLibrary } from './cmsis-nn/fully-connected.js';
import { concatenationLibrary, padLibrary, transposeLibrary } from './cmsis-nn/movement.js';
import { averagePool2dLibrary, maxPool2dLibrary } from './cmsis-nn/pooling.js';
import { softmaxLibrary } from './cmsis-nn/softmax.js';
import type { Kernel } from './kernel.js';
import { concatenationInterleave, concatenationJoin } from './portable/concatenation.js';
import { conv2dGrouped, conv2dPadded, conv2dPointwise, conv2dValid } from './portable/conv2d.js';
import { copy } from './portable/copy.js';
import { fullyConnectedBlocked, fullyConnectedOffset } from './portable/dense.js';
import { depthwiseChannels, depthwiseGeneral } from './portable/depthwise-conv2d.js';
import { addPortable, maximumPortable, minimumPortable, mulPortable, subPortable } from './portable/elementwise.js';
import { meanPortable } from './portable/mean.js';
import { padPortable } from './portable/pad.js';
import { averagePool2dGlobal, averagePool2dWindow, maxPool2dWindow } from './portable/pooling.js';
import { dequantizeScale, quantizeReal } from './portable/quantization.js';
import { clamp, rescale } from './portable/rescale.js';
import { resizeNearestNeighborTables } from './portable/resize.js';
import { softmaxTable } from './portable/softmax.js';
import { table } from './portable/table.js';
import { walkBlocks, walkElements } from './portable/walk.js';

/** A kernel whose site and prepared numbers are known only to itself. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- the registry holds kernels of every arithmetic
export type AnyKernel = Kernel<any, any, object>;

/**
 * An arithmetic, and the ways to write it in C, best first. The last one takes every node. Kernels that call a library
 * stand by themselves: they are looked at only where the user has it.
 */
interface Implementation {
  readonly of: AnyArithmetic;
  readonly kernels: readonly AnyKernel[];
  readonly library: readonly AnyKernel[];
}

const registry: Readonly<Record<OperatorKind, readonly Implementation[]>> = {
  conv2d: [implement(conv2dInt8, [conv2dPointwise, conv2dValid, conv2dPadded, conv2dGrouped], [conv2dLibrary])],
  'depthwise-conv2d': [implement(depthwiseConv2dInt8, [depthwiseChannels, depthwiseGeneral], [depthwiseConv2dLibrary])],
  'fully-connected': [
    implement(
      fullyConnectedInt8,
      [fullyConnectedBlocked, fullyConnectedOffset],
      [fullyConnectedLibrary, fullyConnectedPerChannelLibrary],
    ),
  ],
  'average-pool2d': [implement(averagePool2dInt8, [averagePool2dGlobal, averagePool2dWindow], [averagePool2dLibrary])],
  'max-pool2d': [implement(maxPool2dInt8, [maxPool2dWindow], [maxPool2dLibrary])],
  add: [implement(addInt8, [addPortable], [addLibrary])],
  sub: [implement(subInt8, [subPortable])],
  mul: [implement(mulInt8, [mulPortable], [mulLibrary])],
  maximum: [implement(maximumInt8, [maximumPortable], [maximumLibrary])],
  minimum: [implement(minimumInt8, [minimumPortable], [minimumLibrary])],
  pad: [implement(padInt8, [padPortable], [padLibrary])],
  mean: [implement(meanInt8, [meanPortable])],
  softmax: [implement(softmaxInt8, [softmaxTable], [softmaxLibrary])],
  logistic: [implement(logisticInt8, [table])],
  tanh: [implement(tanhInt8, [table])],
  relu: [implement(reluInt8, [rescale])],
  relu6: [implement(relu6Int8, [clamp])],
  'leaky-relu': [implement(leakyReluInt8, [table])],
  quantize: [
    implement(quantizeFloat32, [quantizeReal]),
    implement(quantizeInt8, [rescale]),
    implement(quantizeFromUint8, [rescale]),
    implement(quantizeToUint8, [rescale]),
  ],
  dequantize: [implement(dequantizeInt8, [dequantizeScale])],
  reshape: [implement(reshapeBytes, [copy])],
  squeeze: [implement(squeezeBytes, [copy])],
  'expand-dims': [implement(expandDimsBytes, [copy])],
  concatenation: [implement(concatenationBytes, [concatenationJoin, concatenationInterleave], [concatenationLibrary])],
  transpose: [implement(transposeBytes, [walkBlocks, walkElements], [transposeLibrary])],
  'strided-slice': [implement(stridedSliceBytes, [walkBlocks, walkElements])],
  'resize-nearest-neighbor': [implement(resizeNearestNeighborBytes, [resizeNearestNeighborTables])],
};

/** Ties kernels to the arithmetic whose prepared numbers they read. */
function implement<S, P>(
  of: Arithmetic<AnyOperator, S, P>,
  kernels: readonly Kernel<S, P, object>[],
  library: readonly Kernel<S, P, object>[] = [],
): Implementation {
  return { of, kernels, library };
}

/** The kernel of an arithmetic that was selected by its name. */
export function kernelNamed(arithmetic: AnyArithmetic, name: string): AnyKernel {
  const { kernels, library } = implementationOf(arithmetic);
  const kernel = [...kernels, ...library].find((each) => each.name === name);
  if (kernel === undefined) throw new Error(`int8c bug: ${arithmetic.of.kind} has no kernel ${name}`);
  return kernel;
}

const implementations: ReadonlyMap<AnyArithmetic, Implementation> = new Map(
  Object.values<readonly Implementation[]>(registry)
    .flat()
    .map((implementation) => [implementation.of, implementation]),
);

function implementationOf(arithmetic: AnyArithmetic): Implementation {
  const found = implementations.get(arithmetic);
  if (found === undefined) throw new Error(`int8c bug: no kernels for ${arithmetic.of.kind} of ${arithmetic.name}`);
  return found;
}

/** The kernels of an arithmetic that need no library, best first. */
export function kernelsOf(arithmetic: AnyArithmetic): readonly AnyKernel[] {
  return implementationOf(arithmetic).kernels;
}

/** The kernels of an arithmetic that call Arm's library, best first; often none, and none need take a node. */
export function libraryKernelsOf(arithmetic: AnyArithmetic): readonly AnyKernel[] {
  return implementationOf(arithmetic).library;
}
