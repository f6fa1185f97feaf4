import { describe, expect, it } from 'vitest';
import type { Graph } from '../../src/ir/graph.js';
import { addressOf, bufferOf, liesOnInput, type MemoryPlan, type PlacedBuffer } from '../../src/planner/memory-plan.js';
import { graphOf, node, planOf } from '../support/plans.js';

/** Where each tensor lies, and how large it all is. */
function placed(graph: Graph, alignment: number): { offsets: number[]; peak: number; bound: number } {
  const plan = planOf(graph, alignment);
  const offsets = [...graph.tensors.keys()].map((id) => addressOf(plan, id).offset);
  return { offsets, peak: plan.memories[0]?.peakBytes ?? -1, bound: plan.memories[0]?.lowerBoundBytes ?? -1 };
}

describe('placeBuffers', () => {
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
    const empty: MemoryPlan = { buffers: [], tensors: new Map(), scratch: new Map(), memories: [] };
    expect(() => addressOf(empty, 7)).toThrow('int8c bug: tensor 7 has no place in the arena');
    expect(() => bufferOf(empty, 7)).toThrow('int8c bug: the plan has no buffer 7');
  });
});

describe('liesOnInput', () => {
  it('is so where output 0 begins at the byte at which input 0 does, in the same memory', () => {
    const [view, blind, deaf] = [
      node(0, 'reshape', [0], [1]),
      node(1, 'reshape', [null], [2]),
      node(2, 'reshape', [], [2]),
    ];
    const plan = planOf(graphOf([8, 8, 8], [view, blind], [0], [1, 2]), 1);
    expect([view, blind, deaf].map((each) => liesOnInput(plan, each))).toEqual([true, false, false]);
    const elsewhere = (change: Partial<PlacedBuffer>): boolean => {
      const buffers = [...plan.buffers, { ...bufferOf(plan, 0), id: plan.buffers.length, ...change }];
      const tensors = new Map([...plan.tensors, [1, { buffer: plan.buffers.length, byteOffset: 0 }]]);
      return liesOnInput({ ...plan, buffers, tensors }, view);
    };
    expect(elsewhere({})).toBe(true);
    expect(elsewhere({ offset: bufferOf(plan, 0).offset + 1 })).toBe(false);
    expect(elsewhere({ memory: 'other' })).toBe(false);
  });
});
