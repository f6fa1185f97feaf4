import type { FixedPoint } from '../../numerics/fixed-point.js';
import type { Rounding } from '../../numerics/rounding.js';
import type { AccumulatorRange } from '../../operators/arithmetic.js';
import { c } from '../../text/sinks.js';
import { biasValues, int8Constant } from '../../operators/tensor-access.js';
import type { ConstantTable } from '../kernel.js';
import type { PackedLayer } from '../packing/interleave.js';
import type { LibraryBuild } from './buffer-sizes.js';
import { withoutConst, type Arguments } from './call.js';

/**
 * Weights in the order of the model, and a bias, multiplier and shift per channel; `layout` says what a channel's
 * weights are. The bias is there also where the model has none: grouped convolutions of the library read on from a null
 * pointer.
 */
export function libraryWeightTables({ site, prepared }: PackedLayer, layout: string): ConstantTable[] {
  const { factors } = prepared;
  const bias = biasValues(site.inputs.bias, factors.length);
  return [
    { name: 'weights', ctype: 'int8_t', values: int8Constant(site.inputs.weights), description: layout },
    { name: 'bias', ctype: 'int32_t', values: bias, description: 'bias per channel' },
  ];
}

/** A multiplier and a shift per channel, as the library reads them. */
export function channelFactorTables(factors: readonly FixedPoint[]): ConstantTable[] {
  return [
    {
      name: 'multiplier',
      ctype: 'int32_t',
      values: Int32Array.from(factors, ({ multiplier }) => multiplier),
      description: 'requantization multiplier per channel, in 2^-31',
    },
    {
      name: 'shift',
      ctype: 'int32_t',
      values: Int32Array.from(factors, ({ shift }) => shift),
      description: 'left shift per channel',
    },
  ];
}

/** The structs of the library have no const, though it only reads there. */
export const channelFactorPointers: Arguments<'arm_convolve_wrapper_s8'>['factors'] = {
  multiplier: withoutConst('int32_t', c`multiplier`),
  shift: withoutConst('int32_t', c`shift`),
};

/**
 * Whether the library requantizes as the reference does. With single rounding, Helium shifts left by one bit more where
 * a factor has no right shift: there the accumulator must have that bit.
 */
export function requantizesAlike(
  build: LibraryBuild,
  rounding: Rounding,
  factors: readonly FixedPoint[],
  accumulators: readonly AccumulatorRange[],
): true | string {
  if (build !== 'mve' || rounding !== 'single') return true;
  const overflows = accumulators.some(({ channel, min, max }) => {
    const shift = factors[channel]?.shift ?? 0;
    const scale = 2 ** (shift + 1);
    return shift >= 0 && (min * scale < -(2 ** 31) || max * scale > 2 ** 31 - 1);
  });
  return !overflows || 'single rounding on Helium shifts accumulators of this size out of 32 bits';
}
