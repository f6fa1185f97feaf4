import { describe, expect, it } from 'vitest';
import { buildGraph } from '../../src/ir/builder.js';
import type { Graph, Node } from '../../src/ir/graph.js';
import type { Tensor } from '../../src/ir/tensor.js';
import { computeLifetimes } from '../../src/planner/lifetimes.js';
import { arenaProblems } from '../../src/planner/memory-check.js';
import { placementOf, type MemoryPlan } from '../../src/planner/memory-plan.js';
import { planMemory } from '../../src/planner/plan-memory.js';
import { scheduleLayerByLayer } from '../../src/schedule/schedule.js';
import type { Target } from '../../src/targets/target.js';

const origin = { kind: 'file', file: 'test' } as const;

function tensor(id: number, size: number, data: Uint8Array | null = null): Tensor {
  return {
    id,
    name: `t${id}`,
    dtype: 'int8',
    shape: [size],
    quantization: { kind: 'perTensor', scale: 1, zeroPoint: 0 },
    data,
    origin,
  };
}

function node(id: number, op: 'add' | 'reshape', inputs: readonly (number | null)[], outputs: readonly number[]): Node {
  return { id, op, inputs, outputs, attributes: op === 'add' ? { activation: 'none' } : { shape: [] }, origin };
}

function graphOf(
  sizes: readonly number[],
  nodes: readonly Node[],
  inputs: readonly number[],
  outputs: readonly number[],
  constants: readonly number[] = [],
): Graph {
  const tensors = sizes.map((size, id) => tensor(id, size, constants.includes(id) ? new Uint8Array(size) : null));
  return buildGraph({ name: 'lives', tensors, nodes, inputs, outputs, origin });
}

function lives(graph: Graph): string[] {
  return computeLifetimes(graph, scheduleLayerByLayer(graph)).map(
    ({ tensor: id, bytes, firstStep, lastStep, aliases }) =>
      `t${id} ${bytes} B, ${firstStep} .. ${lastStep}${aliases.map((alias) => ` =t${alias}`).join('')}`,
  );
}

describe('computeLifetimes', () => {
  it('reaches from the step before a tensor is written to the last that reads it', () => {
    const graph = graphOf([4, 8, 16], [node(0, 'add', [0, 0], [1]), node(1, 'add', [1, 0], [2])], [0], [2]);
    expect(lives(graph)).toEqual(['t0 4 B, -1 .. 1', 't1 8 B, 0 .. 1', 't2 16 B, 1 .. 2']);
  });

  it('keeps outputs of the model until after the last step, and inputs that nothing reads while they are written', () => {
    const graph = graphOf([4, 8, 16, 32], [node(0, 'add', [0, 0], [1]), node(1, 'add', [0, 0], [2])], [0, 3], [1, 2]);
    expect(lives(graph)).toEqual(['t0 4 B, -1 .. 1', 't3 32 B, -1 .. -1', 't1 8 B, 0 .. 2', 't2 16 B, 1 .. 2']);
  });

  it('gives a view and its views the life of the bytes that they show', () => {
    const graph = graphOf(
      [4, 4, 4, 8],
      [node(0, 'reshape', [0], [1]), node(1, 'reshape', [1], [2]), node(2, 'add', [2, 2], [3])],
      [0],
      [3],
    );
    expect(lives(graph)).toEqual(['t0 4 B, -1 .. 2 =t1 =t2', 't3 8 B, 2 .. 3']);
  });

  it('has none for constants, and a view of one is a copy', () => {
    const graph = graphOf([4, 4, 4], [node(0, 'reshape', [1], [2])], [0], [2], [1]);
    expect(lives(graph)).toEqual(['t0 4 B, -1 .. -1', 't2 4 B, 0 .. 1']);
    const omitted = graphOf([4, 4], [node(0, 'add', [0, null], [1])], [0], [1]);
    expect(lives(omitted)).toEqual(['t0 4 B, -1 .. 0', 't1 4 B, 0 .. 1']);
    const blind = graphOf(
      [4, 4, 4],
      [node(0, 'reshape', [null], [1]), node(1, 'reshape', [], [2]), node(2, 'reshape', [], [])],
      [0],
      [1],
    );
    expect(lives(blind)).toEqual(['t0 4 B, -1 .. -1', 't1 4 B, 0 .. 3', 't2 4 B, 1 .. 1']);
  });
});

/** Where each tensor lies, and how large it all is. */
function placed(graph: Graph, alignment: number): { offsets: number[]; peak: number; bound: number } {
  const plan = planMemory(graph, scheduleLayerByLayer(graph), alignment);
  const offsets = [...graph.tensors.keys()].map((id) => placementOf(plan, id).offset);
  return { offsets, peak: plan.peakBytes, bound: plan.lowerBoundBytes };
}

