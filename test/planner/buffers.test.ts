import { describe, expect, it } from 'vitest';
import { buildGraph } from '../../src/ir/builder.js';
import type { Graph } from '../../src/ir/graph.js';
import { findBuffers, type BufferTable } from '../../src/planner/buffers.js';
import { declaredSharing } from '../../src/planner/sharing.js';
import type { Step } from '../../src/schedule/expand.js';
import { addsOverwrite, graphOf, node, selectionOf, stepsOf } from '../support/plans.js';

function tableOf(graph: Graph, inPlace: boolean, steps: readonly Step[], scratch: Record<number, number>): BufferTable {
  const sharingOf = inPlace ? addsOverwrite : declaredSharing;
  return findBuffers(graph, selectionOf(graph, scratch), steps, { alignmentBytes: 1, inPlace, sharingOf });
}

/** `t0 4 B, -1 .. 2 =t1`: the first tensor on a buffer, how long it is kept, and the others on it. */
function lives(graph: Graph, inPlace = false, steps = stepsOf(graph), scratch: Record<number, number> = {}): string[] {
  const { buffers, tensors } = tableOf(graph, inPlace, steps, scratch);
  return buffers.map(({ id, purpose, bytes, firstStep, lastStep }) => {
    const on = [...tensors].filter(([, { buffer }]) => buffer === id).map(([tensor]) => `t${tensor}`);
    const [first = purpose, ...others] = on;
    return `${first} ${bytes} B, ${firstStep} .. ${lastStep}${others.map((other) => ` =${other}`).join('')}`;
  });
}

describe('findBuffers', () => {
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
    const blind = graphOf([4, 4, 4], [node(0, 'reshape', [null], [1]), node(1, 'reshape', [], [2])], [0], [1]);
    expect(lives(blind)).toEqual(['t0 4 B, -1 .. -1', 't1 4 B, 0 .. 2', 't2 4 B, 1 .. 1']);
  });

  it('has a buffer for every output, and only the first of them is a view or in place', () => {
    const split = (op: 'add' | 'reshape'): Graph =>
      graphOf([8, 8, 8, 8], [node(0, op, [0, 1], [3, 2])], [0, 1], [2, 3]);
    expect(lives(split('add'))).toEqual(['t0 8 B, -1 .. 0', 't1 8 B, -1 .. 0', 't2 8 B, 0 .. 1', 't3 8 B, 0 .. 1']);
    const shared = ['t0 8 B, -1 .. 1 =t3', 't1 8 B, -1 .. 0', 't2 8 B, 0 .. 1'];
    expect(lives(split('add'), true)).toEqual(shared);
    expect(lives(split('reshape'))).toEqual(['t0 8 B, -1 .. 1 =t3', 't1 8 B, -1 .. 0', 't2 8 B, 0 .. 1']);
  });

  it('has scratch for the time that a kernel runs, and none for a view, for which nothing runs', () => {
    const graph = graphOf(
      [4, 8, 8, 4],
      [node(0, 'add', [0, 0], [1]), node(1, 'reshape', [1], [2]), node(2, 'add', [2, 2], [3])],
      [0],
      [3],
    );
    const scratch = { 0: 24, 1: 100, 2: 12 };
    expect(lives(graph, false, stepsOf(graph), scratch)).toEqual([
      't0 4 B, -1 .. 0',
      't1 8 B, 0 .. 2 =t2',
      'scratch 24 B, 0 .. 0',
      't3 4 B, 2 .. 3',
      'scratch 12 B, 2 .. 2',
    ]);
    const { buffers, scratch: places } = tableOf(graph, false, stepsOf(graph), scratch);
    expect(buffers.map(({ purpose }) => purpose)).toEqual(['value', 'value', 'scratch', 'value', 'scratch']);
    expect([...places]).toEqual([
      [0, 2],
      [2, 4],
    ]);
  });

  it('keeps output and scratch of a node that runs in several steps from the first to the last', () => {
    const graph = graphOf(
      [
        [1, 4, 2, 1],
        [1, 4, 2, 1],
        [1, 4, 2, 1],
      ],
      [node(0, 'add', [0, 0], [1]), node(1, 'add', [0, 0], [2])],
      [0],
      [2],
    );
    const [first, second] = graph.nodes;
    if (first === undefined || second === undefined) throw new Error('two nodes');
    const band = (of: typeof first, begin: number, end: number): Step => ({ node: of, rows: { begin, end } });
    const steps = [band(first, 0, 2), band(second, 0, 4), band(first, 2, 4)];
    expect(lives(graph, false, steps, { 0: 5 })).toEqual([
      't0 8 B, -1 .. 2',
      't1 8 B, 0 .. 2',
      'scratch 5 B, 0 .. 2',
      't2 8 B, 1 .. 3',
    ]);
  });
});

