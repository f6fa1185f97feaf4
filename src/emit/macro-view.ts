import type { CType } from '../lowering/c-type.js';
import type { PlacedTensor } from '../lowering/program.js';
import { cFloat, shortestFloat32 } from '../numerics/float-text.js';
import {
  c,
  cComment,
  cIdentifier,
  joinCode,
  markdown,
  type CCode,
  type CComment,
  type Identifier,
  type Markdown,
} from '../text/sinks.js';
import { shortName } from '../text/visible.js';

/** An input or output of the model, as the header shows it. */
export interface PortView {
  readonly index: number;
  /** `INPUT_0` or `OUTPUT_1`. */
  readonly macro: Identifier;
  /** `input_0` or `output_1`. */
  readonly accessor: Identifier;
  readonly name: CComment;
  readonly tensor: number;
  readonly ctype: CType;
  /** Elements of the outermost dimension first, as a C initializer. */
  readonly shape: CCode;
  readonly rank: number;
  readonly size: number;
  readonly bytes: number;
  readonly alignment: number;
  /** It has a zero point, which a description may give without a scale. */
  readonly quantized: boolean;
  readonly scaled: boolean;
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

export function portViews(tensors: readonly PlacedTensor[], direction: 'input' | 'output'): PortView[] {
  return tensors.map((placed, index) => {
    const { tensor, name, dtype, ctype, shape, scale, zeroPoint } = placed;
    const isReal = scale !== null && dtype === 'int8';
    return {
      index,
      macro: cIdentifier(`${direction.toUpperCase()}_${index}`),
      accessor: cIdentifier(`${direction}_${index}`),
      name: cComment(shortName(name)),
      tensor,
      ctype,
      shape:
        shape.length === 0
          ? c`1`
          : joinCode(
              shape.map((size) => c`${size}`),
              ', ',
            ),
      rank: Math.max(1, shape.length),
      size: placed.elements,
      bytes: placed.bytes,
      alignment: placed.elementBytes,
      quantized: zeroPoint !== null,
      scaled: scale !== null,
      isReal,
      realType: isReal ? 'float' : ctype,
      scale: scale === null ? c`` : cFloat(scale),
      zeroPoint: zeroPoint ?? 0,
      zeroPointMacro: parenthesized(zeroPoint ?? 0),
      offset: arenaOffset(placed),
    };
  });
}

/** Where in the arena a tensor is that exists at run time. */
export function arenaOffset({ tensor, place }: PlacedTensor): number {
  if (place.kind === 'arena') return place.offset;
  throw new Error(`int8c bug: tensor ${tensor} has no place in the arena`);
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

export function portRows(tensors: readonly PlacedTensor[], direction: 'input' | 'output'): PortRow[] {
  return tensors.map(({ name, ctype, shape, elements, scale, zeroPoint }, index) => ({
    accessor: cIdentifier(`${direction}_${index}`),
    name: markdown(shortName(name)),
    ctype,
    shape: markdown(shape.length === 0 ? '1' : shape.join(', ')),
    values: elements,
    scale: markdown(scale === null ? '-' : shortestFloat32(scale)),
    zeroPoint: markdown(zeroPoint === null ? '-' : String(zeroPoint)),
  }));
}
