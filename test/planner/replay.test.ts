import { describe, expect, it } from 'vitest';
import type { Graph, Node } from '../../src/ir/graph.js';
import type { PlacedBuffer } from '../../src/planner/memory-plan.js';
import type { SharingOf } from '../../src/planner/sharing.js';
import { verifyPlan } from '../../src/planner/verify-plan.js';
import type { Step } from '../../src/schedule/expand.js';
import {
  type Offsets,
  add,
  addsOverwrite,
  graphWith,
  node,
  planAt,
  reasonOf,
  selectionOf,
  stepsOf,
  targetOf,
  tensor,
  view,
} from '../support/plans.js';

/** in(0) -> t1 = in + in -> t2 = t1 + in -> t3 = t2 + t2, all of 8 bytes. */
const chain = graphWith(
  [0, 1, 2, 3].map((id) => tensor(id, 8)),
  [add(0, 0, 0, 1), add(1, 1, 0, 2), add(2, 2, 2, 3)],
  [3],
);

/** in(0) -> t1 the same bytes -> t2 = t1 + t1. */
const viewed = graphWith(
  [0, 1, 2].map((id) => tensor(id, 8)),
  [view(0, 0, 1), add(1, 1, 1, 2)],
  [2],
);

/** in(0), in(1) -> t2 = in + in -> t3 = t2 + in(1); images of four rows of two bytes. */
const images = graphWith(
  [0, 1, 2, 3].map((id) => tensor(id, [1, 4, 2, 1])),
  [add(0, 0, 1, 2), add(1, 2, 1, 3)],
  [3],
  [0, 1],
);

describe('verifyPlan row by row', () => {
  const rows = (id: number, begin: number, end: number): Step => {
    const [first, second] = images.nodes;
    if (first === undefined || second === undefined) throw new Error('two nodes');
    return { node: id === 0 ? first : second, rows: { begin, end } };
  };
  const replay = (steps: readonly Step[], offsets: Offsets, sharingOf?: SharingOf): string | null =>
    reasonOf(() => {
      verifyPlan(images, selectionOf(images), steps, targetOf(1), planAt(images, offsets, 64), sharingOf);
    });
  const apart = [0, 8, 16, 24];

  it('accepts a tensor that is made in several steps, in any order', () => {
    expect(replay([rows(0, 0, 4), rows(1, 0, 4)], apart)).toBeNull();
    expect(replay([rows(0, 0, 1), rows(0, 1, 4), rows(1, 0, 2), rows(1, 2, 4)], apart)).toBeNull();
    expect(replay([rows(0, 2, 4), rows(0, 0, 1), rows(0, 1, 2), rows(1, 0, 4)], apart)).toBeNull();
  });

  it.each<[string, readonly Step[], Offsets, string]>([
    ['one is missing', [rows(0, 0, 3), rows(1, 0, 4)], apart, 'add reads tensor 2'],
    ['one in the middle is', [rows(0, 0, 1), rows(0, 2, 4), rows(1, 0, 4)], apart, 'add reads tensor 2'],
    ['the last comes too late', [rows(0, 0, 3), rows(1, 0, 4), rows(0, 3, 4)], apart, 'add reads tensor 2'],
    ['of an output of the model one is', [rows(0, 0, 4), rows(1, 1, 4)], apart, 'the caller reads tensor 3'],
    // Row 0 of t3 is written to row 3 of t2.
    [
      'one is overwritten before the others are made',
      [rows(0, 0, 4), rows(1, 0, 1), rows(1, 1, 4)],
      [0, 8, 16, 22],
      'add reads tensor 2',
    ],
  ])('says so where of the rows that are read %s', (_name, steps, offsets, message) => {
    expect(replay(steps, offsets)).toBe(`${message} after it was overwritten`);
  });

  it('says so where there are no such rows', () => {
    expect(replay([rows(0, 0, 5)], apart)).toBe('tensor 2 has no rows 0 .. 5');
    expect(replay([rows(0, -1, 3)], apart)).toBe('tensor 2 has no rows -1 .. 3');
  });

  it('accepts rows that are written over the rows of the first input, and over no others', () => {
    const over = [16, 8, 16, 24];
    const steps = [rows(0, 0, 1), rows(0, 1, 4), rows(1, 0, 4)];
    expect(replay(steps, over, addsOverwrite)).toBeNull();
    expect(replay(steps, over, () => null)).toBe('add reads tensor 0 after it was overwritten');
    expect(replay([rows(0, 0, 1), rows(0, 0, 4)], over, addsOverwrite)).toBe(
      'add reads tensor 0 after it was overwritten',
    );
    expect(replay(steps, [18, 8, 16, 24], addsOverwrite)).toBe('add reads tensor 0 after it was overwritten');
  });
});

