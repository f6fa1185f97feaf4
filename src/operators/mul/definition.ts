import type { ElementwiseAttributes } from '../attributes.js';
import { elementwisePorts, elementwiseRank, inferElementwiseShape } from '../elementwise.js';
import { representableActivation } from '../fused-activation.js';
import type { Operator } from '../operator.js';
import { mulAccumulators, prepareMul, type MulPrepared } from './prepare.js';
import { referenceMul } from './reference.js';

export const mul: Operator<ElementwiseAttributes, MulPrepared> = {
  kind: 'mul',
  tfliteName: 'MUL',
  summary: 'Product of two tensors, element by element, each with a scale of its own; dimensions of size 1 stretch.',
  formula: 'out = clamp(zo + requantize((left - zl) * (right - zr), sl * sr / so))',
  ...elementwisePorts,
  constraints: [elementwiseRank, representableActivation],
  inferShape: inferElementwiseShape,
  prepare: prepareMul,
  reference: referenceMul,
  accumulators: mulAccumulators,
  macs: () => 0,
};
