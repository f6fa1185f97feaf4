import { roundHalfAwayFromZero } from './rounding.js';

/** Activations that an operator may apply to its own output. */
export const fusedActivations = ['none', 'relu', 'relu-n1-to-1', 'relu6'] as const;
export type FusedActivation = (typeof fusedActivations)[number];

/** round(real / scale) in float32, halves away from zero, without the zero point. */
export function quantizeReal(real: number, scale: number): number {
  return roundHalfAwayFromZero(Math.fround(Math.fround(real) / Math.fround(scale)));
}

/**
 * Clamping bounds of an int8 output.
 * Source: CalculateActivationRangeQuantized of TensorFlow Lite: float32 `round(f / scale) + zeroPoint`, cut to the
 * type.
 */
export function activationBounds(
  activation: FusedActivation,
  scale: number,
  zeroPoint: number,
): { min: number; max: number } {
  const at = (real: number): number => zeroPoint + quantizeReal(real, scale);
  switch (activation) {
    case 'none':
      return { min: -128, max: 127 };
    case 'relu':
      return { min: Math.max(-128, at(0)), max: 127 };
    case 'relu6':
      return { min: Math.max(-128, at(0)), max: Math.min(127, at(6)) };
    case 'relu-n1-to-1':
      return { min: Math.max(-128, at(-1)), max: Math.min(127, at(1)) };
  }
}
