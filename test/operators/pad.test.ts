import { describe, expect, it } from 'vitest';
import type { PadAttributes } from '../../src/operators/attributes.js';
import { pad } from '../../src/operators/movement/pad.js';
import { brokenConstraints, inferredShape, loweredView, runReference } from '../support/operator-node.js';

const attributes: PadAttributes = {
  paddings: [
    [1, 0],
    [0, 2],
  ],
  value: null,
};
const input = { shape: [2, 2], values: [1, 2, 3, 4] };
const output = { shape: [3, 4], zeroPoint: -9 };

describe('pad', () => {
  it("puts the output's zero point, or a value, around the input", () => {
    expect(runReference(pad, { attributes, inputs: [input], output })).toEqual([
      -9, -9, -9, -9, 1, 2, -9, -9, 3, 4, -9, -9,
    ]);
    expect(runReference(pad, { attributes: { ...attributes, value: 7 }, inputs: [input], output })).toEqual([
      7, 7, 7, 7, 1, 2, 7, 7, 3, 4, 7, 7,
    ]);
  });

  it('infers its shape, and none from nonsense', () => {
    expect(inferredShape(pad, attributes, [input])).toEqual([3, 4]);
    expect(inferredShape(pad, { paddings: [[1, 0]], value: null }, [input])).toMatch(/1 pairs/);
    expect(
      inferredShape(
        pad,
        {
          paddings: [
            [1, 0],
            [0, -1],
          ],
          value: null,
        },
        [input],
      ),
    ).toMatch(/\[0, -1\] of dimension 1/);
  });

  it('refuses what the reference kernel cannot do', () => {
    expect(brokenConstraints(pad, { attributes, inputs: [input], output })).toEqual([]);
    const six = { shape: [1, 1, 1, 1, 1, 1] };
    expect(
      brokenConstraints(pad, {
        attributes: { paddings: six.shape.map(() => [0, 0] as const), value: null },
        inputs: [six],
        output: six,
      }),
    ).toEqual(['I8C2400']);
    expect(
      brokenConstraints(pad, {
        attributes: {
          paddings: [
            [-1, 1],
            [0, 0],
          ],
          value: null,
        },
        inputs: [input],
        output,
      }),
    ).toEqual(['I8C2501']);
    expect(brokenConstraints(pad, { attributes: { ...attributes, value: 128 }, inputs: [input], output })).toEqual([
      'I8C2502',
    ]);
  });

  it('copies runs as long as the padding leaves them', () => {
    const image = {
      attributes: {
        paddings: [
          [0, 0],
          [1, 1],
          [2, 0],
          [0, 0],
        ] as const,
        value: null,
      },
      inputs: [{ shape: [1, 4, 5, 3] }],
      output: { shape: [1, 6, 7, 3] },
    };
    expect(loweredView(pad, image).view).toMatchObject({
      padded: true,
      outputBytes: 126,
      runBytes: 15,
      loops: [{ index: 'i', size: 4 }],
      target: 'out + 27 + i * 21',
      source: 'in + i * 15',
    });
    const nothing = {
      attributes: {
        paddings: [
          [0, 0],
          [0, 0],
        ] as const,
        value: null,
      },
      inputs: [{ shape: [2, 3] }],
      output: { shape: [2, 3] },
    };
    expect(loweredView(pad, nothing).view).toMatchObject({
      padded: false,
      loops: [],
      runBytes: 6,
      target: 'out',
      source: 'in',
    });
  });
});
