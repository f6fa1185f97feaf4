import { describe, expect, it } from 'vitest';
import { buildGraph } from '../../src/ir/builder.js';
import type { Graph, Node } from '../../src/ir/graph.js';
import type { Tensor, TensorId } from '../../src/ir/tensor.js';
import type { MemoryPlan, Placement } from '../../src/planner/memory-plan.js';
import { verifyPlan } from '../../src/planner/verify-plan.js';
import { scheduleLayerByLayer } from '../../src/schedule/schedule.js';

const origin = { kind: 'file', file: 'test' } as const;

function tensor(id: TensorId, size: number, data: Uint8Array | null = null): Tensor {
  return {
    id,
    name: `t${id}`,
    dtype: 'int8',
    shape: [1, size],
    quantization: { kind: 'perTensor', scale: 1, zeroPoint: 0 },
    data,
    origin,
  };
}

function add(id: number, left: TensorId, right: TensorId, out: TensorId): Node {
  return { id, op: 'add', inputs: [left, right], outputs: [out], attributes: { activation: 'none' }, origin };
}

function view(id: number, from: TensorId | null, out: TensorId): Node {
  return { id, op: 'reshape', inputs: [from], outputs: [out], attributes: { shape: [] }, origin };
}

function graphOf(
  tensors: readonly Tensor[],
  nodes: readonly Node[],
  outputs: readonly TensorId[],
  inputs: readonly TensorId[] = [0],
): Graph {
  return buildGraph({ name: 'plan', tensors, nodes, inputs, outputs, origin });
}

type Place = readonly [tensor: TensorId, offset: number, aliasOf?: TensorId];

function planOf(places: readonly Place[], peakBytes: number): MemoryPlan {
  const placements = places.map(([id, offset, aliasOf]): [TensorId, Placement] => {
    return [
      id,
      { tensor: id, offset, bytes: 0, firstStep: 0, lastStep: 0, ...(aliasOf === undefined ? {} : { aliasOf }) },
    ];
  });
  return { placements: new Map(placements), peakBytes, lowerBoundBytes: 0 };
}

