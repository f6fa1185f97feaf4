import { add } from './add/definition.js';
import type { OperatorKind } from './attributes.js';
import { averagePool2d } from './average-pool2d/definition.js';
import { concatenation } from './concatenation/definition.js';
import { conv2d } from './conv2d/definition.js';
import { depthwiseConv2d } from './depthwise-conv2d/definition.js';
import { dequantize } from './dequantize/definition.js';
import { expandDims } from './expand-dims/definition.js';
import { fullyConnected } from './fully-connected/definition.js';
import { logistic } from './logistic/definition.js';
import { maxPool2d } from './max-pool2d/definition.js';
import { mean } from './mean/definition.js';
import { mul } from './mul/definition.js';
import type { AnyOperator } from './operator.js';
import { pad } from './pad/definition.js';
import { quantize } from './quantize/definition.js';
import { relu } from './relu/definition.js';
import { relu6 } from './relu6/definition.js';
import { reshape } from './reshape/definition.js';
import { resizeNearestNeighbor } from './resize-nearest-neighbor/definition.js';
import { softmax } from './softmax/definition.js';
import { squeeze } from './squeeze/definition.js';
import { sub } from './sub/definition.js';
import { tanh } from './tanh/definition.js';
import { transpose } from './transpose/definition.js';

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
  pad,
  mean,
  softmax,
  logistic,
  tanh,
  relu,
  relu6,
  quantize,
  dequantize,
  reshape,
  squeeze,
  'expand-dims': expandDims,
  concatenation,
  transpose,
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