describe('findBuffers in place', () => {
  const chain = [node(0, 'add', [0, 1], [2]), node(1, 'add', [2, 1], [3])];

  it('is off unless asked for, and writes over an input that is read for the last time', () => {
    const graph = graphOf([8, 8, 8, 8], chain, [0, 1], [3]);
    expect(tableOf(graph, false, stepsOf(graph), {}).buffers).toHaveLength(4);
    expect(lives(graph, true)).toEqual(['t0 8 B, -1 .. 2 =t2 =t3', 't1 8 B, -1 .. 1']);
  });

  it('has nothing against constants and omitted inputs at other ports', () => {
    const nodes = [node(0, 'add', [1, 0, null], [2]), node(1, 'add', [2, 0], [3])];
    expect(lives(graphOf([8, 8, 8, 8], nodes, [1], [3], [0]), true)).toEqual(['t1 8 B, -1 .. 2 =t2 =t3']);
  });

  it.each<[string, Graph, string[]]>([
    [
      'a later step reads it',
      graphOf([8, 8, 8, 8], [node(0, 'add', [0, 1], [2]), node(1, 'add', [2, 0], [3])], [0, 1], [3]),
      ['t0 8 B, -1 .. 1', 't1 8 B, -1 .. 0', 't2 8 B, 0 .. 2 =t3'],
    ],
    [
      'a later step reads a view of it',
      graphOf(
        [8, 8, 8, 8, 8],
        [node(0, 'reshape', [0], [1]), node(1, 'add', [0, 2], [3]), node(2, 'add', [3, 1], [4])],
        [0, 2],
        [4],
      ),
      ['t0 8 B, -1 .. 2 =t1', 't2 8 B, -1 .. 1', 't3 8 B, 1 .. 3 =t4'],
    ],
    [
      'the caller reads it',
      graphOf([8, 8, 8], [node(0, 'add', [0, 1], [2])], [0, 1], [0, 2]),
      ['t0 8 B, -1 .. 1', 't1 8 B, -1 .. 0', 't2 8 B, 0 .. 1'],
    ],
    [
      'it stands at another port as well',
      graphOf([8, 8], [node(0, 'add', [0, 0], [1])], [0], [1]),
      ['t0 8 B, -1 .. 0', 't1 8 B, 0 .. 1'],
    ],
    [
      'another port has a view of it',
      graphOf([8, 8, 8], [node(0, 'reshape', [0], [1]), node(1, 'add', [0, 1], [2])], [0], [2]),
      ['t0 8 B, -1 .. 1 =t1', 't2 8 B, 1 .. 2'],
    ],
    [
      'it is smaller',
      graphOf([1, 8, 8], [node(0, 'add', [0, 1], [2])], [0, 1], [2]),
      ['t0 1 B, -1 .. 0', 't1 8 B, -1 .. 0', 't2 8 B, 0 .. 1'],
    ],
    [
      'it is a constant',
      graphOf([8, 8, 8], [node(0, 'add', [0, 1], [2])], [1], [2], [0]),
      ['t1 8 B, -1 .. 0', 't2 8 B, 0 .. 1'],
    ],
  ])('leaves an input alone where %s', (_name, graph, expected) => {
    expect(lives(graph, true)).toEqual(expected);
  });

  it('leaves an input alone that has as many bytes in elements of another size', () => {
    const [input, other, output] = graphOf([8, 8, 8], [], [0, 1], []).tensors.values();
    if (input === undefined || other === undefined || output === undefined) throw new Error('three tensors');
    const tensors = [{ ...input, dtype: 'int32', shape: [2] } as const, other, output];
    const graph = buildGraph({
      ...graphOf([8], [], [0], []),
      tensors,
      nodes: [node(0, 'add', [0, 1], [2])],
      inputs: [0, 1],
      outputs: [2],
    });
    expect(lives(graph, true)).toEqual(['t0 8 B, -1 .. 0', 't1 8 B, -1 .. 0', 't2 8 B, 0 .. 1']);
  });

  it('writes over the input that a view shows, once the view is read for the last time', () => {
    const nodes = [node(0, 'reshape', [0], [1]), node(1, 'add', [1, 2], [3]), node(2, 'reshape', [3], [4])];
    expect(lives(graphOf([8, 8, 8, 8, 8], nodes, [0, 2], [4]), true)).toEqual([
      't0 8 B, -1 .. 3 =t1 =t3 =t4',
      't2 8 B, -1 .. 1',
    ]);
  });
});
