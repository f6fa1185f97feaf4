import type { Node } from '../../ir/graph.js';
import { activationBounds } from '../../numerics/activation.js';
import { quantizeMultiplier, type FixedPoint } from '../../numerics/fixed-point.js';
import type { ElementwiseAttributes } from '../attributes.js';
import { elementwiseQuantization } from '../elementwise.js';
import type { AccumulatorRange, NodeContext } from '../operator.js';

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
  return [{ channel: 0, leftShift: Math.max(0, prepared.factor.shift), min: Math.min(...products), max: Math.max(...products) }];
}
