import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Graph, Node } from '../../src/ir/graph.js';
import { addressOf, type MemoryPlan, type PlacedBuffer } from '../../src/planner/memory-plan.js';
import { planMemory } from '../../src/planner/plan-memory.js';
import type { SharingOf } from '../../src/planner/sharing.js';
import { verifyPlan } from '../../src/planner/verify-plan.js';
import { addsOverwrite, graphOf, node, planOf, selectionOf, stepsOf, targetOf } from '../support/plans.js';

interface Pick {
  readonly bytes: number;
  readonly first: number;
  readonly second: number;
  readonly view: boolean;
  readonly scratch: number;
}

/** A graph whose node i reads any earlier tensors and makes tensor i + 1; half of the nodes are views. */
function randomGraph(picks: readonly Pick[]): Graph {
  const bytes = [16];
  const nodes = picks.map((pick, id): Node => {
    const from = pick.first % bytes.length;
    bytes.push(pick.view ? (bytes[from] ?? 1) : pick.bytes);
    return pick.view
      ? node(id, 'reshape', [from], [id + 1])
      : node(id, 'add', [from, pick.second % (id + 1)], [id + 1]);
  });
  return graphOf(bytes, nodes, [0], [bytes.length - 1]);
}

/** Nothing is written over an input, which a plan that is not in place must not be either where it was changed. */
const viewsOnly: SharingOf = ({ op }) => (op === 'reshape' ? 'view' : null);

interface Sample {
  readonly graph: Graph;
  readonly plan: MemoryPlan;
  readonly verify: (plan: MemoryPlan) => void;
}

function samples(sizes: fc.Arbitrary<number>): fc.Arbitrary<Sample> {
  const place = { first: fc.nat(40), second: fc.nat(40), view: fc.boolean(), scratch: fc.constantFrom(0, 0, 7, 60) };
  const picks = fc.array(fc.record({ bytes: sizes, ...place }), { minLength: 1, maxLength: 25 });
  return fc.tuple(picks, fc.constantFrom(1, 4, 16), fc.boolean()).map(([chosen, alignment, inPlace]) => {
    const graph = randomGraph(chosen);
    const selection = selectionOf(graph, Object.fromEntries(chosen.map(({ scratch }, id) => [id, scratch])));
    const [steps, target] = [stepsOf(graph), targetOf(alignment)];
    const sharingOf = inPlace ? addsOverwrite : viewsOnly;
    return {
      graph,
      plan: planMemory(graph, selection, steps, target, { inPlace, sharingOf }),
      verify: (plan) => {
        verifyPlan(graph, selection, steps, target, plan, sharingOf);
      },
    };
  });
}

/** Few sizes, so that there are results that fit over an input. */
const anySample = samples(fc.oneof(fc.constantFrom(8, 16, 64), fc.integer({ min: 1, max: 500 })));

describe('planMemory', () => {
  it('makes plans that are right, with scratch or without, in place or not', () => {
    fc.assert(
      fc.property(anySample, ({ plan, verify }) => {
        verify(plan);
      }),
    );
  });

  it('never lets live buffers overlap, and never beats its own lower bound', () => {
    fc.assert(
      fc.property(anySample, ({ plan: { buffers, memories } }) => {
        for (const memory of memories) expect(memory.peakBytes).toBeGreaterThanOrEqual(memory.lowerBoundBytes);
        for (const a of buffers)
          for (const b of buffers)
            if (a.id < b.id && a.firstStep <= b.lastStep && b.firstStep <= a.lastStep)
              expect(a.offset + a.bytes <= b.offset || b.offset + b.bytes <= a.offset).toBe(true);
      }),
    );
  });

  it('reuses bytes of tensors that are not needed any more', () => {
    const chain = randomGraph([0, 1, 2, 3].map((first) => ({ ...unit, first, second: first })));
    expect(planOf(chain, 4).memories).toEqual([{ memory: 'ram', peakBytes: 32, lowerBoundBytes: 32 }]);
  });

  it('gives a view the bytes of its input, and has less to place in place', () => {
    const viewed = planOf(randomGraph([{ ...unit, view: true }]), 4);
    expect(viewed.memories[0]?.peakBytes).toBe(16);
    expect(addressOf(viewed, 1)).toEqual(addressOf(viewed, 0));
    const sums = graphOf([16, 16, 16], [node(0, 'add', [0, 1], [2])], [0, 1], [2]);
    expect(planOf(sums, 4, { sharingOf: addsOverwrite }).memories[0]?.peakBytes).toBe(48);
    const inPlace = planOf(sums, 4, { inPlace: true, sharingOf: addsOverwrite });
    expect(inPlace.memories).toEqual([{ memory: 'ram', peakBytes: 32, lowerBoundBytes: 32 }]);
  });

  it('places all of it in the largest memory, under its name', () => {
    const graph = randomGraph([unit]);
    const plan = planMemory(graph, selectionOf(graph), stepsOf(graph), targetOf(4, 64, 256, 128));
    expect(plan.memories.map(({ memory }) => memory)).toEqual(['ram1']);
    expect(new Set(plan.buffers.map(({ memory }) => memory))).toEqual(new Set(['ram1']));
  });
});

