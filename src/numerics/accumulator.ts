/**
 * Bounds of `bias + sum of weights[first + i * step] * (x[i] - zeroPoint)` over all int8 inputs x.
 *
 * Every x - zeroPoint can be 0 (zero points are int8 values), so each partial sum, in any order, is itself a value
 * inside these bounds: no intermediate overflows when the ends do not. The same holds for the folded form
 * `(bias - zeroPoint * sum of weights) + sum of weights * x` and for windows that padding cuts off.
 */
export function accumulatorBounds(
  weights: Int8Array | Int16Array,
  first: number,
  step: number,
  count: number,
  zeroPoint: number,
  bias: number,
): { min: number; max: number } {
  const low = -128 - zeroPoint;
  const high = 127 - zeroPoint;
  let positive = 0;
  let negative = 0;
  for (let i = 0, at = first; i < count; i += 1, at += step) {
    const weight = weights[at] ?? 0;
    if (weight > 0) positive += weight;
    else negative += weight;
  }
  return { min: bias + positive * low + negative * high, max: bias + positive * high + negative * low };
}
