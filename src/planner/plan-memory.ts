import type { Graph } from '../ir/graph.js';
import type { TensorId } from '../ir/tensor.js';
import type { Step } from '../schedule/schedule.js';
import { computeLifetimes, type Lifetime } from './lifetimes.js';
import type { MemoryPlan, Placement } from './memory-plan.js';

interface PlacedLifetime extends Lifetime {
  readonly offset: number;
}

/**
 * Places every lifetime at the lowest offset that is free while it lives, the largest first.
 * Offsets are multiples of `alignmentBytes`.
 */
export function planMemory(graph: Graph, steps: readonly Step[], alignmentBytes: number): MemoryPlan {
  const lifetimes = computeLifetimes(graph, steps);
  const order = [...lifetimes].sort((a, b) => b.bytes - a.bytes || a.firstStep - b.firstStep || a.tensor - b.tensor);
  const placed: PlacedLifetime[] = [];
  for (const lifetime of order)
    placed.push({ ...lifetime, offset: lowestFreeOffset(lifetime, placed, alignmentBytes) });
  const placements = new Map<TensorId, Placement>();
  for (const item of placed) for (const placement of placementsOf(item)) placements.set(placement.tensor, placement);
  return {
    placements,
    peakBytes: placed.reduce((peak, item) => Math.max(peak, alignUp(item.offset + item.bytes, alignmentBytes)), 0),
    lowerBoundBytes: lowerBound(lifetimes, steps.length, alignmentBytes),
  };
}

function lowestFreeOffset(lifetime: Lifetime, placed: readonly PlacedLifetime[], alignmentBytes: number): number {
  const inTheWay = placed.filter((other) => livesWith(lifetime, other)).sort((a, b) => a.offset - b.offset);
  let offset = 0;
  for (const other of inTheWay) {
    if (offset + lifetime.bytes <= other.offset) break;
    offset = Math.max(offset, alignUp(other.offset + other.bytes, alignmentBytes));
  }
  return offset;
}

/** True when there is a step at which both must keep their bytes. */
function livesWith(a: Lifetime, b: Lifetime): boolean {
  return a.firstStep <= b.lastStep && b.firstStep <= a.lastStep;
}

function placementsOf({ tensor, offset, bytes, firstStep, lastStep, aliases }: PlacedLifetime): Placement[] {
  const owner = { tensor, offset, bytes, firstStep, lastStep };
  return [owner, ...aliases.map((alias) => ({ ...owner, tensor: alias, aliasOf: tensor }))];
}

function lowerBound(lifetimes: readonly Lifetime[], steps: number, alignmentBytes: number): number {
  const change = new Float64Array(steps + 3);
  for (const { firstStep, lastStep, bytes } of lifetimes) {
    const aligned = alignUp(bytes, alignmentBytes);
    change[firstStep + 1] = (change[firstStep + 1] ?? 0) + aligned;
    change[lastStep + 2] = (change[lastStep + 2] ?? 0) - aligned;
  }
  let live = 0;
  return change.reduce((most, delta) => Math.max(most, (live += delta)), 0);
}

function alignUp(bytes: number, alignmentBytes: number): number {
  return Math.ceil(bytes / alignmentBytes) * alignmentBytes;
}
