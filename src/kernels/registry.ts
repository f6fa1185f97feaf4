import { leakyRelu } from '../operators/activation/leaky-relu.js';
import { logistic } from '../operators/activation/logistic.js';
import { relu } from '../operators/activation/relu.js';
import { relu6 } from '../operators/activation/relu6.js';
import { softmax } from '../operators/activation/softmax.js';
import { tanh } from '../operators/activation/tanh.js';
import type { OperatorKind } from '../operators/attributes.js';
import { conv2d } from '../operators/convolution/conv2d.js';
import { depthwiseConv2d } from '../operators/convolution/depthwise-conv2d.js';
import { fullyConnected } from '../operators/convolution/fully-connected.js';
import { add } from '../operators/elementwise/add.js';
import { maximum } from '../operators/elementwise/maximum.js';
import { minimum } from '../operators/elementwise/minimum.js';
import { mul } from '../operators/elementwise/mul.js';
import { sub } from '../operators/elementwise/sub.js';
import { concatenation } from '../operators/movement/concatenation.js';
import { expandDims } from '../operators/movement/expand-dims.js';
import { pad } from '../operators/movement/pad.js';
import { reshape } from '../operators/movement/reshape.js';
import { resizeNearestNeighbor } from '../operators/movement/resize-nearest-neighbor.js';
import { squeeze } from '../operators/movement/squeeze.js';
import { stridedSlice } from '../operators/movement/strided-slice.js';
import { transpose } from '../operators/movement/transpose.js';
import type { Operator } from '../operators/operator.js';
import { averagePool2d } from '../operators/pooling/average-pool2d.js';
import { maxPool2d } from '../operators/pooling/max-pool2d.js';
import { dequantize } from '../operators/quantization/dequantize.js';
import { quantize } from '../operators/quantization/quantize.js';
import { mean } from '../operators/reduction/mean.js';
import type { Kernel } from './kernel.js';
import { concatenationInterleave, concatenationJoin } from './portable/concatenation.js';
import { conv2dGrouped, conv2dPadded, conv2dPointwise, conv2dValid } from './portable/conv2d.js';
import { copy } from './portable/copy.js';
import { fullyConnectedBlocked } from './portable/dense.js';
import { depthwiseChannels, depthwiseGeneral } from './portable/depthwise-conv2d.js';
import { addPortable, maximumPortable, minimumPortable, mulPortable, subPortable } from './portable/elementwise.js';
import { meanPortable } from './portable/mean.js';
import { padPortable } from './portable/pad.js';
import { averagePool2dGlobal, averagePool2dWindow, maxPool2dWindow } from './portable/pooling.js';
import { dequantizeScale, quantizeReal, quantizeRescale } from './portable/quantization.js';
import { clamp, rescale } from './portable/rescale.js';
import { resizeNearestNeighborTables } from './portable/resize.js';
import { softmaxTable } from './portable/softmax.js';
import { table } from './portable/table.js';
import { walkBlocks, walkElements } from './portable/walk.js';

/** A kernel whose attribute and prepared types are known only to itself. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- the registry holds kernels of every operator
export type AnyKernel = Kernel<any, any, object>;

/** The ways to write each operator in C, best first. The last one takes every node. */
const registry: Readonly<Record<OperatorKind, readonly AnyKernel[]>> = {
  conv2d: implement(conv2d, [conv2dPointwise, conv2dValid, conv2dPadded, conv2dGrouped]),
  'depthwise-conv2d': implement(depthwiseConv2d, [depthwiseChannels, depthwiseGeneral]),
  'fully-connected': implement(fullyConnected, [fullyConnectedBlocked]),
  'average-pool2d': implement(averagePool2d, [averagePool2dGlobal, averagePool2dWindow]),
  'max-pool2d': implement(maxPool2d, [maxPool2dWindow]),
  add: implement(add, [addPortable]),
  sub: implement(sub, [subPortable]),
  mul: implement(mul, [mulPortable]),
  maximum: implement(maximum, [maximumPortable]),
  minimum: implement(minimum, [minimumPortable]),
  pad: implement(pad, [padPortable]),
  mean: implement(mean, [meanPortable]),
  softmax: implement(softmax, [softmaxTable]),
  logistic: implement(logistic, [table]),
  tanh: implement(tanh, [table]),
  relu: implement(relu, [rescale]),
  relu6: implement(relu6, [clamp]),
  'leaky-relu': implement(leakyRelu, [table]),
  quantize: implement(quantize, [quantizeReal, quantizeRescale]),
  dequantize: implement(dequantize, [dequantizeScale]),
  reshape: implement(reshape, [copy]),
  squeeze: implement(squeeze, [copy]),
  'expand-dims': implement(expandDims, [copy]),
  concatenation: implement(concatenation, [concatenationJoin, concatenationInterleave]),
  transpose: implement(transpose, [walkBlocks, walkElements]),
  'strided-slice': implement(stridedSlice, [walkBlocks, walkElements]),
  'resize-nearest-neighbor': implement(resizeNearestNeighbor, [resizeNearestNeighborTables]),
};

/** Ties kernels to the operator whose attributes and prepared numbers they read. */
function implement<A, P>(_operator: Operator<A, P>, kernels: readonly Kernel<A, P, object>[]): readonly AnyKernel[] {
  return kernels;
}

/** The kernel of an operator that was selected by its name. */
export function kernelNamed(kind: string, name: string): AnyKernel {
  const kernel = kernelsOf(kind).find((each) => each.name === name);
  if (kernel === undefined) throw new Error(`int8c bug: ${kind} has no kernel ${name}`);
  return kernel;
}

/** The kernels of an operator, best first. */
export function kernelsOf(kind: string): readonly AnyKernel[] {
  if (!Object.hasOwn(registry, kind)) throw new Error(`int8c bug: no kernels for ${kind}`);
  return registry[kind as OperatorKind];
}
