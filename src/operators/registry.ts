import { add } from './add/definition.js';
import { averagePool2d } from './average-pool2d/definition.js';
import { conv2d } from './conv2d/definition.js';
import { depthwiseConv2d } from './depthwise-conv2d/definition.js';
import { fullyConnected } from './fully-connected/definition.js';
import type { AnyOperator } from './operator.js';
import { reshape } from './reshape/definition.js';
import { softmax } from './softmax/definition.js';

/** The one list of operators, in the order of the manual. */
export const operators: readonly AnyOperator[] = [conv2d, depthwiseConv2d, fullyConnected, averagePool2d, add, softmax, reshape];

const byKind = new Map(operators.map((operator) => [operator.kind, operator]));

/** The operator with this slug, or undefined. */
export function findOperator(kind: string): AnyOperator | undefined {
  return byKind.get(kind);
}

/** The operator of a verified node. */
export function operatorOf(node: { readonly op: string }): AnyOperator {
  const operator = byKind.get(node.op);
  if (operator === undefined) throw new Error(`int8c bug: no operator ${node.op}`);
  return operator;
}
