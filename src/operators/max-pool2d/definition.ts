import type { PoolAttributes } from '../attributes.js';
import type { Operator } from '../operator.js';
import { inferPoolShape, poolConstraints, poolPorts, poolSteps } from '../pooling.js';
import { prepareMaxPool2d, type MaxPool2dPrepared } from './prepare.js';
import { referenceMaxPool2d } from './reference.js';

export const maxPool2d: Operator<PoolAttributes, MaxPool2dPrepared> = {
  kind: 'max-pool2d',
  tfliteName: 'MAX_POOL_2D',
  summary: 'Largest value of each channel in a sliding window; padding does not count.',
  formula: 'out[b,y,x,c] = clamp(max over the window inside the input of in[b, y*sy + ky - top, x*sx + kx - left, c])',
  ...poolPorts,
  constraints: poolConstraints,
  inferShape: inferPoolShape,
  prepare: prepareMaxPool2d,
  reference: referenceMaxPool2d,
  macs: () => 0,
  steps: poolSteps,
};
