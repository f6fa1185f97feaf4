import { tensorOf } from '../ir/graph.js';
import { elementBytes, elementCount, tensorBytes, type TensorId } from '../ir/tensor.js';
import { cType, type CType } from '../lowering/lower-graph.js';
import type { Program } from '../lowering/program.js';
import { placementOf } from '../planner/memory-plan.js';
import { cFloat, shortestFloat32 } from '../numerics/float-text.js';
import { c, cComment, cIdentifier, joinCode, markdown, type CCode, type CComment, type Identifier, type Markdown } from '../text/sinks.js';
import { shortName } from '../text/visible.js';

/** An input or output of the model, as the header shows it. */
export interface PortView {
  readonly index: number;
  /** `INPUT_0` or `OUTPUT_1`. */
  readonly macro: Identifier;
  /** `input_0` or `output_1`. */
  readonly accessor: Identifier;
  readonly name: CComment;
  readonly tensor: TensorId;
  readonly ctype: CType;
  /** Elements of the outermost dimension first, as a C initializer. */
  readonly shape: CCode;
  readonly rank: number;
  readonly size: number;
  readonly bytes: number;
  readonly alignment: number;
  readonly quantized: boolean;
  /** int8 with one scale: the header converts its values from and to real ones. */
  readonly isReal: boolean;
  /** Of values as a program has them: float for real ones, the type of the tensor for others. */
  readonly realType: CType;
  readonly scale: CCode;
  readonly zeroPoint: number;
  /** `(-128)`, `3`: safe in any expression. */
  readonly zeroPointMacro: CCode;
  readonly offset: number;
}

export function portViews(program: Program, ids: readonly TensorId[], direction: 'input' | 'output'): PortView[] {
  return ids.map((id, index) => {
    const tensor = tensorOf(program.graph.tensors, id);
    const quantization = tensor.quantization?.kind === 'perTensor' ? tensor.quantization : null;
    const isReal = quantization !== null && tensor.dtype === 'int8';
    return {
      index,
      macro: cIdentifier(`${direction.toUpperCase()}_${index}`),
      accessor: cIdentifier(`${direction}_${index}`),
      name: cComment(shortName(tensor.name)),
      tensor: id,
      ctype: cType(tensor.dtype),
      shape: tensor.shape.length === 0 ? c`1` : joinCode(tensor.shape.map((size) => c`${size}`), ', '),
      rank: Math.max(1, tensor.shape.length),
      size: elementCount(tensor.shape),
      bytes: tensorBytes(tensor),
      alignment: elementBytes(tensor.dtype),
      quantized: quantization !== null,
      isReal,
      realType: isReal ? 'float' : cType(tensor.dtype),
      scale: quantization === null ? c`` : cFloat(quantization.scale),
      zeroPoint: quantization?.zeroPoint ?? 0,
      zeroPointMacro: parenthesized(quantization?.zeroPoint ?? 0),
      offset: placementOf(program.plan, id).offset,
    };
  });
}

function parenthesized(value: number): CCode {
  return value < 0 ? c`(${value})` : c`${value}`;
}

/** A line of the table of inputs and outputs in the README. */
export interface PortRow {
  readonly accessor: Identifier;
  readonly name: Markdown;
  readonly ctype: CType;
  readonly shape: Markdown;
  readonly values: number;
  readonly scale: Markdown;
  readonly zeroPoint: Markdown;
}

export function portRows(program: Program, ids: readonly TensorId[], direction: 'input' | 'output'): PortRow[] {
  return ids.map((id, index) => {
    const { name, dtype, shape, quantization } = tensorOf(program.graph.tensors, id);
    const affine = quantization?.kind === 'perTensor' ? quantization : null;
    return {
      accessor: cIdentifier(`${direction}_${index}`),
      name: markdown(shortName(name)),
      ctype: cType(dtype),
      shape: markdown(shape.length === 0 ? '1' : shape.join(', ')),
      values: elementCount(shape),
      scale: markdown(affine === null ? '-' : shortestFloat32(affine.scale)),
      zeroPoint: markdown(affine === null ? '-' : String(affine.zeroPoint)),
    };
  });
}