/** A plan verdict: nothing, or what it says is wrong. */
function verdict(graph: Graph, places: readonly Place[], peakBytes: number): string | null {
  try {
    verifyPlan(graph, scheduleLayerByLayer(graph), planOf(places, peakBytes));
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** in(0) -> t1 = in + in -> t2 = t1 + in -> t3 = t2 + t2, all of 8 bytes. */
const chain = graphOf(
  [0, 1, 2, 3].map((id) => tensor(id, 8)),
  [add(0, 0, 0, 1), add(1, 1, 0, 2), add(2, 2, 2, 3)],
  [3],
);

/** in(0) -> t1 the same bytes -> t2 = t1 + t1. */
const viewed = graphOf(
  [0, 1, 2].map((id) => tensor(id, 8)),
  [view(0, 0, 1), add(1, 1, 1, 2)],
  [2],
);

/** Only the view is an output, or only what it is a view of. */
const viewLast = graphOf(
  [0, 1, 2].map((id) => tensor(id, 8)),
  [add(0, 0, 0, 1), view(1, 1, 2)],
  [2],
);

describe('verifyPlan', () => {
  it.each<[string, Graph, readonly Place[], number]>([
    [
      'apart',
      chain,
      [
        [0, 0],
        [1, 8],
        [2, 16],
        [3, 24],
      ],
      32,
    ],
    [
      'as tight as it can be',
      chain,
      [
        [0, 0],
        [1, 8],
        [2, 16],
        [3, 8],
      ],
      24,
    ],
    [
      'reusing the input once it is read for the last time',
      chain,
      [
        [0, 8],
        [1, 0],
        [2, 16],
        [3, 8],
      ],
      24,
    ],
    [
      'a view where its input is',
      viewed,
      [
        [0, 8],
        [1, 8, 0],
        [2, 0],
      ],
      16,
    ],
    [
      'a view as the output',
      viewLast,
      [
        [0, 0],
        [1, 8],
        [2, 8, 1],
      ],
      16,
    ],
  ])('accepts tensors %s', (_name, graph, places, peak) => {
    expect(verdict(graph, places, peak)).toBeNull();
  });

  it.each<[string, Graph, readonly Place[], number, string]>([
    [
      'an input is overwritten while it is read',
      chain,
      [
        [0, 0],
        [1, 0],
        [2, 16],
        [3, 24],
      ],
      32,
      'add reads tensor 0 after it was overwritten',
    ],
    [
      'by its last byte',
      chain,
      [
        [0, 0],
        [1, 7],
        [2, 16],
        [3, 24],
      ],
      32,
      'add reads tensor 0 after it was overwritten',
    ],
    [
      'by its first byte',
      chain,
      [
        [0, 7],
        [1, 0],
        [2, 16],
        [3, 24],
      ],
      32,
      'add reads tensor 0 after it was overwritten',
    ],
    [
      'it is still to be read by the next step',
      chain,
      [
        [0, 0],
        [1, 8],
        [2, 4],
        [3, 24],
      ],
      32,
      'add reads tensor 1 after it was overwritten',
    ],
    [
      'the second input of a step is overwritten by its output',
      chain,
      [
        [0, 0],
        [1, 16],
        [2, 0],
        [3, 24],
      ],
      32,
      'add reads tensor 0 after it was overwritten',
    ],
    [
      'a tensor ends outside the arena',
      chain,
      [
        [0, 0],
        [1, 8],
        [2, 16],
        [3, 24],
      ],
      31,
      'tensor 3 ends outside the arena',
    ],
    [
      'an input of the model does',
      chain,
      [
        [0, 25],
        [1, 8],
        [2, 16],
        [3, 0],
      ],
      32,
      'tensor 0 ends outside the arena',
    ],
    [
      'a view does',
      viewLast,
      [
        [0, 0],
        [1, 9],
        [2, 9, 1],
      ],
      16,
      'tensor 1 ends outside the arena',
    ],
    [
      'a view is elsewhere than its input',
      viewed,
      [
        [0, 8],
        [1, 0, 0],
        [2, 16],
      ],
      24,
      'view 1 is not where its input 0 is',
    ],
    [
      'a node that computes is said to be a view',
      chain,
      [
        [0, 0],
        [1, 0, 0],
        [2, 16],
        [3, 24],
      ],
      32,
      'add is not a view',
    ],
    [
      'a tensor has no place',
      chain,
      [
        [0, 0],
        [1, 8],
        [2, 16],
      ],
      32,
      'tensor 3 has no place in the arena',
    ],
    [
      'a view of bytes that are gone is read',
      viewed,
      [
        [0, 0],
        [1, 0, 0],
        [2, 4],
      ],
      16,
      'add reads tensor 1 after it was overwritten',
    ],
  ])('says so where %s', (_name, graph, places, peak, message) => {
    expect(verdict(graph, places, peak)).toBe(`int8c bug: ${message}`);
  });

  it('says so where an output of the model is overwritten', () => {
    const both = graphOf(
      [0, 1, 2].map((id) => tensor(id, 8)),
      [add(0, 0, 0, 1), add(1, 0, 0, 2)],
      [1, 2],
    );
    expect(
      verdict(
        both,
        [
          [0, 0],
          [1, 8],
          [2, 16],
        ],
        24,
      ),
    ).toBeNull();
    expect(
      verdict(
        both,
        [
          [0, 0],
          [1, 8],
          [2, 12],
        ],
        24,
      ),
    ).toBe('int8c bug: the caller reads tensor 1 after it was overwritten');
  });

  it('says so where two inputs of the model share bytes', () => {
    const two = graphOf(
      [0, 1, 2].map((id) => tensor(id, 8)),
      [add(0, 0, 1, 2)],
      [2],
      [0, 1],
    );
    expect(
      verdict(
        two,
        [
          [0, 0],
          [1, 8],
          [2, 16],
        ],
        24,
      ),
    ).toBeNull();
    expect(
      verdict(
        two,
        [
          [0, 0],
          [1, 4],
          [2, 16],
        ],
        24,
      ),
    ).toBe('int8c bug: add reads tensor 0 after it was overwritten');
  });

  it('says so where a view shows bytes that are gone', () => {
    const late = graphOf(
      [0, 1, 2, 3].map((id) => tensor(id, 8)),
      [add(0, 1, 1, 2), view(1, 0, 3)],
      [2, 3],
      [0, 1],
    );
    expect(
      verdict(
        late,
        [
          [0, 0],
          [1, 8],
          [2, 16],
          [3, 0, 0],
        ],
        24,
      ),
    ).toBeNull();
    expect(
      verdict(
        late,
        [
          [0, 16],
          [1, 8],
          [2, 16],
          [3, 16, 0],
        ],
        24,
      ),
    ).toBe('int8c bug: reshape reads tensor 0 after it was overwritten');
  });

  it('says so where a tensor is read that no step has written', () => {
    const late = graphOf(
      [0, 1, 2].map((id) => tensor(id, 8)),
      [add(0, 0, 1, 2)],
      [2],
    );
    expect(
      verdict(
        late,
        [
          [0, 0],
          [1, 8],
          [2, 16],
        ],
        24,
      ),
    ).toBe('int8c bug: add reads tensor 1 after it was overwritten');
  });

  it('says so where a view has no input to be a view of', () => {
    const blind = graphOf(
      [0, 1].map((id) => tensor(id, 8)),
      [view(0, null, 1)],
      [1],
    );
    expect(
      verdict(
        blind,
        [
          [0, 0],
          [1, 8, 0],
        ],
        16,
      ),
    ).toBe('int8c bug: reshape is not a view');
    const empty = graphOf(
      [0, 1].map((id) => tensor(id, 8)),
      [{ ...view(0, null, 1), inputs: [] }],
      [1],
    );
    expect(
      verdict(
        empty,
        [
          [0, 0],
          [1, 8, 0],
        ],
        16,
      ),
    ).toBe('int8c bug: reshape is not a view');
  });

  it('says so where the graph has no such tensor', () => {
    const missing = graphOf([tensor(0, 8)], [add(0, 0, 0, 1)], [1]);
    expect(
      verdict(
        missing,
        [
          [0, 0],
          [1, 8],
        ],
        16,
      ),
    ).toBe('int8c bug: no tensor 1');
    const unread = graphOf([tensor(0, 8), tensor(1, 8)], [add(0, 0, 7, 1)], [1]);
    expect(
      verdict(
        unread,
        [
          [0, 0],
          [1, 8],
        ],
        16,
      ),
    ).toBe('int8c bug: no tensor 7');
  });

  it('does not look for constants and omitted inputs in the arena', () => {
    const constant = graphOf(
      [tensor(0, 8), tensor(1, 8, new Uint8Array(8)), tensor(2, 8)],
      [{ ...add(0, 0, 1, 2), inputs: [0, 1, null] }],
      [2],
    );
    expect(
      verdict(
        constant,
        [
          [0, 0],
          [2, 8],
        ],
        16,
      ),
    ).toBeNull();
  });
});
