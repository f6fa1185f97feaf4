import type { FusedActivation } from '../numerics/activation.js';
import type { Padding } from '../numerics/window.js';
import { choice, size, type Attribute, type ValuesOf } from './attribute.js';

/** Attributes that operators have in common. */

export const fusedActivation: Attribute<FusedActivation> = choice(
  'bounds of the real output that are applied at once',
  ['none', 'relu', 'relu-n1-to-1', 'relu6'],
  'none',
);

export const padding: Attribute<Padding> = choice(
  'same: as many outputs as strides fit into the input, with zeros around it; valid: windows lie inside the input',
  ['same', 'valid'],
);

/** A window that slides over height and width. */
export const strides = {
  strideHeight: size('input rows from one output row to the next'),
  strideWidth: size('input columns from one output column to the next'),
};

/** Of both convolutions. */
export const convolutionAttributes = {
  padding,
  ...strides,
  dilationHeight: size('input rows from one kernel row to the next', 1),
  dilationWidth: size('input columns from one kernel column to the next', 1),
  activation: fusedActivation,
};
export type ConvolutionAttributes = ValuesOf<typeof convolutionAttributes>;
