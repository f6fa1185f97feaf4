import type { Origin } from '../diagnostics/origin.js';
import type { DataType, Shape, TensorId } from '../ir/tensor.js';
import type { Cost } from '../kernels/cost.js';
import type { ConstantTable, LibraryName } from '../kernels/kernel.js';
import type { Rounding } from '../numerics/rounding.js';
import type { Port } from '../operators/operator.js';
import type { KernelChoice, OtherKernel, RefusedKernel } from '../select/selection.js';
import type { Target } from '../targets/target.js';
import type { CType } from './c-type.js';

/** Where the bytes of a tensor are: in the arena, or in the tables of a step, in whatever layout its kernel has. */
export type Place = { readonly kind: 'arena'; readonly offset: number } | { readonly kind: 'table' };

/** A tensor as the program has it, with the place of its bytes. */
export interface PlacedTensor {
  readonly tensor: TensorId;
  readonly name: string;
  readonly dtype: DataType;
  readonly ctype: CType;
  readonly shape: Shape;
  /** Product of the shape, 1 for a scalar. */
  readonly elements: number;
  readonly elementBytes: number;
  readonly bytes: number;
  /** Of a tensor that is quantized as a whole; null where channels have their own, or nothing is quantized. */
  readonly scale: number | null;
  readonly zeroPoint: number | null;
  readonly perChannel: boolean;
  readonly place: Place;
}

/** A tensor that a step reads, in the order of the operator's inputs; an omitted one is left out. */
export interface Operand extends PlacedTensor {
  readonly role: Port['role'];
}

interface Parameter {
  readonly parameter: string;
  readonly ctype: string;
}

/** A pointer into the arena. */
export interface ArenaArgument extends Parameter {
  readonly kind: 'arena';
  readonly offset: number;
  readonly written: boolean;
  /** The kernel writes, through another pointer, to bytes that it reads or writes through this one. */
  readonly aliased: boolean;
}

/** Where the bytes of a function argument are: a place in the arena, or a table in flash. */
export type Argument = ArenaArgument | (Parameter & { readonly kind: 'table'; readonly table: string });

/** Bounds of a step's accumulators, proved for every input, over all channels; `bits` is the width that holds them. */
export interface AccumulatorFacts {
  readonly min: number;
  readonly max: number;
  readonly bits: number;
}

/** What is known about a step, whether or not it needs code. */
export interface StepFacts {
  /** `op02`: the grep key in C, reports, traces and diagnostics. */
  readonly key: string;
  /** The number in the key. */
  readonly number: number;
  /** The slug of the operator, `conv2d`, and its name in files of TensorFlow Lite, `CONV_2D`. */
  readonly op: string;
  readonly tfliteName: string;
  readonly origin: Origin;
  readonly inputs: readonly Operand[];
  readonly outputs: readonly [PlacedTensor, ...PlacedTensor[]];
  /** The attributes in words for people: `SAME (top 0, left 1)`, `stride 2x2`. */
  readonly attributes: readonly string[];
  /** Multiply-accumulates of one inference. */
  readonly macs: number;
  /** Flash taken by its tables, constants among its operands included; code comes on top. */
  readonly tableBytes: number;
  /** An estimate, but for the tables. */
  readonly cost: Cost;
  /** Null where nothing accumulates. */
  readonly accumulator: AccumulatorFacts | null;
}

/** One kernel call of the emitted program. */
export interface KernelStep extends StepFacts {
  readonly kind: 'kernel';
  readonly functionName: string;
  readonly template: string;
  /** Headers of the C library that the function needs. */
  readonly includes: readonly string[];
  /** The library that the function calls; null where it calls none. */
  readonly library: LibraryName | null;
  readonly kernel: string;
  readonly refusals: readonly RefusedKernel[];
  readonly others: readonly OtherKernel[];
  readonly view: object;
  readonly tables: readonly NamedTable[];
  readonly arguments: readonly Argument[];
}

/** A node that needs no code: its output is its input's bytes. */
export interface ViewStep extends StepFacts {
  readonly kind: 'view';
}

export type ProgramStep = KernelStep | ViewStep;

export interface NamedTable extends ConstantTable {
  readonly symbol: string;
}

/** A stretch of the arena and the steps during which it must be kept. */
export interface ArenaBuffer {
  /** The tensor that is on it first; null where a kernel works in it, which is then called `scratch`. */
  readonly tensor: TensorId | null;
  readonly name: string;
  readonly offset: number;
  readonly bytes: number;
  /** Step -1 is before the first: inputs of the model. Step `steps.length` is after the last: its outputs. */
  readonly firstStep: number;
  readonly lastStep: number;
  /** Tensors that are on it as well: the same bytes under other shapes, or results written over them. */
  readonly aliases: readonly TensorId[];
}

/** What the program takes of a memory of the target. */
export interface UsedMemory {
  /** As the target calls the region; `ram` where it names none. */
  readonly name: string;
  readonly kind: 'ram';
  readonly peakBytes: number;
  /** No plan can be smaller: the largest sum of live bytes over all steps. */
  readonly lowerBoundBytes: number;
}

/** Everything that templates, manifest and reports print, as plain data: nobody who has it goes back to the graph. */
export interface Program {
  /** Prefix of every symbol and file name. */
  readonly prefix: string;
  readonly target: Target;
  readonly rounding: Rounding;
  /** Whose kernels could be taken. */
  readonly kernels: KernelChoice;
  /** The kernels whose results the program has, bit for bit: name, commit and date. */
  readonly reference: string;
  readonly inputs: readonly PlacedTensor[];
  readonly outputs: readonly PlacedTensor[];
  readonly steps: readonly ProgramStep[];
  /** The arena, which lies in one region. */
  readonly memories: readonly [UsedMemory];
  /** Largest first. */
  readonly buffers: readonly ArenaBuffer[];
}
