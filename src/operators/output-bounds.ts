import type { FixedPointNumbers } from '../ir/graph.js';
import type { Tensor } from '../ir/tensor.js';
import { activationBounds, type FusedActivation } from '../numerics/activation.js';
import { scaleOf, zeroPointOf } from './tensor-access.js';

/** What the bounds of an output follow from. */
export interface BoundedSite {
  readonly attributes: { readonly activation: FusedActivation };
  readonly outputs: { readonly output: Tensor };
  readonly fixedPoint: FixedPointNumbers | null;
}

/** Bounds of an int8 output: as given, or those of the fused activation. */
export function outputBounds({ attributes, outputs: { output }, fixedPoint }: BoundedSite): {
  readonly min: number;
  readonly max: number;
} {
  return fixedPoint?.bounds ?? boundsOf(attributes.activation, output);
}

/** Bounds of an activation, quantized like a tensor. A tensor without a scale has no bounds but those at real zero. */
export function boundsOf(activation: FusedActivation, tensor: Tensor): { min: number; max: number } {
  return activationBounds(activation, scaleOf(tensor) ?? 1, zeroPointOf(tensor));
}

/** Whether the bounds of an activation depend on the scale. */
export function needsScale(activation: FusedActivation): boolean {
  return activation === 'relu6' || activation === 'relu-n1-to-1';
}
