import { describe, expect, it } from 'vitest';
import type { OperatorAttributes } from '../../src/operators/registry.js';
import { stridedSlice, stridedSliceBytes } from '../../src/operators/movement/strided-slice.js';
import { brokenRules, inferredShape } from '../support/operator-node.js';

type StridedSliceAttributes = OperatorAttributes['strided-slice'];

const whole: StridedSliceAttributes = { starts: [0, 0], steps: [1, 1], sizes: [2, 3], droppedAxes: [] };

describe('strided-slice', () => {
  const broken = (change: Partial<StridedSliceAttributes>): string[] =>
    brokenRules(stridedSliceBytes, {
      attributes: { ...whole, ...change },
      inputs: [{ shape: [2, 3] }],
      output: { shape: [2, 3] },
    });

  it.each<[string, Partial<StridedSliceAttributes>]>([
    ['a start for one dimension only', { starts: [0] }],
    ['a step for one dimension only', { steps: [1] }],
    ['sizes for three dimensions', { sizes: [1, 1, 1] }],
    ['a start before the first', { starts: [-1, 0], sizes: [1, 3] }],
    ['a start behind the last', { starts: [2, 0], sizes: [1, 3] }],
    ['a step of 0', { steps: [1, 0] }],
    ['no element', { sizes: [0, 3] }],
    ['one element too many', { sizes: [2, 4] }],
    ['a walk past the end', { steps: [1, 2], sizes: [2, 3] }],
    ['a walk past the beginning', { steps: [-1, 1] }],
    ['a dropped dimension of two', { droppedAxes: [0] }],
    ['a dropped dimension that is not there', { droppedAxes: [2] }],
  ])('refuses %s', (_title, change) => {
    expect(broken(change)).toEqual(['I8C2760']);
  });

  it('takes the first, the last and all', () => {
    expect(broken({})).toEqual([]);
    expect(broken({ starts: [1, 2], sizes: [1, 1] })).toEqual([]);
    expect(broken({ starts: [1, 2], steps: [-1, -2], sizes: [2, 2] })).toEqual([]);
  });

  it('leaves dropped dimensions out of its shape', () => {
    expect(inferredShape(stridedSlice, { ...whole, sizes: [1, 3], droppedAxes: [0] }, [{ shape: [2, 3] }])).toEqual([
      3,
    ]);
    expect(inferredShape(stridedSlice, { ...whole, sizes: [3, 3] }, [{ shape: [2, 3] }])).toMatch(/dimension 0/);
  });
});
