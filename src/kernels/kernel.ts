import type { Node } from '../ir/graph.js';
import type { TensorValues } from '../ir/tensor.js';
import type { NodeContext } from '../operators/operator.js';
import type { Target } from '../targets/target.js';
import type { Cost } from './cost.js';

/** A table in flash, named `<model>_opNN_<name>` in the emitted C. */
export interface ConstantTable {
  readonly name: string;
  readonly ctype: 'int8_t' | 'uint8_t' | 'int16_t' | 'int32_t' | 'float';
  readonly values: TensorValues | Uint8Array;
  /** Layout and unit for the comment above the table. */
  readonly description: string;
}

/** What a kernel may look at before anything is planned: tensors, rounding, and the features of the target. */
export interface SelectionContext extends NodeContext {
  readonly target: Target;
}

export interface KernelContext extends SelectionContext {
  /** C name of one of this node's tables. */
  tableName(table: string): string;
}

/** A kernel for one node: tables in flash, and the plain object that fills the template's function body. */
export interface KernelCode<V> {
  readonly tables: readonly ConstantTable[];
  readonly view: V;
}

/**
 * One way to write an operator in C. The template holds the body of
 * `static void <model>_opNN_<op>(const T *restrict in…, T *restrict out)`: inputs of role `value` are named `in`
 * (or `in0`, `in1`, … when there are several), the output `out`.
 */
export interface Kernel<A, P, V> {
  readonly name: string;
  readonly template: `kernels/${string}.c.hbs`;
  /** Headers of the C library that the body needs. */
  readonly includes?: readonly 'string.h'[];
  /** True, or the reason why this kernel cannot write the node. */
  accepts(node: Node<A>, prepared: P, context: SelectionContext): true | string;
  /** What the node would cost, written like this. Called only where the kernel accepts the node. */
  cost(node: Node<A>, prepared: P, context: SelectionContext): Cost;
  write(node: Node<A>, prepared: P, context: KernelContext): KernelCode<V>;
}
