import type { Result } from '../diagnostics/diagnostic.js';
import type { EmittedPackage } from '../emit/package.js';
import type { TensorId } from '../ir/tensor.js';

export type RunnerName = 'wasm' | 'host';

/** Compiles emitted packages with their trace hook and runs them. */
export interface Runner {
  readonly name: RunnerName;
  /** What runs the model, for reports: `wasm`, `host (gcc)`. */
  readonly description: string;
  /** Compiles one package. Errors: no compiler, or a compiler that refuses the emitted C. */
  prepare(pkg: EmittedPackage): Promise<Result<RunnableModel>>;
  /**
   * Compiles several packages of different names at once, which is much cheaper; one model for each, in their order.
   */
  prepareMany(packages: readonly EmittedPackage[]): Promise<Result<readonly RunnableModel[]>>;
}

/** A compiled model. Runs are independent of each other: the arena is filled with a pattern before each. */
export interface RunnableModel {
  /**
   * One inference. `inputs` hold the bytes of each input of the model, little-endian, in the package's order.
   * Errors: the model stopped, took too long, returned an error status or wrote outside its arena.
   */
  run(inputs: readonly Uint8Array[], options?: RunOptions): Promise<Result<RunOutcome>>;
  /** Ends processes and removes temporary files. No run may follow. */
  close(): Promise<void>;
}

export interface RunOptions {
  /** Report every tensor, not only the outputs; the default. */
  readonly traced?: boolean;
  /** Number of the trace record after which the arena is copied. */
  readonly snapshotAfter?: number;
}

/** One call of the trace hook: a tensor, or a band of it, as it was when it was complete. */
export interface TraceRecord {
  readonly tensor: TensorId;
  /** Place of these bytes in the tensor. */
  readonly firstByte: number;
  /** Place of these bytes in the arena. */
  readonly arenaOffset: number;
  readonly bytes: Uint8Array;
}

export interface RunOutcome {
  /** In the order of the calls; empty for a run that is not traced. */
  readonly records: readonly TraceRecord[];
  /** Bytes of each output, read through the package's interface after the run. */
  readonly outputs: readonly Uint8Array[];
  /** The arena after record `snapshotAfter`, where that was asked for. */
  readonly snapshot: Uint8Array | null;
}

/** Puts the bands of each tensor together; a later band wins over an earlier one. */
export function assembleTensors(records: readonly TraceRecord[]): Map<TensorId, Uint8Array> {
  const ends = new Map<TensorId, number>();
  for (const { tensor, firstByte, bytes } of records)
    ends.set(tensor, Math.max(ends.get(tensor) ?? 0, firstByte + bytes.length));
  const tensors = new Map<TensorId, Uint8Array>();
  for (const { tensor, firstByte, bytes } of records) {
    const end = ends.get(tensor) ?? 0;
    if (bytes.length === end) {
      tensors.set(tensor, bytes);
      continue;
    }
    const whole = tensors.get(tensor) ?? new Uint8Array(end);
    whole.set(bytes, firstByte);
    tensors.set(tensor, whole);
  }
  return tensors;
}
