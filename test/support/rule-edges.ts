import type { AnyOperator } from '../../src/operators/operator.js';
import { findOperator } from '../../src/operators/registry.js';

/** What tests of rules have in common: operators by name, and float32 numbers next to an edge. */

export function operatorNamed(kind: string): AnyOperator {
  const operator = findOperator(kind);
  if (operator === undefined) throw new Error(`no operator ${kind}`);
  return operator;
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
