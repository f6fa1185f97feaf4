import { describe, expect, it } from 'vitest';
import { reshape, reshapeBytes } from '../../src/operators/movement/reshape.js';
import { brokenRules, inferredShape, loweredView, runReference } from '../support/operator-node.js';

const attributes = { shape: [3, -1] };
const input = { shape: [2, 3], values: [1, 2, 3, 4, 5, 6] };
const output = { shape: [3, 2] };

describe('reshape', () => {
  it('keeps values and order', () => {
    expect(runReference(reshapeBytes, { attributes, inputs: [input], output })).toEqual([1, 2, 3, 4, 5, 6]);
    const real = { dtype: 'float32', shape: [2], values: [0.5, -2] } as const;
    expect(
      runReference(reshapeBytes, { attributes, inputs: [real], output: { dtype: 'float32', shape: [2, 1] } }),
    ).toEqual([0.5, -2]);
  });

  it('infers what is left, and nothing from nonsense', () => {
    expect(inferredShape(reshape, attributes, [input])).toEqual([3, 2]);
    expect(inferredShape(reshape, { shape: [6] }, [input])).toEqual([6]);
    expect(inferredShape(reshape, { shape: [] }, [{ shape: [1, 1] }])).toEqual([]);
    for (const shape of [[4, -1], [-1, -1], [0, -1], [-2, -3], [5], []]) {
      expect(inferredShape(reshape, { shape }, [input])).toMatch(/6 elements do not fit shape/);
    }
  });

  it('goes by the shape of the output where the elements fit, like the reference kernel', () => {
    expect(inferredShape(reshape, { shape: [7] }, [{ shape: [2, 3] }], [6, 1])).toEqual([6, 1]);
    expect(inferredShape(reshape, { shape: [7] }, [{ shape: [2, 3] }], [7])).toMatch(/do not fit/);
  });

  it('is a view, or a copy of the bytes', () => {
    expect(reshape.sharing).toBe('view');
    expect(loweredView(reshapeBytes, { attributes, inputs: [input], output })).toEqual({
      kernel: 'copy',
      view: { bytes: 6 },
    });
    const real = { dtype: 'float32', shape: [2, 3] } as const;
    expect(loweredView(reshapeBytes, { attributes, inputs: [real], output: { ...real, shape: [3, 2] } }).view).toEqual({
      bytes: 24,
    });
  });

  it('refuses to change type or quantization', () => {
    expect(brokenRules(reshapeBytes, { attributes, inputs: [input], output })).toEqual([]);
    expect(brokenRules(reshapeBytes, { attributes, inputs: [{ ...input, dtype: 'float32' }], output })).toEqual([
      'I8C2700',
    ]);
    expect(brokenRules(reshapeBytes, { attributes, inputs: [input], output: { ...output, scale: 0.5 } })).toEqual([
      'I8C2701',
    ]);
    expect(brokenRules(reshapeBytes, { attributes, inputs: [input], output: { ...output, zeroPoint: 1 } })).toEqual([
      'I8C2701',
    ]);
  });
});
