import { describe, expect, it } from 'vitest';
import { expandSchedule } from '../../src/schedule/expand.js';
import { scheduleLayerByLayer } from '../../src/schedule/phases.js';
import { rowsOf } from '../../src/schedule/rows.js';
import { graphOf, node } from '../support/plans.js';

describe('rowsOf', () => {
  it.each<[string, readonly number[], number]>([
    ['an image has its height', [1, 7, 3, 2], 7],
    ['several images have one, for a row of all of them is in pieces', [2, 7, 3, 2], 1],
    ['a matrix has one', [7, 3], 1],
    ['a volume has one', [1, 7, 3, 2, 4], 1],
    ['a number has one', [], 1],
  ])('%s', (_name, shape, rows) => {
    expect(rowsOf(shape)).toBe(rows);
  });
});

describe('expandSchedule', () => {
  it('makes all rows of a whole phase in one step, in the order of the schedule', () => {
    const graph = graphOf(
      [[1, 4, 2, 1], [1, 4, 2, 1], 8, 8],
      [node(0, 'add', [0, 0], [1]), node(1, 'reshape', [1], [2]), node(2, 'add', [2, 2], [3])],
      [0],
      [3],
    );
    const schedule = scheduleLayerByLayer(graph);
    expect(schedule).toEqual(graph.nodes.map((each) => ({ kind: 'whole', node: each })));
    const steps = expandSchedule(graph, schedule);
    expect(steps.map(({ node: { id }, rows }) => [id, rows.begin, rows.end])).toEqual([
      [0, 0, 4],
      [1, 0, 1],
      [2, 0, 1],
    ]);
  });
});
