import { c, cIdentifier, joinCode, type CCode, type Identifier } from '../../text/sinks.js';
import { affine } from './expressions.js';

/** One dimension that several operands walk together: elements, and how far each operand moves per element. */
export interface LoopAxis {
  readonly size: number;
  /** One per operand; 0 where the operand stays. */
  readonly strides: readonly number[];
}

/** C loops as the partials `loops-open` and `loops-close` write them around a body. */
export interface LoopNestView {
  readonly loops: readonly LoopView[];
}

export interface LoopView {
  readonly index: Identifier;
  readonly size: number;
}

export interface LoopNest {
  readonly view: LoopNestView;
  /** Element that each operand is at, as a C expression. */
  readonly positions: readonly CCode[];
}

/** Distance between neighbours along each dimension of a dense tensor. */
export function denseStrides(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length).fill(1);
  for (let axis = shape.length - 2; axis >= 0; axis -= 1)
    strides[axis] = (strides[axis + 1] ?? 1) * (shape[axis + 1] ?? 1);
  return strides;
}

/** The fewest loops that visit the same elements in the same order: sizes of 1 dropped, dimensions alike made one. */
export function mergeAxes(axes: readonly LoopAxis[]): LoopAxis[] {
  const merged: LoopAxis[] = [];
  for (const axis of axes) {
    if (axis.size === 1) continue;
    const outer = merged.at(-1);
    const alike =
      outer?.strides.every((stride, operand) => stride === (axis.strides[operand] ?? 0) * axis.size) ?? false;
    if (outer === undefined || !alike) merged.push(axis);
    else merged[merged.length - 1] = { size: outer.size * axis.size, strides: axis.strides };
  }
  return merged;
}

/** Nested loops over `axes`, outermost first. */
export function loopNest(axes: readonly LoopAxis[], operands: number): LoopNest {
  const indices = axes.map((_, level) => loopIndex(level));
  return {
    view: { loops: axes.map(({ size }, level) => ({ index: loopIndex(level), size })) },
    positions: Array.from({ length: operands }, (_, operand) =>
      position(
        axes.map((axis) => axis.strides[operand] ?? 0),
        indices,
      ),
    ),
  };
}

/** The C name of a loop's index: i, j, k, then i3, i4, … */
function loopIndex(level: number): Identifier {
  return cIdentifier(['i', 'j', 'k'][level] ?? `i${level}`);
}

function position(strides: readonly number[], indices: readonly Identifier[]): CCode {
  const terms = indices.flatMap((index, level) => {
    const stride = strides[level] ?? 0;
    if (stride === 0) return [];
    return [affine(index, stride, 0)];
  });
  return terms.length === 0 ? c`0` : joinCode(terms, ' + ');
}
