import { outputTensor } from '../ir/graph.js';
import { quantizeReal, type FusedActivation } from '../numerics/activation.js';
import type { Constraint } from './operator.js';
import { scaleAndZeroPoint } from './tensor-access.js';

/** Leaves room for the zero point that is added to a quantized bound. */
const largestBound = 2 ** 31 - 256;

const activationLimit: Readonly<Record<FusedActivation, number>> = { none: 0, relu: 0, 'relu-n1-to-1': 1, relu6: 6 };

/** Source: Quantize in CalculateActivationRangeQuantized of TensorFlow Lite, which fails beyond int32. */
export const representableActivation: Constraint<{ readonly activation: FusedActivation }> = {
  code: 'I8C2108',
  sentence: "fused activation must have bounds that fit 32 bits at the output's scale",
  why: "the bounds are quantized at the output's scale, and the reference kernel refuses those beyond int32",
  help: 'convert again: an output scale this small is a sign of a broken calibration',
  violated(node, { tensors }) {
    const { scale } = scaleAndZeroPoint(outputTensor(node, tensors));
    const bound = quantizeReal(activationLimit[node.attributes.activation], scale);
    return bound <= largestBound ? null : `${node.attributes.activation} at output scale ${scale}`;
  },
};
