import type { Graph, Node } from '../ir/graph.js';
import type { Rounding } from '../numerics/rounding.js';
import type { PreparedGraph } from '../operators/prepare-graph.js';
import type { ProvedAccumulator } from '../analysis/accumulators.js';
import type { MemoryPlan } from '../planner/memory-plan.js';
import type { Target } from '../targets/target.js';
import type { ConstantTable } from '../kernels/kernel.js';

/** Where the bytes of a function argument are: a place in the arena, or a table in flash. */
export type Argument =
  | { readonly kind: 'arena'; readonly parameter: string; readonly ctype: string; readonly offset: number; readonly written: boolean }
  | { readonly kind: 'table'; readonly parameter: string; readonly ctype: string; readonly table: string };

/** A lowering variant that was considered for a node before the one that was taken. */
export interface Refusal {
  readonly variant: string;
  readonly reason: string;
}

/** One kernel call of the emitted program. */
export interface KernelStep {
  readonly kind: 'kernel';
  readonly node: Node;
  /** `op02`. */
  readonly key: string;
  readonly functionName: string;
  readonly template: string;
  /** Headers of the C library that the function needs. */
  readonly includes: readonly string[];
  readonly variant: string;
  readonly refusals: readonly Refusal[];
  readonly view: object;
  readonly tables: readonly NamedTable[];
  readonly arguments: readonly Argument[];
}

/** A node that needs no code: its output is its input's bytes. */
export interface ViewStep {
  readonly kind: 'view';
  readonly node: Node;
  readonly key: string;
}

export type ProgramStep = KernelStep | ViewStep;

export interface NamedTable extends ConstantTable {
  readonly symbol: string;
}

/** Everything the templates print, as data. */
export interface Program {
  /** Prefix of every symbol and file name. */
  readonly prefix: string;
  readonly graph: Graph;
  readonly target: Target;
  readonly rounding: Rounding;
  readonly prepared: PreparedGraph;
  readonly accumulators: readonly ProvedAccumulator[];
  readonly plan: MemoryPlan;
  readonly steps: readonly ProgramStep[];
}

/** Flash taken by a step's tables. */
export function tableBytes(step: ProgramStep): number {
  return step.kind === 'view' ? 0 : step.tables.reduce((sum, table) => sum + table.values.byteLength, 0);
}
