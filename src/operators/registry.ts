import { leakyReluInt8 } from './activation/leaky-relu.js';
import { logisticInt8 } from './activation/logistic.js';
import { reluInt8 } from './activation/relu.js';
import { relu6Int8 } from './activation/relu6.js';
import { softmaxInt8 } from './activation/softmax.js';
import { tanhInt8 } from './activation/tanh.js';
import { conv2dInt8 } from './convolution/conv2d.js';
import { depthwiseConv2dInt8 } from './convolution/depthwise-conv2d.js';
import { fullyConnectedInt8 } from './convolution/fully-connected.js';
import { addInt8 } from './elementwise/add.js';
import { maximumInt8 } from './elementwise/maximum.js';
import { minimumInt8 } from './elementwise/minimum.js';
import { mulInt8 } from './elementwise/mul.js';
import { subInt8 } from './elementwise/sub.js';
import { concatenationBytes } from './movement/concatenation.js';
import { expandDimsBytes } from './movement/expand-dims.js';
import { padInt8 } from './movement/pad.js';
import { reshapeBytes } from './movement/reshape.js';
import { resizeNearestNeighborBytes } from './movement/resize-nearest-neighbor.js';
import { squeezeBytes } from './movement/squeeze.js';
import { stridedSliceBytes } from './movement/strided-slice.js';
import { transposeBytes } from './movement/transpose.js';
import { averagePool2dInt8 } from './pooling/average-pool2d.js';
import { maxPool2dInt8 } from './pooling/max-pool2d.js';
import { dequantizeInt8 } from './quantization/dequantize.js';
import { quantizeFloat32, quantizeFromUint8, quantizeInt8, quantizeToUint8 } from './quantization/quantize.js';
import { meanInt8 } from './reduction/mean.js';
import type { AnyArithmetic } from './arithmetic.js';
import type { AttributesOf } from './operator.js';
import type { AnyOperator } from './operator.js';

/** The one list of operators, in the order of the manual: for each the kinds of numbers that it computes in. */
const registry = {
  conv2d: [conv2dInt8],
  'depthwise-conv2d': [depthwiseConv2dInt8],
  'fully-connected': [fullyConnectedInt8],
  'average-pool2d': [averagePool2dInt8],
  'max-pool2d': [maxPool2dInt8],
  add: [addInt8],
  sub: [subInt8],
  mul: [mulInt8],
  maximum: [maximumInt8],
  minimum: [minimumInt8],
  pad: [padInt8],
  mean: [meanInt8],
  softmax: [softmaxInt8],
  logistic: [logisticInt8],
  tanh: [tanhInt8],
  relu: [reluInt8],
  relu6: [relu6Int8],
  'leaky-relu': [leakyReluInt8],
  quantize: [quantizeFloat32, quantizeInt8, quantizeFromUint8, quantizeToUint8],
  dequantize: [dequantizeInt8],
  reshape: [reshapeBytes],
  squeeze: [squeezeBytes],
  'expand-dims': [expandDimsBytes],
  concatenation: [concatenationBytes],
  transpose: [transposeBytes],
  'strided-slice': [stridedSliceBytes],
  'resize-nearest-neighbor': [resizeNearestNeighborBytes],
} as const satisfies Readonly<Record<string, readonly [AnyArithmetic, ...AnyArithmetic[]]>>;

export type OperatorKind = keyof typeof registry;

/** The operators and arithmetics behind each slug, as types. */
export type Registry = typeof registry;

/** Attributes of every operator, by slug. */
export type OperatorAttributes = { readonly [K in OperatorKind]: AttributesOf<(typeof registry)[K][0]['of']> };

const lists: readonly (readonly [AnyArithmetic, ...AnyArithmetic[]])[] = Object.values(registry);

export const operators: readonly AnyOperator[] = lists.map(([{ of }]) => of);

/** All arithmetics, those of an operator one after the other. */
export const arithmetics: readonly AnyArithmetic[] = lists.flat();

/** The arithmetics of the operator with this slug; none where there is no such operator. */
export function arithmeticsOf(kind: string): readonly AnyArithmetic[] {
  return Object.hasOwn(registry, kind) ? registry[kind as OperatorKind] : [];
}

/** The operator with this slug, or undefined. */
export function findOperator(kind: string): AnyOperator | undefined {
  return arithmeticsOf(kind)[0]?.of;
}

/** The operator of a verified node. */
export function operatorOf(node: { readonly op: string }): AnyOperator {
  const operator = findOperator(node.op);
  if (operator === undefined) throw new Error(`int8c bug: no operator ${node.op}`);
  return operator;
}
