import { diagnostic, type Diagnostic } from '../diagnostics/diagnostic.js';
import { describeOrigin } from '../diagnostics/origin.js';
import type { Graph } from '../ir/graph.js';
import type { TensorId } from '../ir/tensor.js';
import type { Step } from '../schedule/expand.js';
import type { Target, TargetMemory } from '../targets/target.js';
import type { BufferId, MemoryPlan, PlacedBuffer, PlannedMemory } from './memory-plan.js';
import { largestFirst } from './place.js';

/** The region that the arena lies in: the largest of the target, which has one at least. */
export function arenaMemory({ memories }: Target): TargetMemory {
  const [largest] = [...memories].sort((a, b) => b.bytes - a.bytes);
  if (largest === undefined) throw new Error('int8c bug: a target has no memory');
  return largest;
}

/** An error for every memory of the target that what was planned for it does not fit. */
export function arenaProblems(plan: MemoryPlan, graph: Graph, steps: readonly Step[], target: Target): Diagnostic[] {
  return plan.memories.flatMap((planned) => {
    const memory = target.memories.find(({ name }) => name === planned.memory);
    if (memory === undefined || planned.peakBytes <= memory.bytes) return [];
    return diagnostic('I8C4001', {
      message: 'the arena must fit the RAM of the target',
      origin: graph.origin,
      details: [
        `arena ${planned.peakBytes} bytes, ${target.name} ${memory.name} ${memory.bytes} bytes`,
        ...peakLines(plan, planned, steps),
      ],
      help: 'choose a target with more RAM, say how much yours has with --ram, or use a smaller model or input',
    });
  });
}

/** The step at which most bytes of a memory are live, and what lives there. */
function peakLines(plan: MemoryPlan, { memory }: PlannedMemory, steps: readonly Step[]): string[] {
  const buffers = plan.buffers.filter((buffer) => buffer.memory === memory).sort(largestFirst);
  const liveAt = (step: number) => buffers.filter(({ firstStep, lastStep }) => firstStep <= step && step <= lastStep);
  const bytesAt = (step: number): number => liveAt(step).reduce((sum, { bytes }) => sum + bytes, 0);
  const peak = steps.reduce((best, _step, step) => (bytesAt(step) > bytesAt(best) ? step : best), 0);
  const node = steps[peak]?.node;
  if (node === undefined) return [];
  const owners = firstTensors(plan);
  const live = liveAt(peak).map((buffer) => `${bufferName(buffer, owners)} ${buffer.bytes} B`);
  return [`peak at ${describeOrigin(node.origin)}: ${live.join(' + ')}`];
}

function bufferName({ id, purpose }: PlacedBuffer, owners: ReadonlyMap<BufferId, TensorId>): string {
  return purpose === 'scratch' ? 'scratch' : `tensor ${owners.get(id)}`;
}

/** The tensor that is first on each buffer. */
function firstTensors({ tensors }: MemoryPlan): Map<BufferId, TensorId> {
  const first = new Map<BufferId, TensorId>();
  for (const [tensor, { buffer }] of tensors) if (!first.has(buffer)) first.set(buffer, tensor);
  return first;
}
