import type { PoolAttributes } from '../attributes.js';
import type { Operator } from '../operator.js';
import { inferPoolShape, poolConstraints, poolPorts, poolSteps } from '../pooling.js';
import { averagePool2dAccumulators, prepareAveragePool2d, type AveragePool2dPrepared } from './prepare.js';
import { referenceAveragePool2d } from './reference.js';

export const averagePool2d: Operator<PoolAttributes, AveragePool2dPrepared> = {
  kind: 'average-pool2d',
  tfliteName: 'AVERAGE_POOL_2D',
  summary: 'Mean of each channel over a sliding window; padding does not count.',
  formula: 'out[b,y,x,c] = clamp(round(sum over the window inside the input of in[b, y*sy + ky - top, x*sx + kx - left, c] / number of its elements)), halves away from zero',
  ...poolPorts,
  constraints: poolConstraints,
  inferShape: inferPoolShape,
  prepare: prepareAveragePool2d,
  reference: referenceAveragePool2d,
  accumulators: averagePool2dAccumulators,
  macs: () => 0,
  steps: poolSteps,
};
