import type { Node } from '../../ir/graph.js';
import { activationBounds } from '../../numerics/activation.js';
import { clamp, quantizeMultiplier, requantize, type FixedPoint } from '../../numerics/fixed-point.js';
import type { ElementwiseAttributes } from '../attributes.js';
import { representableActivation } from '../fused-activation.js';
import type { AccumulatorRange, NodeContext, Operator, ReferenceRun } from '../operator.js';
import {
  combineElements,
  elementwisePorts,
  elementwiseQuantization,
  elementwiseRank,
  inferElementwiseShape,
} from './operands.js';

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
export function prepareMul(node: Node<ElementwiseAttributes>, context: NodeContext): MulPrepared {
  const { left, right, output } = elementwiseQuantization(node, context.tensors);
  return {
    leftZeroPoint: left.zeroPoint,
    rightZeroPoint: right.zeroPoint,
    outputZeroPoint: output.zeroPoint,
    ...activationBounds(node.attributes.activation, output.scale, output.zeroPoint),
    factor: quantizeMultiplier((left.scale * right.scale) / output.scale, context.rounding),
  };
}

/** A product of two values without their zero points lies between the products of their extremes. */
export function mulAccumulators(_node: Node<ElementwiseAttributes>, prepared: MulPrepared): AccumulatorRange[] {
  const products = [-128, 127].flatMap((left) =>
    [-128, 127].map((right) => (left - prepared.leftZeroPoint) * (right - prepared.rightZeroPoint)),
  );
  return [
    {
      channel: 0,
      leftShift: Math.max(0, prepared.factor.shift),
      min: Math.min(...products),
      max: Math.max(...products),
    },
  ];
}

/** Source: MulElementwise of TensorFlow Lite's integer kernels. */
export function referenceMul(_attributes: ElementwiseAttributes, prepared: MulPrepared, run: ReferenceRun): void {
  const { leftZeroPoint, rightZeroPoint, outputZeroPoint, min, max, factor } = prepared;
  combineElements(run, (left, right) => {
    const product = (left - leftZeroPoint) * (right - rightZeroPoint);
    return clamp(requantize(product, factor, run.rounding) + outputZeroPoint, min, max);
  });
}
