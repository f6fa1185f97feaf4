import { outputTensor } from '../../ir/graph.js';
import type { Constraint } from '../operator.js';
import { scaleAndZeroPoint } from '../tensor-access.js';

/** Operators whose results have known bounds have one output quantization, which their kernels take for granted. */
export function fixedOutput<A>(scale: number, zeroPoint: number): Constraint<A> {
  return {
    code: 'I8C2602',
    general: 'output must have the scale and zero point that the int8 scheme fixes for the operator',
    sentence: `output must have scale 1/${1 / scale} and zero point ${zeroPoint}`,
    why: 'the int8 scheme fixes it, and the reference kernel computes in these steps whatever the tensor says',
    help: 'convert again with full-integer quantization',
    violated(node, { tensors }) {
      const seen = scaleAndZeroPoint(outputTensor(node, tensors));
      return seen.scale === scale && seen.zeroPoint === zeroPoint
        ? null
        : `scale ${seen.scale}, zero point ${seen.zeroPoint}`;
    },
  };
}
