import { outputTensor, tensorOf } from '../ir/graph.js';
import type { TensorId } from '../ir/tensor.js';
import type { Program } from '../lowering/program.js';
import type { Target } from '../targets/target.js';

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

export interface RegionReport {
  readonly tensor: TensorId;
  readonly name: string;
  readonly offset: number;
  readonly bytes: number;
  /** Step -1 is before the first: inputs of the model. Step `steps.length` is after the last: its outputs. */
  readonly firstStep: number;
  readonly lastStep: number;
  /** Tensors that are the same bytes under other shapes. */
  readonly aliases: readonly TensorId[];
}

export function inspectMemory(program: Program, target: Target): MemoryReport {
  const { plan } = program;
  const regions = regionsOf(program);
  const steps = program.steps.map(({ key }, step) => ({ key, liveBytes: liveBytes(regions, step) }));
  const peak = steps.reduce<(typeof steps)[number] | null>((most, step) => (most === null || step.liveBytes > most.liveBytes ? step : most), null);
  return {
    arenaBytes: plan.peakBytes,
    lowerBoundBytes: plan.lowerBoundBytes,
    alignmentBytes: target.tensorAlignmentBytes,
    ramBytes: target.memories.length === 0 ? null : Math.max(...target.memories.map(({ bytes }) => bytes)),
    peakKey: peak?.key ?? null,
    steps,
    regions,
  };
}

function regionsOf(program: Program): RegionReport[] {
  const placements = [...program.plan.placements.values()];
  const made = new Map(program.steps.map(({ node, key }) => [outputTensor(node, program.graph.tensors).id, key]));
  const regions = placements
    .filter(({ aliasOf }) => aliasOf === undefined)
    .map(({ tensor, offset, bytes, firstStep, lastStep }) => {
      const maker = made.get(tensor) ?? `input ${program.graph.inputs.indexOf(tensor)}`;
      const name = `${maker} ${tensorOf(program.graph.tensors, tensor).name}`;
      const aliases = placements.filter(({ aliasOf }) => aliasOf === tensor).map((alias) => alias.tensor);
      return { tensor, name, offset, bytes, firstStep, lastStep, aliases };
    });
  return regions.sort((a, b) => a.firstStep - b.firstStep || a.offset - b.offset);
}

function liveBytes(regions: readonly RegionReport[], step: number): number {
  return regions.filter(({ firstStep, lastStep }) => firstStep <= step && step <= lastStep).reduce((sum, { bytes }) => sum + bytes, 0);
}
