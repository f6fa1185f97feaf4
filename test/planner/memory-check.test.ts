import { describe, expect, it } from 'vitest';
import type { Diagnostic } from '../../src/diagnostics/diagnostic.js';
import type { Graph } from '../../src/ir/graph.js';
import { arenaProblems } from '../../src/planner/memory-check.js';
import { planMemory } from '../../src/planner/plan-memory.js';
import { graphOf, node, selectionOf, stepsOf, targetOf } from '../support/plans.js';

/** What is wrong with the plan of a graph, layer by layer, for a target with memories of these sizes. */
function problems(graph: Graph, sizes: readonly number[], scratch: Record<number, number> = {}): Diagnostic[] {
  const [steps, target] = [stepsOf(graph), targetOf(1, ...sizes)];
  return arenaProblems(planMemory(graph, selectionOf(graph, scratch), steps, target), graph, steps, target);
}

describe('arenaProblems', () => {
  const nodes = [node(0, 'add', [0, 0], [1]), node(1, 'add', [1, 0], [2]), node(2, 'reshape', [2], [3])];
  const graph = graphOf([16, 32, 8, 8], nodes, [0], [3]);

  it('are none where the largest memory holds the arena, or where it has no limit', () => {
    expect(problems(graph, [1, 56, 2])).toEqual([]);
    expect(problems(graph, [])).toEqual([]);
  });

  it('say which memory, how much is missing and what lives at the peak', () => {
    const [problem, ...others] = problems(graph, [1, 55, 2]);
    expect(others).toEqual([]);
    expect(problem).toMatchObject({
      code: 'I8C4001',
      message: 'the arena must fit the RAM of the target',
      help: expect.stringMatching(/more RAM.*--ram.*smaller model/),
      details: ['arena 56 bytes, board ram1 55 bytes', 'peak at test: tensor 1 32 B + tensor 0 16 B + tensor 2 8 B'],
    });
  });

  it('name scratch for what it is', () => {
    expect(problems(graph, [8], { 0: 40 })[0]?.details).toEqual([
      'arena 88 bytes, board ram0 8 bytes',
      'peak at test: scratch 40 B + tensor 1 32 B + tensor 0 16 B',
    ]);
  });

  it('look at each memory by itself', () => {
    const steps = stepsOf(graph);
    const plan = planMemory(graph, selectionOf(graph), steps, targetOf(1, 8));
    const memories = [...plan.memories, { memory: 'ram1', peakBytes: 32, lowerBoundBytes: 32 }];
    const buffers = plan.buffers.map((buffer) => (buffer.bytes === 32 ? { ...buffer, memory: 'ram1' } : buffer));
    const found = arenaProblems({ ...plan, buffers, memories }, graph, steps, targetOf(1, 8, 31));
    expect(found.map(({ details }) => details)).toEqual([
      ['arena 56 bytes, board ram0 8 bytes', 'peak at test: tensor 0 16 B + tensor 2 8 B'],
      ['arena 32 bytes, board ram1 31 bytes', 'peak at test: tensor 1 32 B'],
    ]);
  });

  it('say it for the first of several peaks, and without one for a graph of no nodes', () => {
    const even = graphOf([8, 8, 8], [node(0, 'add', [0, 0], [1]), node(1, 'add', [1, 1], [2])], [0], [2]);
    expect(problems(even, [8])[0]?.details).toEqual([
      'arena 16 bytes, board ram0 8 bytes',
      'peak at test: tensor 0 8 B + tensor 1 8 B',
    ]);
    expect(problems(graphOf([8], [], [0], [0]), [7])[0]?.details).toEqual(['arena 8 bytes, board ram0 7 bytes']);
  });
});
