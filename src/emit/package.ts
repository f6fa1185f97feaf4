import type { KernelStep, Program, UsedMemory } from '../lowering/program.js';
import type { ManifestFile } from './package-files.js';

export type FileRole =
  'header' | 'source' | 'data' | 'build' | 'documentation' | 'manifest' | 'test' | 'checkout' | 'binding';

/** A file of an emitted package; the path is relative, with forward slashes. */
export interface EmittedFile {
  readonly path: string;
  readonly text: string;
  readonly role: FileRole;
}

/** What `compile` makes: data only. Only the CLI writes to disk. */
export interface EmittedPackage {
  /** Prefix of every symbol and of the files. */
  readonly name: string;
  readonly files: readonly EmittedFile[];
  readonly manifest: Manifest;
}

/**
 * `manifest.json` of a package: what it was made from, what it costs, and which files are int8c's to replace or remove.
 */
export interface Manifest extends ManifestFacts {
  /** Every file but the manifest, sorted by path. */
  readonly files: readonly ManifestFile[];
}

/** What the files themselves may tell of the package. */
export interface ManifestFacts {
  readonly schemaVersion: number;
  readonly name: string;
  readonly int8cVersion: string;
  readonly model: { readonly file: string; readonly sha256: string };
  readonly optionsSha256: string;
  readonly reference: string;
  readonly rounding: 'double' | 'single';
  readonly target: string;
  /** Whose kernels could be taken; absent where only int8c's own could. */
  readonly kernels?: Program['kernels'];
  /** What the C calls that is no part of the package; absent where it needs nothing. */
  readonly libraries?: readonly NonNullable<KernelStep['library']>[];
  readonly arenaBytes: number;
  readonly arenaLowerBoundBytes: number;
  /** What the program takes of each memory of the target: the arena's region, named as the target names it. */
  readonly memories: readonly UsedMemory[];
  /** Tables of weights, biases, multipliers and constants; code comes on top. */
  readonly flashTableBytes: number;
  readonly macs: number;
  readonly inputs: readonly ManifestTensor[];
  readonly outputs: readonly ManifestTensor[];
  readonly layers: readonly ManifestLayer[];
}

export interface ManifestTensor {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly scale: number | null;
  readonly zeroPoint: number | null;
  readonly arenaOffset: number;
  readonly bytes: number;
}

export interface ManifestLayer {
  readonly key: string;
  readonly operator: string;
  readonly kernel: string;
  readonly macs: number;
  readonly tableBytes: number;
}
