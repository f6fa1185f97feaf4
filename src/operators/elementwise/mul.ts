import { activationBounds } from '../../numerics/activation.js';
import { clamp, quantizeMultiplier, requantize, type FixedPoint } from '../../numerics/fixed-point.js';
import { defineArithmetic, type AccumulatorRange } from '../arithmetic.js';
import { defineOperator, type SiteOf } from '../operator.js';
import { fusedActivation } from '../shared-attributes.js';
import { rankAtMost, representableActivation } from '../shared-rules.js';
import {
  combineElements,
  elementwisePorts,
  elementwiseQuantization,
  int8Elementwise,
  largestRank,
} from './operands.js';

export const mul = defineOperator({
  kind: 'mul',
  tfliteName: 'MUL',
  summary: 'Product of two tensors, element by element, each with a scale of its own; dimensions of size 1 stretch.',
  attributes: { activation: fusedActivation },
  ...elementwisePorts,
  sharing: 'overwrite',
});

/** Source of the reference: MulElementwise of TensorFlow Lite's integer kernels. */
export const mulInt8 = defineArithmetic(mul, {
  name: 'int8',
  formula: 'out = clamp(zo + requantize((left - zl) * (right - zr), sl * sr / so))',
  dtypes: int8Elementwise,
  rules: [rankAtMost(largestRank), representableActivation],
  prepare: prepareMul,
  reference({ leftZeroPoint, rightZeroPoint, outputZeroPoint, min, max, factor }, run) {
    combineElements(run, (left, right) => {
      const product = (left - leftZeroPoint) * (right - rightZeroPoint);
      return clamp(requantize(product, factor, run.site.rounding) + outputZeroPoint, min, max);
    });
  },
  accumulators: (_site, prepared) => [mulAccumulator(prepared)],
});

export interface MulPrepared {
  readonly leftZeroPoint: number;
  readonly rightZeroPoint: number;
  readonly outputZeroPoint: number;
  readonly min: number;
  readonly max: number;
  /** left scale * right scale / output scale. */
  readonly factor: FixedPoint;
}

/** Source: CalculateOpDataMul of TensorFlow Lite Micro: double precision throughout. */
function prepareMul(site: SiteOf<typeof mul>): MulPrepared {
  const { left, right, output } = elementwiseQuantization(site);
  return {
    leftZeroPoint: left.zeroPoint,
    rightZeroPoint: right.zeroPoint,
    outputZeroPoint: output.zeroPoint,
    ...activationBounds(site.attributes.activation, output.scale, output.zeroPoint),
    factor: quantizeMultiplier((left.scale * right.scale) / output.scale, site.rounding),
  };
}

/** A product of two values without their zero points lies between the products of their extremes. */
function mulAccumulator({ leftZeroPoint, rightZeroPoint, factor }: MulPrepared): AccumulatorRange {
  const products = [-128, 127].flatMap((left) =>
    [-128, 127].map((right) => (left - leftZeroPoint) * (right - rightZeroPoint)),
  );
  return { channel: 0, leftShift: Math.max(0, factor.shift), min: Math.min(...products), max: Math.max(...products) };
}