describe('verifyPlan of several outputs', () => {
  /** in(0) -> t1 of four rows, t2 of two. */
  const split = graphWith(
    [4, 4, 2].map((height, id) => tensor(id, [1, height, 2, 1])),
    [node(0, 'add', [0, 0], [1, 2])],
    [1, 2],
  );
  const verify = (offsets: Offsets): string | null =>
    reasonOf(() => {
      verifyPlan(split, selectionOf(split), stepsOf(split), targetOf(1), planAt(split, offsets, 64), () => 'view');
    });

  it('knows that a step which makes all of one makes all of the others', () => {
    expect(verify([0, 8, 16])).toBeNull();
  });

  it('says so where one of them overwrites another', () => {
    expect(verify([0, 8, 14])).toBe('the caller reads tensor 1 after it was overwritten');
  });

  it('takes no other than the first for a view of the input', () => {
    expect(verify([8, 8, 16])).toBe('the caller reads tensor 2 after it was overwritten');
  });
});

describe('verifyPlan in place', () => {
  const whole = (offsets: Offsets, graph: Graph): string | null =>
    reasonOf(() => {
      verifyPlan(graph, selectionOf(graph), stepsOf(graph), targetOf(1), planAt(graph, offsets, 64), addsOverwrite);
    });
  const sums = (...nodes: readonly Node[]): Graph =>
    graphWith(
      [0, 1, 2, 3].map((id) => tensor(id, 8)),
      nodes,
      nodes.map(({ outputs }) => outputs[0] ?? -1),
      [0, 1],
    );

  it('accepts a result over the first input, at exactly its place', () => {
    expect(whole([0, 8, 0, 16], sums(add(0, 0, 1, 2)))).toBeNull();
    expect(whole([0, 8, 4, 16], sums(add(0, 0, 1, 2)))).toBe('add reads tensor 0 after it was overwritten');
    expect(whole([0, 8, 1, 16], sums(add(0, 0, 1, 2)))).toBe('add reads tensor 0 after it was overwritten');
  });

  it('says so where somebody misses the input', () => {
    expect(whole([0, 8, 0, 16], sums(add(0, 0, 1, 2), add(1, 1, 0, 3)))).toBe(
      'add reads tensor 0 after it was overwritten',
    );
    expect(whole([0, 8, 0, 16], sums(add(0, 0, 0, 2)))).toBe('add reads tensor 0 after it was overwritten');
    expect(whole([0, 8, 8, 16], sums(add(0, 0, 1, 2)))).toBe('add reads tensor 1 after it was overwritten');
    const asked = graphWith([tensor(0, 8), tensor(1, 8), tensor(2, 8)], [add(0, 0, 1, 2)], [2, 0], [0, 1]);
    expect(whole([0, 8, 0], asked)).toBe('the caller reads tensor 0 after it was overwritten');
  });

  it('says so where the elements of the result are others', () => {
    const wide = { ...tensor(0, 2), dtype: 'int32' } as const;
    const narrow = graphWith([wide, tensor(1, 8), tensor(2, 8)], [add(0, 0, 1, 2)], [2], [0, 1]);
    expect(whole([0, 8, 0], narrow)).toBe('add reads tensor 0 after it was overwritten');
    const shrunk = graphWith([tensor(0, 8), tensor(1, 8), tensor(2, 4)], [add(0, 0, 1, 2)], [2], [0, 1]);
    expect(whole([0, 8, 0], shrunk)).toBe('add reads tensor 0 after it was overwritten');
    const grown = graphWith([tensor(0, 1), tensor(1, 8), tensor(2, 8)], [add(0, 0, 1, 2)], [2], [0, 1]);
    expect(whole([0, 8, 0], grown)).toBe('add reads tensor 0 after it was overwritten');
  });
});

