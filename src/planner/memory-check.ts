import { diagnostic, type Diagnostic } from '../diagnostics/diagnostic.js';
import { describeOrigin } from '../diagnostics/origin.js';
import type { Graph } from '../ir/graph.js';
import type { MemoryPlan } from './memory-plan.js';
import type { Target } from '../targets/target.js';

/** The region that the arena lies in: the largest; undefined where the target names none. */
export function arenaMemory({ memories }: Target): Target['memories'][number] | undefined {
  return [...memories].sort((a, b) => b.bytes - a.bytes)[0];
}

/** An error when the arena does not fit the target's largest RAM region. */
export function arenaProblems(plan: MemoryPlan, graph: Graph, target: Target): Diagnostic[] {
  const memory = arenaMemory(target);
  if (memory === undefined || plan.peakBytes <= memory.bytes) return [];
  return [
    diagnostic('I8C4001', {
      message: 'the arena must fit the RAM of the target',
      origin: graph.origin,
      details: [
        `arena ${plan.peakBytes} bytes, ${target.name} ${memory.name} ${memory.bytes} bytes`,
        ...peakLines(plan, graph),
      ],
      help: 'choose a target with more RAM, say how much yours has with --ram, or use a smaller model or input',
    }),
  ];
}

/** The step at which most bytes are live, and what lives there. */
function peakLines(plan: MemoryPlan, graph: Graph): string[] {
  const owners = [...plan.placements.values()].filter(({ aliasOf }) => aliasOf === undefined);
  const liveAt = (step: number) => owners.filter(({ firstStep, lastStep }) => firstStep <= step && step <= lastStep);
  const bytesAt = (step: number): number => liveAt(step).reduce((sum, { bytes }) => sum + bytes, 0);
  const peak = graph.nodes.reduce((best, _node, step) => (bytesAt(step) > bytesAt(best) ? step : best), 0);
  const node = graph.nodes[peak];
  if (node === undefined) return [];
  return [
    `peak at ${describeOrigin(node.origin)}: ${liveAt(peak)
      .map(({ tensor, bytes }) => `tensor ${tensor} ${bytes} B`)
      .join(' + ')}`,
  ];
}
