import type { FusedActivation } from '../numerics/activation.js';
import type { WindowPadding } from '../numerics/window.js';
import {
  choice,
  heightAndWidth,
  type Attribute,
  type AttributeWith,
  type ValuesOf,
  windowPadding,
} from './attribute.js';

/** Attributes that operators have in common. */

export const fusedActivation: AttributeWith<FusedActivation, 'none'> = choice<FusedActivation, 'none'>(
  'bounds of the real output that are applied at once',
  ['none', 'relu', 'relu-n1-to-1', 'relu6'],
  'none',
);

export const padding: Attribute<WindowPadding> = windowPadding(
  'same: as many outputs as strides fit into the input, with zeros around it; valid: windows lie inside the input; or elements: [[top, bottom], [left, right]]',
);

/** Of a window that slides over height and width. */
export const strides = heightAndWidth('input rows and columns from one output row and column to the next');

/** Of both convolutions. */
export const convolutionAttributes = {
  padding,
  strides,
  dilations: heightAndWidth('input rows and columns from one kernel row and column to the next', [1, 1]),
  activation: fusedActivation,
};
export type ConvolutionAttributes = ValuesOf<typeof convolutionAttributes>;
