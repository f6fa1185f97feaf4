import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildGraph } from '../../src/ir/builder.js';
import type { Graph, Node } from '../../src/ir/graph.js';
import type { Tensor } from '../../src/ir/tensor.js';
import { planMemory } from '../../src/planner/plan-memory.js';
import { verifyPlan } from '../../src/planner/verify-plan.js';
import { scheduleLayerByLayer } from '../../src/schedule/schedule.js';

const origin = { kind: 'file', file: 'test' } as const;

function tensor(id: number, size: number): Tensor {
  return {
    id,
    name: `t${id}`,
    dtype: 'int8',
    shape: [1, size],
    quantization: { kind: 'perTensor', scale: 1, zeroPoint: 0 },
    data: null,
    origin,
  };
}

/** A graph whose node i reads any earlier tensors and makes tensor i + 1; a third of the nodes are views. */
function randomGraph(picks: readonly { size: number; first: number; second: number; view: boolean }[]): Graph {
  const sizes = [16];
  const nodes = picks.map(({ size, first, second, view }, id): Node => {
    const from = first % sizes.length;
    sizes.push(view ? (sizes[from] ?? 1) : size);
    const outputs = [id + 1];
    return view
      ? { id, op: 'reshape', inputs: [from], outputs, attributes: { shape: [] }, origin }
      : { id, op: 'add', inputs: [from, second % (id + 1)], outputs, attributes: { activation: 'none' }, origin };
  });
  return buildGraph({
    name: 'random',
    tensors: sizes.map((size, id) => tensor(id, size)),
    nodes,
    inputs: [0],
    outputs: [sizes.length - 1],
    origin,
  });
}

const picks = fc.array(
  fc.record({ size: fc.integer({ min: 1, max: 500 }), first: fc.nat(40), second: fc.nat(40), view: fc.boolean() }),
  { minLength: 1, maxLength: 25 },
);

describe('planMemory', () => {
  it('never lets live bytes overlap, and never beats its own lower bound', () => {
    fc.assert(
      fc.property(picks, fc.constantFrom(1, 4, 16), (nodes, alignment) => {
        const graph = randomGraph(nodes);
        const steps = scheduleLayerByLayer(graph);
        const plan = planMemory(graph, steps, alignment);
        verifyPlan(graph, steps, plan);
        expect(plan.peakBytes).toBeGreaterThanOrEqual(plan.lowerBoundBytes);
        for (const { offset } of plan.placements.values()) expect(offset % alignment).toBe(0);
      }),
    );
  });

  it('reuses bytes of tensors that are not needed any more', () => {
    const chain = randomGraph([0, 1, 2, 3].map((first) => ({ size: 16, first, second: first, view: false })));
    expect(planMemory(chain, scheduleLayerByLayer(chain), 4)).toMatchObject({ peakBytes: 32, lowerBoundBytes: 32 });
  });

  it('gives a view the bytes of its input', () => {
    const graph = randomGraph([{ size: 16, first: 0, second: 0, view: true }]);
    const plan = planMemory(graph, scheduleLayerByLayer(graph), 4);
    expect(plan.peakBytes).toBe(16);
    expect(plan.placements.get(1)).toMatchObject({ offset: 0, aliasOf: 0 });
  });
});

describe('verifyPlan', () => {
  it('finds a tensor that is overwritten before it is read', () => {
    const graph = randomGraph([
      { size: 16, first: 0, second: 0, view: false },
      { size: 16, first: 1, second: 0, view: false },
    ]);
    const steps = scheduleLayerByLayer(graph);
    const plan = planMemory(graph, steps, 4);
    const broken = new Map([...plan.placements].map(([id, placement]) => [id, { ...placement, offset: 0 }]));
    expect(() => verifyPlan(graph, steps, { ...plan, placements: broken })).toThrow(/overwritten/);
  });

  it('finds a view that is not where its input is', () => {
    const graph = randomGraph([
      { size: 16, first: 0, second: 0, view: true },
      { size: 64, first: 1, second: 1, view: false },
    ]);
    const steps = scheduleLayerByLayer(graph);
    const plan = planMemory(graph, steps, 4);
    const broken = new Map(
      [...plan.placements].map(([id, placement]) => [
        id,
        id === 1 ? { ...placement, offset: placement.offset === 0 ? 16 : 0 } : placement,
      ]),
    );
    expect(() => verifyPlan(graph, steps, { ...plan, placements: broken })).toThrow(/not where its input/);
  });
});