const unit: Pick = { bytes: 16, first: 0, second: 0, view: false, scratch: 0 };

/** The plan with something else about some buffers, in a memory that nothing ends outside of. */
function changed(plan: MemoryPlan, changes: ReadonlyMap<number, Partial<PlacedBuffer>>): MemoryPlan {
  const buffers = plan.buffers.map((buffer) => ({ ...buffer, ...changes.get(buffer.id) }));
  return { ...plan, buffers, memories: [{ memory: 'ram', peakBytes: 1e6, lowerBoundBytes: 0 }] };
}

/** Buffers that must both keep their bytes at some step, and do not. */
function collide(a: PlacedBuffer, b: PlacedBuffer): boolean {
  const together = a.firstStep <= b.lastStep && b.firstStep <= a.lastStep;
  return a.id !== b.id && together && a.offset < b.offset + b.bytes && b.offset < a.offset + a.bytes;
}

function isRefused({ verify }: Sample, plan: MemoryPlan): boolean {
  try {
    verify(plan);
    return false;
  } catch (error) {
    expect(String(error)).toMatch(/int8c bug: \w+ (reads tensor \d+ after it was overwritten|works in the bytes of)/);
    return true;
  }
}

/** Two different buffers of a plan, by any two numbers. */
function twoOf({ buffers }: MemoryPlan, a: number, b: number): [PlacedBuffer, PlacedBuffer] {
  fc.pre(buffers.length > 1);
  const first = a % buffers.length;
  const second = (first + 1 + (b % (buffers.length - 1))) % buffers.length;
  const [one, other] = [buffers[first], buffers[second]];
  if (one === undefined || other === undefined) throw new Error('two buffers');
  return [one, other];
}

describe('a changed plan', () => {
  const offsetOf = (offset: number): Partial<PlacedBuffer> => ({ offset });

  it('is refused just where buffers meet that live at one time: one is shifted', () => {
    let refused = 0;
    fc.assert(
      fc.property(anySample, fc.nat(60), fc.nat(60), fc.nat(20), (sample, a, b, blocks) => {
        const [one, other] = twoOf(sample.plan, a, b);
        const offset = Math.max(0, other.offset + (blocks - 10) * one.alignmentBytes);
        const plan = changed(sample.plan, new Map([[one.id, offsetOf(offset)]]));
        const wrong = plan.buffers.some((buffer) => collide(buffer, { ...one, offset }));
        expect(isRefused(sample, plan)).toBe(wrong);
        refused += wrong ? 1 : 0;
      }),
    );
    expect(refused).toBeGreaterThan(10);
  });

  it('is refused just where buffers meet that live at one time: two are swapped', () => {
    let refused = 0;
    fc.assert(
      fc.property(anySample, fc.nat(60), fc.nat(60), (sample, a, b) => {
        const [one, other] = twoOf(sample.plan, a, b);
        const swap = new Map([
          [one.id, offsetOf(other.offset)],
          [other.id, offsetOf(one.offset)],
        ]);
        const plan = changed(sample.plan, swap);
        const wrong = plan.buffers.some((x) => plan.buffers.some((y) => collide(x, y)));
        expect(isRefused(sample, plan)).toBe(wrong);
        refused += wrong ? 1 : 0;
      }),
    );
    expect(refused).toBeGreaterThan(10);
  });

  it('is refused where a kernel works in bytes of a value that somebody needs', () => {
    let refused = 0;
    fc.assert(
      fc.property(anySample, fc.nat(60), fc.nat(60), (sample, a, b) => {
        const { buffers } = sample.plan;
        const scratch = buffers.filter(({ purpose }) => purpose === 'scratch');
        const work = scratch[a % scratch.length];
        if (work === undefined) return;
        const live = buffers.filter((buffer) => collide({ ...work, offset: buffer.offset }, buffer));
        const value = live[b % live.length];
        if (value === undefined) throw new Error('a kernel writes something');
        expect(isRefused(sample, changed(sample.plan, new Map([[work.id, offsetOf(value.offset)]])))).toBe(true);
        refused += 1;
      }),
    );
    expect(refused).toBeGreaterThan(10);
  });

  it('is refused where a buffer is not aligned, or ends outside its memory', () => {
    fc.assert(
      fc.property(anySample, fc.nat(60), (sample, a) => {
        const { buffers, memories } = sample.plan;
        const buffer = buffers[a % buffers.length];
        if (buffer === undefined) throw new Error('a buffer');
        const { id, offset, bytes, alignmentBytes } = buffer;
        if (alignmentBytes > 1) {
          const shifted = changed(sample.plan, new Map([[id, offsetOf(offset + 1)]]));
          expect(() => {
            sample.verify(shifted);
          }).toThrow(`int8c bug: buffer ${id} is not aligned`);
        }
        const short = memories.map((memory) => ({ ...memory, peakBytes: offset + bytes - 1 }));
        const [first] = buffers.filter((other) => other.offset + other.bytes >= offset + bytes);
        expect(() => {
          sample.verify({ ...sample.plan, memories: short });
        }).toThrow(`int8c bug: buffer ${first?.id} ends outside ram`);
      }),
    );
  });
});
