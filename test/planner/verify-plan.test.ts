import { describe, expect, it } from 'vitest';
import type { Graph } from '../../src/ir/graph.js';
import { verifyPlan } from '../../src/planner/verify-plan.js';
import {
  type Offsets,
  add,
  graphWith,
  planAt,
  reasonOf,
  selectionOf,
  stepsOf,
  targetOf,
  tensor,
  view,
} from '../support/plans.js';

/** A plan verdict: nothing, or what it says is wrong. */
function verdict(graph: Graph, offsets: Offsets, peakBytes: number): string | null {
  const reason = reasonOf(() => {
    verifyPlan(graph, selectionOf(graph), stepsOf(graph), targetOf(1), planAt(graph, offsets, peakBytes));
  });
  return reason === null ? null : `int8c bug: ${reason}`;
}

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

/** Only the view is an output, or only what it is a view of. */
const viewLast = graphWith(
  [0, 1, 2].map((id) => tensor(id, 8)),
  [add(0, 0, 0, 1), view(1, 1, 2)],
  [2],
);

describe('verifyPlan', () => {
  it.each<[string, Graph, Offsets, number]>([
    ['apart', chain, [0, 8, 16, 24], 32],
    ['as tight as it can be', chain, [0, 8, 16, 8], 24],
    ['reusing the input once it is read for the last time', chain, [8, 0, 16, 8], 24],
    ['a view where its input is', viewed, [8, 8, 0], 16],
    ['a view elsewhere, which is a copy then', viewed, [8, 0, 16], 24],
    ['a view as the output', viewLast, [0, 8, 8], 16],
  ])('accepts tensors %s', (_name, graph, offsets, peak) => {
    expect(verdict(graph, offsets, peak)).toBeNull();
  });

  it.each<[string, Graph, Offsets, number, string]>([
    [
      'an input is overwritten while it is read',
      chain,
      [0, 0, 16, 24],
      32,
      'add reads tensor 0 after it was overwritten',
    ],
    ['by its last byte', chain, [0, 7, 16, 24], 32, 'add reads tensor 0 after it was overwritten'],
    ['by its first byte', chain, [7, 0, 16, 24], 32, 'add reads tensor 0 after it was overwritten'],
    [
      'it is still to be read by the next step',
      chain,
      [0, 8, 4, 24],
      32,
      'add reads tensor 1 after it was overwritten',
    ],
    [
      'the second input of a step is overwritten by its output',
      chain,
      [0, 16, 0, 24],
      32,
      'add reads tensor 0 after it was overwritten',
    ],
    ['a tensor ends outside the arena', chain, [0, 8, 16, 24], 31, 'buffer 3 ends outside ram'],
    ['an input of the model does', chain, [25, 8, 16, 0], 32, 'buffer 0 ends outside ram'],
    ['a view does', viewLast, [0, 9, 9], 16, 'buffer 1 ends outside ram'],
    [
      'a node that computes lies on its input',
      chain,
      [0, 0, 16, 24],
      32,
      'add reads tensor 0 after it was overwritten',
    ],
    ['a tensor has no place', chain, [0, 8, 16], 32, 'tensor 3 has no place in the arena'],
    ['a view of bytes that are gone is read', viewed, [0, 0, 4], 16, 'add reads tensor 1 after it was overwritten'],
  ])('says so where %s', (_name, graph, offsets, peak, message) => {
    expect(verdict(graph, offsets, peak)).toBe(`int8c bug: ${message}`);
  });

  it('says so where an output of the model is overwritten', () => {
    const both = graphWith(
      [0, 1, 2].map((id) => tensor(id, 8)),
      [add(0, 0, 0, 1), add(1, 0, 0, 2)],
      [1, 2],
    );
    expect(verdict(both, [0, 8, 16], 24)).toBeNull();
    expect(verdict(both, [0, 8, 12], 24)).toBe('int8c bug: the caller reads tensor 1 after it was overwritten');
  });

  it('says so where two inputs of the model share bytes', () => {
    const two = graphWith(
      [0, 1, 2].map((id) => tensor(id, 8)),
      [add(0, 0, 1, 2)],
      [2],
      [0, 1],
    );
    expect(verdict(two, [0, 8, 16], 24)).toBeNull();
    expect(verdict(two, [0, 4, 16], 24)).toBe('int8c bug: add reads tensor 0 after it was overwritten');
  });

  it('says so where a view shows bytes that are gone', () => {
    const late = graphWith(
      [0, 1, 2, 3].map((id) => tensor(id, 8)),
      [add(0, 1, 1, 2), view(1, 0, 3)],
      [2, 3],
      [0, 1],
    );
    expect(verdict(late, [0, 8, 16, 0], 24)).toBeNull();
    expect(verdict(late, [16, 8, 16, 16], 24)).toBe('int8c bug: reshape reads tensor 0 after it was overwritten');
  });

  it('says so where a tensor is read that no step has written', () => {
    const late = graphWith(
      [0, 1, 2].map((id) => tensor(id, 8)),
      [add(0, 0, 1, 2)],
      [2],
    );
    expect(verdict(late, [0, 8, 16], 24)).toBe('int8c bug: add reads tensor 1 after it was overwritten');
  });

  it('says so where the graph has no such tensor', () => {
    const missing = graphWith([tensor(0, 8)], [add(0, 0, 0, 1)], [1]);
    expect(verdict(missing, [0, 8], 16)).toBe('int8c bug: no tensor 1');
    const unread = graphWith([tensor(0, 8), tensor(1, 8)], [add(0, 0, 7, 1)], [1]);
    expect(verdict(unread, [0, 8], 16)).toBe('int8c bug: no tensor 7');
  });

  it('does not look for constants and omitted inputs in the arena', () => {
    const constant = graphWith(
      [tensor(0, 8), tensor(1, 8, new Uint8Array(8)), tensor(2, 8)],
      [{ ...add(0, 0, 1, 2), inputs: [0, 1, null] }],
      [2],
    );
    expect(verdict(constant, [0, null, 8], 16)).toBeNull();
  });
});