describe('planMemory', () => {
  it('places the largest first, then the earlier, then the lower number, each as low as it can', () => {
    const graph = graphOf(
      [5, 9, 7, 9],
      [node(0, 'add', [0, 0], [1]), node(1, 'add', [1, 1], [2]), node(2, 'add', [2, 2], [3])],
      [0],
      [3],
    );
    expect(placed(graph, 1)).toEqual({ offsets: [9, 0, 9, 0], peak: 16, bound: 16 });
    expect(placed(graph, 4)).toEqual({ offsets: [12, 0, 12, 0], peak: 20, bound: 20 });
  });

  it('has no favourites among tensors of one size and age but by their number', () => {
    const twins = graphOf([8, 8, 4], [node(0, 'add', [0, 1], [2])], [1, 0], [2]);
    expect(placed(twins, 1).offsets).toEqual([0, 8, 16]);
  });

  it('fills a gap that is exactly large enough, and none that is a byte too small', () => {
    // Tensor 0 lives to the end; 1 ends at step 1; 3 fits the place that 1 leaves, or does not.
    const nodes = [node(0, 'add', [0, 0], [1]), node(1, 'add', [0, 1], [2]), node(2, 'add', [0, 2], [3])];
    expect(placed(graphOf([40, 20, 30, 20], nodes, [0], [0, 3]), 1)).toEqual({
      offsets: [0, 70, 40, 70],
      peak: 90,
      bound: 90,
    });
    const gap = [
      node(0, 'add', [0, 0], [1]),
      node(1, 'add', [1, 0], [2]),
      node(2, 'add', [2, 0], [3]),
      node(3, 'add', [3, 2], [4]),
    ];
    const sizes = (last: number): number[] => [10, 50, 40, 30, last];
    expect(placed(graphOf(sizes(10), gap, [0], [4]), 1)).toEqual({
      offsets: [90, 0, 50, 0, 30],
      peak: 100,
      bound: 100,
    });
    expect(placed(graphOf(sizes(20), gap, [0], [4]), 1)).toEqual({
      offsets: [90, 0, 50, 0, 30],
      peak: 100,
      bound: 100,
    });
    expect(placed(graphOf(sizes(21), gap, [0], [4]), 1)).toEqual({
      offsets: [90, 0, 50, 0, 90],
      peak: 111,
      bound: 100,
    });
  });

  it('counts bytes of aligned buffers for its lower bound as for its plan', () => {
    const graph = graphOf([3, 5], [node(0, 'add', [0, 0], [1])], [0], [1]);
    expect(placed(graph, 16)).toEqual({ offsets: [16, 0], peak: 32, bound: 32 });
    expect(placed(graph, 1)).toEqual({ offsets: [5, 0], peak: 8, bound: 8 });
  });

  it('tells of a tensor without a place', () => {
    expect(() => placementOf({ placements: new Map(), peakBytes: 0, lowerBoundBytes: 0 }, 7)).toThrow(
      'int8c bug: tensor 7 has no place in the arena',
    );
  });
});

describe('arenaProblems', () => {
  const nodes = [node(0, 'add', [0, 0], [1]), node(1, 'add', [1, 0], [2]), node(2, 'reshape', [2], [3])];
  const graph = graphOf([16, 32, 8, 8], nodes, [0], [3]);
  const planned = (): MemoryPlan => planMemory(graph, scheduleLayerByLayer(graph), 1);

  function target(...sizes: readonly number[]): Target {
    const memories = sizes.map((bytes, index) => ({ name: `ram${index}`, bytes }));
    return {
      name: 'board',
      description: '',
      core: 'cortex-m4',
      features: [],
      memories,
      tensorAlignmentBytes: 1,
      compilerFlags: [],
    };
  }

  it('are none where the largest memory holds the arena, or where none is known', () => {
    expect(planned().peakBytes).toBe(56);
    expect(arenaProblems(planned(), graph, target(1, 56, 2))).toEqual([]);
    expect(arenaProblems(planned(), graph, target())).toEqual([]);
  });

  it('say which memory, how much is missing and what lives at the peak', () => {
    const [problem, ...others] = arenaProblems(planned(), graph, target(1, 55, 2));
    expect(others).toEqual([]);
    expect(problem).toMatchObject({
      code: 'I8C4001',
      message: 'the arena must fit the RAM of the target',
      help: expect.stringMatching(/more RAM.*--ram.*smaller model/),
      details: ['arena 56 bytes, board ram1 55 bytes', 'peak at test: tensor 1 32 B + tensor 0 16 B + tensor 2 8 B'],
    });
  });

  it('say it for the first of several peaks, and without one for a graph of no nodes', () => {
    const even = graphOf([8, 8, 8], [node(0, 'add', [0, 0], [1]), node(1, 'add', [1, 1], [2])], [0], [2]);
    const evenPlan = planMemory(even, scheduleLayerByLayer(even), 1);
    expect(arenaProblems(evenPlan, even, target(8))[0]?.details).toEqual([
      'arena 16 bytes, board ram0 8 bytes',
      'peak at test: tensor 0 8 B + tensor 1 8 B',
    ]);
    const empty = graphOf([8], [], [0], [0]);
    expect(arenaProblems(planMemory(empty, [], 1), empty, target(7))[0]?.details).toEqual([
      'arena 8 bytes, board ram0 7 bytes',
    ]);
  });
});
