import type { Node } from '../../ir/graph.js';
import { quantizeMultiplier } from '../../numerics/fixed-point.js';
import type { NoAttributes } from '../attributes.js';
import type { NodeContext } from '../operator.js';
import type { RescalePrepared } from '../rescale.js';
import { inputAndOutput, scaleAndZeroPoint } from '../tensor-access.js';

export type QuantizePrepared =
  | { readonly kind: 'real'; readonly scale: number; readonly zeroPoint: number }
  | { readonly kind: 'rescale'; readonly rescale: RescalePrepared };

/** Source: PrepareQuantizeReference of TensorFlow Lite Micro: the ratio of the scales is a double division. */
export function prepareQuantize(node: Node<NoAttributes>, context: NodeContext): QuantizePrepared {
  const { input, output } = inputAndOutput(node, context);
  const to = scaleAndZeroPoint(output);
  if (input.dtype === 'float32') return { kind: 'real', scale: to.scale, zeroPoint: to.zeroPoint };
  const from = scaleAndZeroPoint(input);
  const factor = quantizeMultiplier(from.scale / to.scale, context.rounding);
  return { kind: 'rescale', rescale: { factor, inputZeroPoint: from.zeroPoint, outputZeroPoint: to.zeroPoint, min: -128, max: 127 } };
}
