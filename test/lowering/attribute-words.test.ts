import { describe, expect, it } from 'vitest';
import { attributeWords } from '../../src/lowering/attribute-words.js';

describe('attributes in words', () => {
  it.each<[object, string]>([
    [{}, ''],
    [{ strides: [2, 3] }, 'stride 2x3'],
    [{ dilations: [1, 1] }, ''],
    [{ dilations: [2, 1] }, 'dilation 2x1'],
    [{ dilations: [1, 2] }, 'dilation 1x2'],
    [{ strides: [1, 1] }, 'stride 1x1'],
    [{ beamWidth: 4 }, 'beam width 4'],
    [{ outputSize: [4, 5] }, 'output 4x5'],
    [{ padding: 'same', strides: [1, 2] }, 'SAME, stride 1x2'],
    [{ activation: 'none' }, ''],
    [{ activation: 'relu-n1-to-1' }, 'fused RELU_N1_TO_1'],
    [{ value: null }, ''],
    [{ value: 0 }, 'value 0'],
    [{ keepDimensions: true }, 'keep dimensions'],
    [{ keepDimensions: false }, ''],
    [{ axes: [] }, 'axes []'],
    [
      {
        paddings: [
          [1, 2],
          [3, 4],
        ],
        value: 7,
      },
      'paddings [[1, 2], [3, 4]], value 7',
    ],
  ])('%j: %j', (attributes, line) => {
    expect(attributeWords({ attributes }, {}).join(', ')).toBe(line);
  });

  it('shows float32 as short as it is', () => {
    expect(attributeWords({ attributes: { alpha: Math.fround(0.1), slopes: [Math.fround(-0.3), 2] } }, {})).toEqual([
      'alpha 0.1',
      'slopes [-0.3, 2]',
    ]);
  });

  it('say where the padding begins, if the kernel does', () => {
    expect(attributeWords({ attributes: { padding: 'same' } }, { padTop: 0, padLeft: 1 })).toEqual([
      'SAME (top 0, left 1)',
    ]);
    expect(attributeWords({ attributes: { padding: 'same' } }, { padTop: 0 })).toEqual(['SAME']);
  });
});
