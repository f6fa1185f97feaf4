import type { NoAttributes } from '../attributes.js';
import type { Lowering } from '../operator.js';
import { rescaleKernel, type RescalePrepared, type RescaleView } from '../rescale.js';

export type ReluRescaleView = RescaleView;

export const lowerReluRescale: Lowering<NoAttributes, RescalePrepared, ReluRescaleView> = {
  name: 'rescale',
  template: 'operators/relu.rescale.c.hbs',
  accepts: () => true,
  lower: rescaleKernel,
};