describe('verifyPlan of scratch', () => {
  /** The first addition of `chain` works in 4 bytes; the tensors are apart and end at 32. */
  const withScratch = (offset: number, bytes = 4, needed = 4): string | null =>
    reasonOf(() => {
      const plan = planAt(chain, [0, 8, 16, 24], 64);
      const place = { firstStep: 0, lastStep: 0, memory: 'ram', offset } as const;
      const buffers = [...plan.buffers, { id: 4, purpose: 'scratch', bytes, alignmentBytes: 1, ...place } as const];
      const scratch = new Map(bytes === 0 ? [] : [[0, 4]]);
      verifyPlan(chain, selectionOf(chain, { 0: needed }), stepsOf(chain), targetOf(1), { ...plan, buffers, scratch });
    });

  it('accepts it where nothing is, or nothing yet', () => {
    expect(withScratch(32)).toBeNull();
    expect(withScratch(20)).toBeNull();
  });

  it('says so where it meets what the node reads or writes, is too small or missing', () => {
    expect(withScratch(4)).toBe('add reads tensor 0 after it was overwritten');
    expect(withScratch(12)).toBe('add works in the bytes of its output 1');
    expect(withScratch(61)).toBe('buffer 4 ends outside ram');
    expect(withScratch(32, 4, 5)).toBe('add needs 5 bytes of scratch');
    expect(withScratch(32, 0)).toBe('add needs 4 bytes of scratch');
  });

  it('says so where it meets what a later node reads', () => {
    const later = graphWith(
      [0, 1, 2, 3].map((id) => tensor(id, 8)),
      [add(0, 0, 0, 2), add(1, 2, 1, 3)],
      [3],
      [0, 1],
    );
    const verify = (offset: number): string | null =>
      reasonOf(() => {
        const plan = planAt(later, [0, 8, 16, 24], 64);
        const place = { firstStep: 0, lastStep: 0, memory: 'ram', offset } as const;
        const buffers = [
          ...plan.buffers,
          { id: 4, purpose: 'scratch', bytes: 4, alignmentBytes: 1, ...place } as const,
        ];
        verifyPlan(later, selectionOf(later, { 0: 4 }), stepsOf(later), targetOf(1), {
          ...plan,
          buffers,
          scratch: new Map([[0, 4]]),
        });
      });
    expect(verify(24)).toBeNull();
    expect(verify(12)).toBe('add reads tensor 1 after it was overwritten');
  });
});

describe('verifyPlan of buffers', () => {
  const verify = (change: Partial<PlacedBuffer>, byteOffset = 0, alignment = 1, memory = 'ram'): string | null =>
    reasonOf(() => {
      const plan = planAt(viewed, [0, 0, 8], 32);
      const buffers = plan.buffers.map((buffer) => (buffer.id === 2 ? { ...buffer, ...change } : buffer));
      const tensors = new Map([...plan.tensors, [2, { buffer: 2, byteOffset }]]);
      const memories = [...plan.memories, { memory, peakBytes: 8, lowerBoundBytes: 0 }];
      verifyPlan(viewed, selectionOf(viewed), stepsOf(viewed), targetOf(alignment), {
        ...plan,
        buffers,
        tensors,
        memories,
      });
    });

  it('asks for the alignment of the target, and for that of the buffer', () => {
    expect(verify({ offset: 8 }, 0, 8)).toBeNull();
    expect(verify({ offset: 12 }, 0, 8)).toBe('buffer 2 is not aligned');
    expect(verify({ offset: 12, alignmentBytes: 8 })).toBe('buffer 2 is not aligned');
  });

  it('wants tensors on their buffers', () => {
    expect(verify({ bytes: 16 }, 8)).toBeNull();
    expect(verify({ bytes: 16 }, 9)).toBe('tensor 2 ends outside buffer 2');
    expect(verify({ bytes: 16 }, -1)).toBe('tensor 2 ends outside buffer 2');
    expect(verify({ bytes: 7 })).toBe('tensor 2 ends outside buffer 2');
  });

  it('knows memories apart', () => {
    expect(verify({ offset: 0 })).toBe('add reads tensor 1 after it was overwritten');
    expect(verify({ offset: 0, memory: 'fast' }, 0, 1, 'fast')).toBeNull();
    expect(verify({ offset: 1, memory: 'fast' }, 0, 1, 'fast')).toBe('buffer 2 ends outside fast');
    expect(verify({ offset: -8, memory: 'fast' }, 0, 1, 'fast')).toBe('buffer 2 ends outside fast');
    expect(verify({ memory: 'none' })).toBe('buffer 2 ends outside none');
  });

  it('wants elements aligned as their type needs it', () => {
    const wide = graphWith(
      [
        { ...tensor(0, 2), dtype: 'int32' },
        { ...tensor(1, 2), dtype: 'int32' },
      ],
      [view(0, 0, 1)],
      [1],
    );
    const aligned = (offsets: Offsets): string | null =>
      reasonOf(() => {
        verifyPlan(wide, selectionOf(wide), stepsOf(wide), targetOf(1), planAt(wide, offsets, 16));
      });
    expect(aligned([4, 4])).toBeNull();
    expect(aligned([2, 2])).toBe('tensor 0 is not aligned');
  });
});
