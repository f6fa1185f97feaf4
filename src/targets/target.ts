export const targetFeatures = ['dsp', 'mve', 'fpu'] as const;

export type TargetFeature = (typeof targetFeatures)[number];

export interface TargetMemory {
  readonly name: string;
  /** Infinity where there is no limit: on this machine, or where nobody asks. */
  readonly bytes: number;
}

/** What the compiler knows about a core; the data of `targets/*.json`. */
export interface Target {
  readonly name: string;
  readonly description: string;
  readonly core: string;
  readonly features: readonly TargetFeature[];
  /** RAM regions for the arena, at least one. */
  readonly memories: readonly TargetMemory[];
  /** Alignment of every tensor in the arena. */
  readonly tensorAlignmentBytes: number;
  /** Flags by which GNU compilers select the core. */
  readonly compilerFlags: readonly string[];
}

/** The same core with as much RAM as anybody could want: for what does not depend on it, such as verifying. */
export function withUnlimitedRam(target: Target): Target {
  return { ...target, memories: [{ name: 'ram', bytes: Infinity }] };
}

/** Bytes of the largest RAM region, or null where it has no limit. */
export function largestRamBytes({ memories }: Pick<Target, 'memories'>): number | null {
  const largest = Math.max(...memories.map(({ bytes }) => bytes));
  return Number.isFinite(largest) ? largest : null;
}
