import type { TransposeAttributes } from '../attributes.js';
import { movedElementBytes } from '../data-movement.js';
import type { Lowering } from '../operator.js';
import { inputAndOutput } from '../tensor-access.js';
import type { StridedDimension, TransposePrepared } from './prepare.js';

/** A loop of the nest, outermost first. */
export interface TransposeLoop {
  readonly indent: string;
  readonly index: string;
  readonly size: number;
}

interface LoopNest {
  readonly loops: readonly TransposeLoop[];
  /** Indentation of the statement inside. */
  readonly indent: string;
  /** Closing braces, innermost first, indented. */
  readonly ends: readonly string[];
  /** C expression: the place in the input. */
  readonly source: string;
}

export type TransposeElementsView = LoopNest;

export interface TransposeBlocksView extends LoopNest {
  /** Adjacent values that stay adjacent. */
  readonly blockElements: number;
  readonly blockBytes: number;
}

/** The last dimension stays last: runs of values are copied at once. A transpose that moves nothing is one run. */
export const lowerTransposeBlocks: Lowering<TransposeAttributes, TransposePrepared, TransposeBlocksView> = {
  name: 'blocks',
  template: 'operators/transpose.blocks.c.hbs',
  accepts: (_node, prepared) => innermost(prepared).stride === 1 || 'the last dimension moves: values are copied one by one',
  lower(node, prepared, context) {
    const merged = mergeDimensions(prepared);
    const { size } = innermost(prepared);
    const elementBytes = movedElementBytes(inputAndOutput(node, context).output);
    return { tables: [], view: { ...loopNest(merged.slice(0, -1), 'in'), blockElements: size, blockBytes: size * elementBytes } };
  },
};

export const lowerTransposeElements: Lowering<TransposeAttributes, TransposePrepared, TransposeElementsView> = {
  name: 'elements',
  template: 'operators/transpose.elements.c.hbs',
  accepts: () => true,
  lower: (_node, prepared) => ({ tables: [], view: loopNest(mergeDimensions(prepared)) }),
};

function innermost(prepared: TransposePrepared): StridedDimension {
  return mergeDimensions(prepared).at(-1) ?? { size: 1, stride: 1 };
}

/** Drops dimensions of size 1 and joins neighbours that the input holds in the same order. */
export function mergeDimensions(dimensions: readonly StridedDimension[]): StridedDimension[] {
  const merged: StridedDimension[] = [];
  for (const dimension of dimensions) {
    const outer = merged.at(-1);
    if (dimension.size === 1) continue;
    if (outer !== undefined && outer.stride === dimension.size * dimension.stride) {
      merged[merged.length - 1] = { size: outer.size * dimension.size, stride: dimension.stride };
    } else {
      merged.push(dimension);
    }
  }
  return merged;
}

const indexNames = ['i', 'j', 'k', 'm', 'n'] as const;

function loopNest(dimensions: readonly StridedDimension[], base?: string): LoopNest {
  const indentOf = (depth: number): string => ' '.repeat(4 * (depth + 1));
  const loops = dimensions.map(({ size }, depth) => ({ indent: indentOf(depth), index: indexNames[depth] ?? `i${depth}`, size }));
  const steps = dimensions.map(({ stride }, depth) => (stride === 1 ? '' : `${stride} * `) + (loops[depth]?.index ?? ''));
  return {
    loops,
    indent: indentOf(dimensions.length),
    ends: loops.map(({ indent }) => `${indent}}`).reverse(),
    source: [...(base === undefined ? [] : [base]), ...steps].join(' + '),
  };
}
