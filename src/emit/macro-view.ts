import { tensorOf } from '../ir/graph.js';
import { printable } from '../diagnostics/origin.js';
import { elementBytes, elementCount, tensorBytes, type TensorId } from '../ir/tensor.js';
import { cType } from '../lowering/lower-graph.js';
import type { Program } from '../lowering/program.js';
import { placementOf } from '../planner/memory-plan.js';
import { cFloat } from '../numerics/float-text.js';

/** An input or output of the model, as the header shows it. */
export interface PortView {
  readonly index: number;
  /** `INPUT_0` or `OUTPUT_1`. */
  readonly macro: string;
  /** `input_0` or `output_1`. */
  readonly accessor: string;
  readonly name: string;
  readonly tensor: TensorId;
  readonly ctype: string;
  /** Elements of the outermost dimension first, as a C initializer. */
  readonly shape: string;
  readonly rank: number;
  readonly size: number;
  readonly bytes: number;
  readonly alignment: number;
  readonly quantized: boolean;
  readonly scale: string;
  readonly zeroPoint: number;
  /** `(-128)`, `3`: safe in any expression. */
  readonly zeroPointMacro: string;
  readonly offset: number;
}

export function portViews(program: Program, ids: readonly TensorId[], direction: 'input' | 'output'): PortView[] {
  return ids.map((id, index) => {
    const tensor = tensorOf(program.graph.tensors, id);
    const quantization = tensor.quantization?.kind === 'perTensor' ? tensor.quantization : null;
    return {
      index,
      macro: `${direction.toUpperCase()}_${index}`,
      accessor: `${direction}_${index}`,
      name: printable(tensor.name).replace(/["\\]/g, '_'),
      tensor: id,
      ctype: cType(tensor.dtype),
      shape: tensor.shape.length === 0 ? '1' : tensor.shape.join(', '),
      rank: Math.max(1, tensor.shape.length),
      size: elementCount(tensor.shape),
      bytes: tensorBytes(tensor),
      alignment: elementBytes(tensor.dtype),
      quantized: quantization !== null,
      scale: quantization === null ? '' : cFloat(quantization.scale),
      zeroPoint: quantization?.zeroPoint ?? 0,
      zeroPointMacro: parenthesized(quantization?.zeroPoint ?? 0),
      offset: placementOf(program.plan, id).offset,
    };
  });
}

function parenthesized(value: number): string {
  return value < 0 ? `(${value})` : String(value);
}
