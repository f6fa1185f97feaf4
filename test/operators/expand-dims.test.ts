import { describe, expect, it } from 'vitest';
import { expandDims, expandDimsBytes } from '../../src/operators/movement/expand-dims.js';
import { brokenRules, inferredShape, loweredView, runReference } from '../support/operator-node.js';

const attributes = { axis: 1 };
const input = { shape: [2, 2], values: [1, 2, 3, 4] };
const output = { shape: [2, 1, 2] };

describe('expand-dims', () => {
  it('inserts a dimension anywhere', () => {
    const shapes = [-3, -2, -1, 0, 1, 2].map((axis) => inferredShape(expandDims, { axis }, [input]));
    expect(shapes).toEqual([
      [1, 2, 2],
      [2, 1, 2],
      [2, 2, 1],
      [1, 2, 2],
      [2, 1, 2],
      [2, 2, 1],
    ]);
    for (const axis of [3, -4]) expect(inferredShape(expandDims, { axis }, [input])).toMatch(/is outside/);
  });

  it('keeps values, as a view or a copy', () => {
    expect(runReference(expandDimsBytes, { attributes, inputs: [input], output })).toEqual([1, 2, 3, 4]);
    expect(expandDims.sharing).toBe('view');
    expect(loweredView(expandDimsBytes, { attributes, inputs: [input], output })).toEqual({
      kernel: 'copy',
      view: { bytes: 4 },
    });
  });

  it('refuses to change type or quantization', () => {
    expect(brokenRules(expandDimsBytes, { attributes, inputs: [input], output })).toEqual([]);
    expect(
      brokenRules(expandDimsBytes, { attributes, inputs: [input], output: { ...output, dtype: 'float32' } }),
    ).toEqual(['I8C2700']);
    expect(brokenRules(expandDimsBytes, { attributes, inputs: [input], output: { ...output, zeroPoint: 3 } })).toEqual([
      'I8C2701',
    ]);
  });
});
