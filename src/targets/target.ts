export type TargetFeature = 'dsp' | 'mve' | 'fpu';

export interface TargetMemory {
  readonly name: string;
  readonly bytes: number;
}

/** What the compiler knows about a core; the data of `targets/*.json`. */
export interface Target {
  readonly name: string;
  readonly description: string;
  readonly core: string;
  readonly features: readonly TargetFeature[];
  /** RAM regions for the arena, preferred first. */
  readonly memories: readonly TargetMemory[];
  /** Alignment of every tensor in the arena. */
  readonly tensorAlignmentBytes: number;
  /** Flags by which GNU compilers select the core. */
  readonly compilerFlags: readonly string[];
}
