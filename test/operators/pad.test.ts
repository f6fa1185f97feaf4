import { describe, expect, it } from 'vitest';
import type { OperatorAttributes } from '../../src/operators/registry.js';
import { pad, padInt8 } from '../../src/operators/movement/pad.js';
import { brokenRules, inferredShape, loweredView, runReference } from '../support/operator-node.js';

const attributes: OperatorAttributes['pad'] = {
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
    expect(runReference(padInt8, { attributes, inputs: [input], output })).toEqual([
      -9, -9, -9, -9, 1, 2, -9, -9, 3, 4, -9, -9,
    ]);
    expect(runReference(padInt8, { attributes: { ...attributes, value: 7 }, inputs: [input], output })).toEqual([
      7, 7, 7, 7, 1, 2, 7, 7, 3, 4, 7, 7,
    ]);
  });

  it('infers its shape, and none from nonsense', () => {
    expect(inferredShape(pad, attributes, [input])).toEqual([3, 4]);
    expect(inferredShape(pad, { paddings: [[1, 0]], value: null }, [input])).toMatch(/1 pairs/);
  });

  it('refuses what the reference kernel cannot do', () => {
    expect(brokenRules(padInt8, { attributes, inputs: [input], output })).toEqual([]);
    const six = { shape: [1, 1, 1, 1, 1, 1] };
    expect(
      brokenRules(padInt8, {
        attributes: { paddings: six.shape.map(() => [0, 0] as const), value: null },
        inputs: [six],
        output: six,
      }),
    ).toEqual(['I8C2400']);
    const one = { attributes: { paddings: [[1, 0]] as const, value: null }, inputs: [input], output };
    expect(brokenRules(padInt8, one)).toEqual(['I8C2501']);
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
    expect(loweredView(padInt8, image).view).toMatchObject({
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
    expect(loweredView(padInt8, nothing).view).toMatchObject({
      padded: false,
      loops: [],
      runBytes: 6,
      target: 'out',
      source: 'in',
    });
  });
});
