import { describe, expect, it } from 'vitest';
import { squeeze, squeezeBytes } from '../../src/operators/movement/squeeze.js';
import { brokenRules, inferredShape, loweredView, runReference } from '../support/operator-node.js';

const attributes = { axes: [0] };
const input = { shape: [1, 3, 1], values: [1, 2, 3] };
const output = { shape: [3, 1] };

describe('squeeze', () => {
  it('drops the dimensions that are named, or all of size 1', () => {
    expect(inferredShape(squeeze, attributes, [input])).toEqual([3, 1]);
    expect(inferredShape(squeeze, { axes: [-1, 2] }, [input])).toEqual([1, 3]);
    expect(inferredShape(squeeze, { axes: [] }, [input])).toEqual([3]);
  });

  it('says why it cannot', () => {
    for (const axis of [1, 3, -4, 0.5, Number.NaN])
      expect(inferredShape(squeeze, { axes: [axis] }, [input])).toMatch(/not a dimension of size 1/);
  });

  it('keeps values, as a view or a copy', () => {
    expect(runReference(squeezeBytes, { attributes, inputs: [input], output })).toEqual([1, 2, 3]);
    expect(squeeze.sharing).toBe('view');
    expect(loweredView(squeezeBytes, { attributes, inputs: [input], output })).toEqual({
      kernel: 'copy',
      view: { bytes: 3 },
    });
  });

  it('refuses what the reference kernel refuses', () => {
    expect(brokenRules(squeezeBytes, { attributes, inputs: [input], output })).toEqual([]);
    expect(brokenRules(squeezeBytes, { attributes, inputs: [{ ...input, dtype: 'float32' }], output })).toEqual([
      'I8C2700',
    ]);
    expect(brokenRules(squeezeBytes, { attributes, inputs: [{ ...input, scale: 2 }], output })).toEqual(['I8C2701']);
    expect(
      brokenRules(squeezeBytes, { attributes, inputs: [{ shape: Array<number>(9).fill(1) }], output: { shape: [] } }),
    ).toEqual(['I8C2400']);
  });
});
