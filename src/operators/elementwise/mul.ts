import { clamp, requantize, type FixedPoint } from '../../numerics/fixed-point.js';
import { defineArithmetic, type AccumulatorRange } from '../arithmetic.js';
import { factorOf, type Factors } from '../factors.js';
import { defineOperator, type SiteOf } from '../operator.js';
import { outputBounds } from '../output-bounds.js';
import { fusedActivation } from '../shared-attributes.js';
import { rankAtMost, representableActivation } from '../shared-rules.js';
import { zeroPointOf } from '../tensor-access.js';
import { combineElements, elementwisePorts, elementwiseScales, int8Elementwise, largestRank } from './operands.js';

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
  factors: {
    output: {
      describe: 'left scale * right scale / output scale',
      scalesOf: ['left', 'right', 'output'],
      real: productRatio,
    },
  },
  bounded: true,
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
function productRatio(site: SiteOf<typeof mul>): [number] {
  const { left, right, output } = elementwiseScales(site);
  return [(left * right) / output];
}

function prepareMul(site: SiteOf<typeof mul>, { output: ratio }: Factors<{ readonly output: unknown }>): MulPrepared {
  return {
    leftZeroPoint: zeroPointOf(site.inputs.left),
    rightZeroPoint: zeroPointOf(site.inputs.right),
    outputZeroPoint: zeroPointOf(site.outputs.output),
    ...outputBounds(site),
    factor: factorOf(ratio, 0),
  };
}

/** A product of two values without their zero points lies between the products of their extremes. */
function mulAccumulator({ leftZeroPoint, rightZeroPoint, factor }: MulPrepared): AccumulatorRange {
  const products = [-128, 127].flatMap((left) =>
    [-128, 127].map((right) => (left - leftZeroPoint) * (right - rightZeroPoint)),
  );
  return { channel: 0, leftShift: Math.max(0, factor.shift), min: Math.min(...products), max: Math.max(...products) };
}
