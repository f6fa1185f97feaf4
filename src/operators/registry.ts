import { leakyRelu } from './activation/leaky-relu.js';
import { logistic } from './activation/logistic.js';
import { relu } from './activation/relu.js';
import { relu6 } from './activation/relu6.js';
import { softmax } from './activation/softmax.js';
import { tanh } from './activation/tanh.js';
import type { OperatorKind } from './attributes.js';
import { conv2d } from './convolution/conv2d.js';
import { depthwiseConv2d } from './convolution/depthwise-conv2d.js';
import { fullyConnected } from './convolution/fully-connected.js';
import { add } from './elementwise/add.js';
import { maximum } from './elementwise/maximum.js';
import { minimum } from './elementwise/minimum.js';
import { mul } from './elementwise/mul.js';
import { sub } from './elementwise/sub.js';
import { concatenation } from './movement/concatenation.js';
import { expandDims } from './movement/expand-dims.js';
import { pad } from './movement/pad.js';
import { reshape } from './movement/reshape.js';
import { resizeNearestNeighbor } from './movement/resize-nearest-neighbor.js';
import { squeeze } from './movement/squeeze.js';
import { stridedSlice } from './movement/strided-slice.js';
import { transpose } from './movement/transpose.js';
import type { AnyOperator } from './operator.js';
import { averagePool2d } from './pooling/average-pool2d.js';
import { maxPool2d } from './pooling/max-pool2d.js';
import { dequantize } from './quantization/dequantize.js';
import { quantize } from './quantization/quantize.js';
import { mean } from './reduction/mean.js';

/** The one list of operators, in the order of the manual. */
const registry: Readonly<Record<OperatorKind, AnyOperator>> = {
  conv2d,
  'depthwise-conv2d': depthwiseConv2d,
  'fully-connected': fullyConnected,
  'average-pool2d': averagePool2d,
  'max-pool2d': maxPool2d,
  add,
  sub,
  mul,
  maximum,
  minimum,
  pad,
  mean,
  softmax,
  logistic,
  tanh,
  relu,
  relu6,
  'leaky-relu': leakyRelu,
  quantize,
  dequantize,
  reshape,
  squeeze,
  'expand-dims': expandDims,
  concatenation,
  transpose,
  'strided-slice': stridedSlice,
  'resize-nearest-neighbor': resizeNearestNeighbor,
};

export const operators: readonly AnyOperator[] = Object.values(registry);

/** The operator with this slug, or undefined. */
export function findOperator(kind: string): AnyOperator | undefined {
  return Object.hasOwn(registry, kind) ? registry[kind as OperatorKind] : undefined;
}

/** The operator of a verified node. */
export function operatorOf(node: { readonly op: string }): AnyOperator {
  const operator = findOperator(node.op);
  if (operator === undefined) throw new Error(`int8c bug: no operator ${node.op}`);
  return operator;
}
