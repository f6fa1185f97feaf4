import { describe, expect, it } from 'vitest';
import { concatenation, concatenationBytes } from '../../src/operators/movement/concatenation.js';
import { brokenRules, inferredShape, loweredView, runReference } from '../support/operator-node.js';

const along = (axis: number) => ({ axis, activation: 'none' }) as const;
const column = { shape: [2, 1], values: [1, 2] };
const square = { shape: [2, 2], values: [3, 4, 5, 6] };

describe('concatenation', () => {
  it('puts rows behind rows and columns behind columns', () => {
    expect(
      runReference(concatenationBytes, { attributes: along(-1), inputs: [column, square], output: { shape: [2, 3] } }),
    ).toEqual([1, 3, 4, 2, 5, 6]);
    const row = { shape: [1, 2], values: [7, 8] };
    expect(
      runReference(concatenationBytes, { attributes: along(0), inputs: [square, row], output: { shape: [3, 2] } }),
    ).toEqual([3, 4, 5, 6, 7, 8]);
  });

  it('adds sizes up along the axis', () => {
    expect(inferredShape(concatenation, along(1), [column, square, column])).toEqual([2, 4]);
    expect(inferredShape(concatenation, along(0), [column, square])).toMatch(
      /\[2, 2\] does not continue \[2, 1\] along axis 0/,
    );
    expect(inferredShape(concatenation, along(0), [square, { shape: [2] }])).toMatch(/does not continue/);
    for (const axis of [2, -3, Number.NaN])
      expect(inferredShape(concatenation, along(axis), [square])).toMatch(/is outside/);
  });

  it('copies whole inputs where it can, and blocks in turn elsewhere', () => {
    const rows = loweredView(concatenationBytes, {
      attributes: along(0),
      inputs: [square, square],
      output: { shape: [4, 2] },
    });
    expect(rows.kernel).toBe('join');
    expect(rows.view).toMatchObject({
      blocks: [
        { input: 'in0', target: 'out', bytes: 4 },
        { input: 'in1', target: 'out + 4', bytes: 4 },
      ],
    });
    const columns = loweredView(concatenationBytes, {
      attributes: along(1),
      inputs: [column, square],
      output: { shape: [2, 3] },
    });
    expect(columns.kernel).toBe('interleave');
    expect(columns.view).toMatchObject({
      outer: 2,
      stride: 3,
      blocks: [
        { source: 'in0 + i', target: 'out', bytes: 1 },
        { source: 'in1 + i * 2', target: 'out + 1', bytes: 2 },
      ],
    });
  });

  it('counts bytes by the type', () => {
    const real = { dtype: 'float32', shape: [2, 2] } as const;
    const { view } = loweredView(concatenationBytes, {
      attributes: along(1),
      inputs: [real, real],
      output: { ...real, shape: [2, 4] },
    });
    expect(view).toMatchObject({ blocks: [{ bytes: 8 }, { bytes: 8, target: 'out + 2' }] });
  });

  it('refuses what the reference kernel refuses', () => {
    const output = { shape: [2, 3] };
    expect(brokenRules(concatenationBytes, { attributes: along(1), inputs: [column, square], output })).toEqual([]);
    expect(
      brokenRules(concatenationBytes, {
        attributes: along(1),
        inputs: [column, { ...square, dtype: 'float32' }],
        output,
      }),
    ).toEqual(['I8C2700']);
    expect(
      brokenRules(concatenationBytes, { attributes: along(1), inputs: [column, { ...square, scale: 0.5 }], output }),
    ).toEqual(['I8C2701']);
    expect(
      brokenRules(concatenationBytes, {
        attributes: { axis: 1, activation: 'relu' },
        inputs: [column, square],
        output,
      }),
    ).toEqual(['I8C2732']);
    expect(
      brokenRules(concatenationBytes, {
        attributes: along(1),
        inputs: Array(11).fill(column),
        output: { shape: [2, 11] },
      }),
    ).toEqual(['I8C2733']);
    const seven = { shape: [1, 1, 1, 1, 1, 1, 1] };
    expect(brokenRules(concatenationBytes, { attributes: along(0), inputs: [seven], output: seven })).toEqual([
      'I8C2400',
    ]);
  });
});
