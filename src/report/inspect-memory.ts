import type { ArenaBuffer, Program } from '../lowering/program.js';
import { largestRamBytes } from '../targets/target.js';

/** Where every tensor lives in the arena, and how full the arena is at each step. */
export interface MemoryReport {
  readonly arenaBytes: number;
  /** No plan can be smaller: the largest sum of live bytes over all steps. */
  readonly lowerBoundBytes: number;
  readonly alignmentBytes: number;
  /** The target's largest RAM region; null where the target has no limit. */
  readonly ramBytes: number | null;
  /** Key of the step at which most bytes are live. */
  readonly peakKey: string | null;
  readonly steps: readonly { readonly key: string; readonly liveBytes: number }[];
  /** Stretches of bytes, by first step and offset. */
  readonly regions: readonly RegionReport[];
}

/** A buffer of the arena; the name begins with who makes it, a step or the caller. */
export type RegionReport = ArenaBuffer;

export function inspectMemory(program: Program): MemoryReport {
  const { target } = program;
  const [arena] = program.memories;
  const regions = regionsOf(program);
  const steps = program.steps.map(({ key }, step) => ({ key, liveBytes: liveBytes(regions, step) }));
  const peak = steps.reduce<(typeof steps)[number] | null>(
    (most, step) => (most === null || step.liveBytes > most.liveBytes ? step : most),
    null,
  );
  return {
    arenaBytes: arena.peakBytes,
    lowerBoundBytes: arena.lowerBoundBytes,
    alignmentBytes: target.tensorAlignmentBytes,
    ramBytes: largestRamBytes(target),
    peakKey: peak?.key ?? null,
    steps,
    regions,
  };
}

function regionsOf({ inputs, steps, buffers }: Program): RegionReport[] {
  const makers = new Map(inputs.map(({ tensor }, index) => [tensor, `input ${index}`]));
  for (const { key, outputs } of steps) for (const { tensor } of outputs) makers.set(tensor, key);
  const makerOf = ({ tensor, firstStep }: ArenaBuffer): string | undefined =>
    tensor === null ? steps[firstStep]?.key : makers.get(tensor);
  return buffers
    .map((buffer) => ({ ...buffer, name: `${makerOf(buffer) ?? 'nobody'} ${buffer.name}` }))
    .sort((a, b) => a.firstStep - b.firstStep || a.offset - b.offset);
}

function liveBytes(regions: readonly RegionReport[], step: number): number {
  return regions
    .filter(({ firstStep, lastStep }) => firstStep <= step && step <= lastStep)
    .reduce((sum, { bytes }) => sum + bytes, 0);
}
