import { c, cIdentifier, joinCode, type CCode, type Identifier } from '../../text/sinks.js';
import { estimateCost, type Work } from '../cost.js';
import type { ConstantTable, Kernel, KernelSite, LocalTable } from '../kernel.js';
import { bufferAlignmentBytes, bufferBytesFor, libraryBuild, type LibraryBuild } from './buffer-sizes.js';
import type { Arguments, LibraryCall, LocalStruct } from './call.js';

/** A short list of numbers that a struct points to. */
export interface LocalConstant {
  readonly ctype: Identifier;
  readonly name: Identifier;
  readonly count: number;
  readonly values: CCode;
}

/** The body of a layer that calls the library: what the calls point to, and the calls. */
export interface LibraryCallView {
  readonly locals: readonly LocalTable[];
  readonly constants: readonly LocalConstant[];
  readonly structs: readonly LocalStruct[];
  readonly statements: readonly CCode[];
  /** Padding above and left of the input, for the comment above the layer. */
  readonly padTop?: number;
  readonly padLeft?: number;
}

/** What a layer calls, and the numbers that its structs point to. */
export interface LibraryLayer {
  readonly calls: readonly LibraryCall[];
  readonly constants?: readonly LocalConstant[];
  readonly padTop?: number;
  readonly padLeft?: number;
}

type At<S, P> = KernelSite<S, P>;

/**
 * What a call takes, and each of its quantities: instructions that emulated cores ran, as for int8c's own kernels (see
 * `estimateCost`): Cortex-M3 for plain C, M4 for DSP and M55 for Helium, GCC 12 at -O2. Of the 885 layers of 13 recorded
 * models and 39 random graphs on these cores they meet 88 % within a quarter of what was counted, 96 % within a factor of
 * two.
 */
export type LibraryCycles = Readonly<Record<LibraryBuild, readonly [call: number, ...each: number[]]>>;

export interface LibraryKernelSpec<S, P> {
  /** After `cmsis-nn.`. */
  readonly name: string;
  /** True, or what the library lacks or computes otherwise; asked for each of the builds that will run it. */
  accepts(at: At<S, P>, build: LibraryBuild): true | string;
  /** Bytes that the library works in. Absent where it needs none. */
  bufferBytes?(at: At<S, P>, build: LibraryBuild): number;
  pack?(at: At<S, P>): readonly ConstantTable[];
  /** How often the library does what takes its time, in one inference. */
  quantities(at: At<S, P>): readonly number[];
  readonly cycles: LibraryCycles;
  /** `bufferBytes` are those of the layer's scratch. */
  layer(at: At<S, P>, bufferBytes: number): LibraryLayer;
}

/** The function of a layer that fills structs and calls; the library itself, which layers share, comes on top. */
const callBytes = 60;

/** A kernel whose body calls Arm's library. */
export function libraryKernel<S, P>(spec: LibraryKernelSpec<S, P>): Kernel<S, P, LibraryCallView> {
  const scratchBytes = (at: At<S, P>): number =>
    bufferBytesFor(at.target, (build) => spec.bufferBytes?.(at, build) ?? 0);
  return {
    name: `cmsis-nn.${spec.name}`,
    template: 'kernels/cmsis-nn/call.c.hbs',
    library: 'cmsis-nn',
    scratchAlignmentBytes: bufferAlignmentBytes,
    accepts(at) {
      const plain = spec.accepts(at, 'plain');
      return plain === true ? spec.accepts(at, libraryBuild(at.target)) : plain;
    },
    cost(at) {
      const tables = spec.pack?.(at) ?? [];
      return estimateCost({
        codeBytes: callBytes,
        tableBytes: tables.reduce((sum, { values }) => sum + values.byteLength, 0),
        scratchBytes: scratchBytes(at),
        work: workOf(spec.quantities(at), spec.cycles[libraryBuild(at.target)]),
      });
    },
    ...(spec.pack === undefined ? {} : { pack: spec.pack }),
    view(at, locals) {
      const { calls, constants = [], ...padding } = spec.layer(at, scratchBytes(at));
      const structs = calls.flatMap((call) => call.structs);
      if (new Set(structs.map(({ name }) => name)).size < structs.length)
        throw new Error(`int8c bug: two structs of one name in cmsis-nn.${spec.name}`);
      return { locals, constants, structs, statements: calls.map(({ statement }) => statement), ...padding };
    },
  };
}

function workOf(quantities: readonly number[], [call, ...each]: readonly [number, ...number[]]): Work[] {
  return [[1, call], ...quantities.map((times, index): Work => [times, each[index] ?? 0])];
}

/** The context of a function that works in the layer's scratch, or in nothing. */
export function libraryContext(bufferBytes: number): Arguments<'arm_max_pool_s8'>['context'] {
  return { buf: bufferBytes === 0 ? c`NULL` : c`scratch`, size: bufferBytes };
}

/** Sizes of a tensor of at most four dimensions; those that it does not have come first and are 1. */
export function libraryDims(shape: readonly number[]): Arguments<'arm_max_pool_s8'>['input_dims'] {
  const [n = 1, h = 1, w = 1, channels = 1] = [...new Array<number>(Math.max(0, 4 - shape.length)).fill(1), ...shape];
  return { n, h, w, c: channels };
}

export function localConstant(ctype: 'uint32_t', name: string, values: readonly number[]): LocalConstant {
  return {
    ctype: cIdentifier(ctype),
    name: cIdentifier(name),
    count: values.length,
    values: joinCode(
      values.map((value) => c`${value}`),
      ', ',
    ),
  };
}

/** A reason where a size is more than `most`, up to which the library counts it; true where none is. */
export function countable(sizes: readonly number[], most: number): true | string {
  const tooLarge = sizes.find((size) => size > most);
  return tooLarge === undefined || `a size of ${tooLarge}: the library counts up to ${most} here`;
}

/** Dimensions that the library has. */
export const mostDimensions = 4;

export function fewDimensions(count: number): true | string {
  return count <= mostDimensions || `${count} dimensions: the library has ${mostDimensions}`;
}
