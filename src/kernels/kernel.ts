import type { TensorValues } from '../ir/tensor.js';
import type { Target } from '../targets/target.js';
import type { Identifier } from '../text/sinks.js';
import type { Cost } from './cost.js';

/** A table in flash, named `<model>_opNN_<name>` in the emitted C. */
export interface ConstantTable {
  readonly name: string;
  readonly ctype: 'int8_t' | 'uint8_t' | 'int16_t' | 'int32_t' | 'float';
  readonly values: TensorValues;
  /** Layout and unit for the comment above the table. */
  readonly description: string;
}

/** A packed table under the short name that a function body knows it by, whatever the model is called. */
export interface LocalTable {
  readonly ctype: ConstantTable['ctype'];
  readonly name: Identifier;
  readonly symbol: Identifier;
}

/** Libraries that kernels call. */
export type LibraryName = 'cmsis-nn';

/** What a kernel may look at: the node with its tensors, the numbers derived from it, the features of the target. */
export interface KernelSite<S, P> {
  readonly site: S;
  readonly prepared: P;
  readonly target: Target;
}

/**
 * One way to write an arithmetic in C. The template holds the body of `static void <model>_opNN_<op>(const T *restrict
 * in…, T *restrict out…)`: inputs of role `value` are named `in` (or `in0`, `in1`, … where there may be several),
 * outputs `out` in the same way; behind them stands `scratch` where the kernel's cost has bytes of it. Pointers are
 * `restrict` where the plan lays nothing that is written over what they point to.
 */
export interface Kernel<S, P, V> {
  readonly name: string;
  readonly template: `kernels/${string}.c.hbs`;
  /** Headers of the C library that the body needs. */
  readonly includes?: readonly 'string.h'[];
  /** The library that the body calls, which is the user's own copy. Absent where the C needs none. */
  readonly library?: LibraryName;
  /** Alignment of the scratch, where it must be more than that of the target's tensors. */
  readonly scratchAlignmentBytes?: number;
  /** True, or the reason why this kernel cannot write the node. */
  accepts(at: KernelSite<S, P>): true | string;
  /** What the node would cost, written like this. Called only where the kernel accepts the node, as are the others. */
  cost(at: KernelSite<S, P>): Cost;
  /** The tables that the body reads, in the layout in which it reads them. Absent where it reads none. */
  pack?(at: KernelSite<S, P>): readonly ConstantTable[];
  /** The plain object that fills the template. `locals` are the packed tables, in their order. */
  view(at: KernelSite<S, P>, locals: readonly LocalTable[]): V;
}
