import { describe, expect, it } from 'vitest';
import { logisticInt8 } from '../../src/operators/activation/logistic.js';
import { brokenRules, loweredView, runReference } from '../support/operator-node.js';

const output = { shape: [6], scale: 1 / 256, zeroPoint: -128 };
const input = { shape: [6], scale: 0.1, zeroPoint: 3, values: [-128, -57, 3, 4, 53, 127] };

describe('logistic', () => {
  it.each(['double', 'single'] as const)('is 1/2 at 0 and saturates far from it, with %s rounding', (rounding) => {
    expect(runReference(logisticInt8, { attributes: {}, inputs: [input], output, rounding })).toEqual([
      -128, -127, 0, 6, 126, 127,
    ]);
  });

  it('is a step where one input step is already too far', () => {
    const sketch = {
      attributes: {},
      inputs: [{ ...input, scale: 2 ** 30, zeroPoint: 0, values: [-128, -1, 0, 1, 2, 127] }],
      output,
    };
    expect(runReference(logisticInt8, sketch)).toEqual([-128, -128, -128, 127, 127, 127]);
    expect(
      runReference(logisticInt8, {
        ...sketch,
        inputs: [{ ...input, scale: 4, zeroPoint: 0, values: [-4, -3, 0, 3, 4, 5] }],
      }),
    ).toEqual([-128, -128, 0, 127, 127, 127]);
  });

  it('refuses scales outside the shifts of the reference kernel, and any other output', () => {
    expect(brokenRules(logisticInt8, { attributes: {}, inputs: [input], output })).toEqual([]);
    expect(brokenRules(logisticInt8, { attributes: {}, inputs: [{ ...input, scale: 2 ** -28 }], output })).toEqual([]);
    expect(brokenRules(logisticInt8, { attributes: {}, inputs: [{ ...input, scale: 2 ** -29 }], output })).toEqual([
      'I8C2610',
    ]);
    expect(brokenRules(logisticInt8, { attributes: {}, inputs: [{ ...input, scale: 2 ** 35 }], output })).toEqual([
      'I8C2610',
    ]);
    expect(brokenRules(logisticInt8, { attributes: {}, inputs: [input], output: { ...output, zeroPoint: 0 } })).toEqual(
      ['I8C2602'],
    );
  });

  it('is written as a table', () => {
    expect(loweredView(logisticInt8, { attributes: {}, inputs: [input], output })).toMatchObject({
      kernel: 'table',
      view: { elements: 6, locals: [{ symbol: 'm_op00_table' }] },
    });
  });
});
