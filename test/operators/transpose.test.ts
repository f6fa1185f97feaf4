import { describe, expect, it } from 'vitest';
import { transpose, transposeBytes } from '../../src/operators/movement/transpose.js';
import { brokenRules, inferredShape, loweredView, runReference } from '../support/operator-node.js';

const matrix = { shape: [2, 3], values: [1, 2, 3, 4, 5, 6] };

function lowered(shape: readonly number[], permutation: readonly number[]) {
  return loweredView(transposeBytes, {
    attributes: { permutation },
    inputs: [{ shape }],
    output: { shape: permutation.map((axis) => shape[axis] ?? 0) },
  });
}

describe('transpose', () => {
  it('reorders dimensions', () => {
    expect(
      runReference(transposeBytes, {
        attributes: { permutation: [1, 0] },
        inputs: [matrix],
        output: { shape: [3, 2] },
      }),
    ).toEqual([1, 4, 2, 5, 3, 6]);
    const cube = { shape: [2, 2, 2], values: [1, 2, 3, 4, 5, 6, 7, 8] };
    expect(
      runReference(transposeBytes, {
        attributes: { permutation: [2, 0, 1] },
        inputs: [cube],
        output: { shape: [2, 2, 2] },
      }),
    ).toEqual([1, 3, 5, 7, 2, 4, 6, 8]);
    expect(
      runReference(transposeBytes, {
        attributes: { permutation: [] },
        inputs: [{ shape: [], values: [9] }],
        output: { shape: [] },
      }),
    ).toEqual([9]);
  });

  it('infers its shape from a permutation and from nothing else', () => {
    expect(inferredShape(transpose, { permutation: [1, 0] }, [matrix])).toEqual([3, 2]);
    for (const permutation of [[0], [0, 0], [0, 2], [-1, 0], [0, 1, 2], [0, Number.NaN]]) {
      expect(inferredShape(transpose, { permutation }, [matrix])).toMatch(/does not name every dimension/);
    }
  });

  it('copies runs where the last dimension stays', () => {
    expect(lowered([4, 5, 3], [1, 0, 2])).toMatchObject({
      kernel: 'blocks',
      view: {
        loops: [
          { index: 'i', size: 5 },
          { index: 'j', size: 4 },
        ],
        source: 'in + i * 3 + j * 15',
        blockElements: 3,
        blockBytes: 3,
      },
    });
    expect(lowered([1, 5, 1, 3], [2, 1, 0, 3])).toMatchObject({
      kernel: 'blocks',
      view: { loops: [], source: 'in', blockBytes: 15 },
    });
    expect(lowered([], [])).toMatchObject({ kernel: 'blocks', view: { loops: [], blockBytes: 1 } });
  });

  it('loops no more than it must', () => {
    expect(lowered([1, 8, 8, 3], [0, 3, 1, 2])).toMatchObject({
      kernel: 'elements',
      view: { loops: [{ size: 3 }, { size: 64 }], source: 'i + j * 3' },
    });
  });

  it('refuses what the reference kernel refuses', () => {
    const sketch = { attributes: { permutation: [1, 0] }, inputs: [matrix], output: { shape: [3, 2] } };
    expect(brokenRules(transposeBytes, sketch)).toEqual([]);
    expect(brokenRules(transposeBytes, { ...sketch, output: { ...sketch.output, dtype: 'float32' } })).toEqual([
      'I8C2700',
    ]);
    expect(brokenRules(transposeBytes, { ...sketch, output: { ...sketch.output, scale: 3 } })).toEqual(['I8C2701']);
    const six = { shape: [1, 1, 1, 1, 1, 1] };
    expect(
      brokenRules(transposeBytes, { attributes: { permutation: [0, 1, 2, 3, 4, 5] }, inputs: [six], output: six }),
    ).toEqual(['I8C2400']);
  });
});
