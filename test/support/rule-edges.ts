import type { AnyOperator } from '../../src/operators/operator.js';
import type { AnyArithmetic } from '../../src/operators/arithmetic.js';
import { arithmeticOf } from '../../src/operators/choose-arithmetic.js';
import { findOperator } from '../../src/operators/registry.js';
import { siteOf } from '../../src/operators/site.js';
import { sketchNode, type NodeSketch, type SketchedNode } from './operator-node.js';

/** What tests of rules have in common: operators by name, and float32 numbers next to an edge. */

export function operatorNamed(kind: string): AnyOperator {
  const operator = findOperator(kind);
  if (operator === undefined) throw new Error(`no operator ${kind}`);
  return operator;
}

/** The arithmetic of an operator for the types of a node. */
export function arithmeticOfSketch(kind: string, sketch: NodeSketch<object>): AnyArithmetic {
  const { node, tensors } = sketchNode(kind, sketch);
  return arithmeticOf(node, tensors);
}

/** What the rules of its arithmetic say to a node: `code what was seen`. */
export function refusalsOf({ node, tensors, rounding }: SketchedNode<unknown>): string[] {
  const arithmetic = arithmeticOf(node, tensors);
  const site = siteOf(arithmetic.of, node, tensors, rounding);
  return arithmetic.rules.flatMap((rule) => {
    const seen = rule.seen(site);
    return seen === null ? [] : [`${rule.code} ${seen}`];
  });
}

/** The float32 numbers next to a number, below and above it. */
export function around(value: number): readonly [below: number, above: number] {
  const at = (units: number): number => {
    const bits = new Int32Array(Float32Array.of(value).buffer)[0] ?? 0;
    return new Float32Array(Int32Array.of(bits + units).buffer)[0] ?? 0;
  };
  return [at(-1), at(1)];
}

/** The scale at which a real bound is the largest that fits, and the next smaller one. */
export function edgeOfBound(limit: number): readonly [fits: number, doesNot: number] {
  let scale = Math.fround(limit / (2 ** 31 - 256));
  while (Math.fround(limit / scale) <= 2 ** 31 - 256) [scale] = around(scale);
  return [around(scale)[1], scale];
}
