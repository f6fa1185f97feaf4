import type { DiagnosticCode } from '../diagnostics/diagnostic.js';
import { outputTensor } from '../ir/graph.js';
import type { Constraint } from './operator.js';
import { scaleAndZeroPoint } from './tensor-access.js';

/** Operators whose results have known bounds have one output quantization, which their kernels take for granted. */
export function fixedOutput<A>(code: DiagnosticCode, kind: string, scale: number, zeroPoint: number): Constraint<A> {
  return {
    code,
    sentence: `${kind} output must have scale 1/${1 / scale} and zero point ${zeroPoint}`,
    why: 'the int8 scheme fixes it, and the reference kernel computes in these steps whatever the tensor says',
    help: 'convert again with full-integer quantization',
    violated(node, { tensors }) {
      const seen = scaleAndZeroPoint(outputTensor(node, tensors));
      return seen.scale === scale && seen.zeroPoint === zeroPoint ? null : `scale ${seen.scale}, zero point ${seen.zeroPoint}`;
    },
  };
}
