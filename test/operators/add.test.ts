import { describe, expect, it } from 'vitest';
import { add, addInt8 } from '../../src/operators/elementwise/add.js';
import { brokenRules, inferredShape, loweredView, runReference, sketchSite } from '../support/operator-node.js';

const attributes = { activation: 'none' } as const;
const left = { shape: [3], scale: 0.5, values: [2, -4, 7] };
const right = { shape: [3], scale: 0.25, values: [4, 1, -128] };
const output = { shape: [3], scale: 0.5 };

describe('add', () => {
  it('rounds as it is told: -3.5 is -4 in two steps, -3 in one', () => {
    expect(runReference(addInt8, { attributes, inputs: [left, right], output, rounding: 'double' })).toEqual([
      4, -4, -57,
    ]);
    expect(runReference(addInt8, { attributes, inputs: [left, right], output, rounding: 'single' })).toEqual([
      4, -3, -57,
    ]);
  });

  it('takes zero points into account and saturates', () => {
    const inputs = [
      { shape: [2], zeroPoint: 10, values: [127, 10] },
      { shape: [2], zeroPoint: -128, values: [127, -100] },
    ];
    expect(runReference(addInt8, { attributes, inputs, output: { shape: [2], zeroPoint: -5 } })).toEqual([127, 23]);
  });

  it('clamps to the fused activation', () => {
    expect(runReference(addInt8, { attributes: { activation: 'relu' }, inputs: [left, right], output })).toEqual([
      4, 0, 0,
    ]);
  });

  it('stretches dimensions of size 1 of either input', () => {
    const inputs = [
      { shape: [2, 1], values: [10, 20] },
      { shape: [1, 3], values: [1, 2, 3] },
    ];
    expect(runReference(addInt8, { attributes, inputs, output: { shape: [2, 3] } })).toEqual([11, 12, 13, 21, 22, 23]);
    expect(inferredShape(add, attributes, [{ shape: [4, 1, 3] }, { shape: [2, 1] }])).toEqual([4, 2, 3]);
    expect(inferredShape(add, attributes, [{ shape: [2] }, { shape: [3] }])).toMatch(/do not broadcast: 2 against 3/);
  });

  it('refuses too many dimensions and scales that the reference kernel aborts on', () => {
    expect(brokenRules(addInt8, { attributes, inputs: [left, right], output })).toEqual([]);
    const seven = { shape: [1, 1, 1, 1, 1, 1, 1] };
    expect(brokenRules(addInt8, { attributes, inputs: [seven, seven], output: seven })).toEqual(['I8C2400']);
    expect(
      brokenRules(addInt8, { attributes, inputs: [left, right], output: { shape: [3], scale: 2 ** -20 } }),
    ).toEqual(['I8C2401']);
    // A factor of 1, and the largest below it.
    const one = { shape: [3], scale: 1 };
    expect(brokenRules(addInt8, { attributes, inputs: [one, one], output: { shape: [3], scale: 2 ** -19 } })).toEqual([
      'I8C2401',
    ]);
    expect(
      brokenRules(addInt8, {
        attributes,
        inputs: [one, one],
        output: { shape: [3], scale: 2 ** -19 * (1 + 2 ** -23) },
      }),
    ).toEqual([]);
    expect(
      brokenRules(addInt8, {
        attributes: { activation: 'relu6' },
        inputs: [
          { ...left, scale: 1e-9 },
          { ...right, scale: 1e-9 },
        ],
        output: { shape: [3], scale: 1e-9 },
      }),
    ).toEqual(['I8C2108']);
  });

  it('derives factors in double precision', () => {
    const site = sketchSite(addInt8, {
      attributes,
      inputs: [
        { shape: [1], scale: 0.1 },
        { shape: [1], scale: 0.3 },
      ],
      output: { shape: [1], scale: 0.7 },
    });
    const { left: first, right: second } = addInt8.prepare(site);
    expect(second.factor).toEqual({ multiplier: 2 ** 30, shift: 0 });
    expect(first.factor.multiplier % 128).not.toBe(0);
  });

  it('writes one loop for equal shapes, and as few as a broadcast needs', () => {
    const same = { shape: [1, 4, 4, 8] };
    const flat = loweredView(addInt8, { attributes, inputs: [same, same], output: same }).view;
    expect(flat).toMatchObject({
      loops: [{ index: 'i', size: 128 }],
      left: '(in0[i]) * 524288',
      right: '(in1[i]) * 524288',
    });
    const perChannel = loweredView(addInt8, {
      attributes,
      inputs: [same, { shape: [8], scale: 0.25, zeroPoint: -3 }],
      output: same,
    }).view;
    expect(perChannel).toMatchObject({
      loops: [
        { index: 'i', size: 16 },
        { index: 'j', size: 8 },
      ],
      left: '(in0[i * 8 + j]) * 524288',
      right: 'int8c_requantize_right_double((in1[j] + 3) * 1048576, 1073741824, 2)',
    });
  });
});
