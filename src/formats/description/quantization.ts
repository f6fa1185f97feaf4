import type { Quantization, Tensor } from '../../ir/tensor.js';
import type { AnyArithmetic } from '../../operators/arithmetic.js';

/** Quantization that a description need not say, for its reader and its writer. */

export function perChannel(scales: readonly number[], axis: number, zeroPoint = 0): Quantization {
  return { kind: 'perChannel', axis, scales, zeroPoints: scales.map(() => zeroPoint) };
}

/**
 * Scales of a bias: input scale * weight scale, in float32, as they are those of the accumulator that it is added to;
 * null where one of them is not known.
 */
export function biasQuantization(input: Quantization | null, weights: Quantization | null): Quantization | null {
  if (input?.kind !== 'perTensor') return null;
  switch (weights?.kind) {
    case 'perTensor':
      return { kind: 'perTensor', scale: Math.fround(input.scale * weights.scale), zeroPoint: 0 };
    case 'perChannel':
      return perChannel(
        weights.scales.map((scale) => Math.fround(input.scale * scale)),
        0,
      );
    case 'unscaled':
    case undefined:
      return null;
  }
}

/** Quantization of an output that the operator fixes, or that it takes from its first input; null for any other. */
export function followingQuantization(
  arithmetic: AnyArithmetic,
  [input]: readonly (Tensor | null)[],
): Quantization | null {
  const { quantization, factors, scalesOf } = arithmetic;
  if (typeof quantization.output === 'object') return { kind: 'perTensor', ...quantization.output };
  // Without a factor values are not brought to another scale.
  const keeps = Object.keys(factors as object).length === 0 && !scalesOf.includes('output');
  return quantization.output === 'as inputs' || keeps ? (input?.quantization ?? null) : null;
}
