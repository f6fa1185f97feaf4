import { describe, expect, it } from 'vitest';
import { relu6Int8 } from '../../src/operators/activation/relu6.js';
import { brokenRules, loweredView, runReference } from '../support/operator-node.js';

const input = { shape: [7], scale: 0.1, zeroPoint: -20, values: [-128, -20, -19, 39, 40, 41, 127] };
const output = { shape: [7], scale: 0.1, zeroPoint: -20 };

describe('relu6', () => {
  it('cuts at 0 and at 6', () => {
    expect(runReference(relu6Int8, { attributes: {}, inputs: [input], output })).toEqual([
      -20, -20, -19, 39, 40, 40, 40,
    ]);
  });

  it('has no upper end where int8 does not reach 6, however fine the steps', () => {
    for (const scale of [0.04, 1e-40]) {
      const fine = { shape: [3], scale, zeroPoint: 0, values: [-5, 5, 127] };
      expect(runReference(relu6Int8, { attributes: {}, inputs: [fine], output: { shape: [3], scale } })).toEqual([
        0, 5, 127,
      ]);
    }
  });

  it("does not look at the output's quantization, like the reference kernel", () => {
    const other = { shape: [7], scale: 0.02, zeroPoint: -128 };
    expect(brokenRules(relu6Int8, { attributes: {}, inputs: [input], output: other })).toEqual([]);
    expect(runReference(relu6Int8, { attributes: {}, inputs: [input], output: other })).toEqual([
      -20, -20, -19, 39, 40, 40, 40,
    ]);
  });

  it('is written as a clamp', () => {
    expect(loweredView(relu6Int8, { attributes: {}, inputs: [input], output })).toEqual({
      kernel: 'clamp',
      view: { elements: 7, min: -20, max: 40 },
    });
  });
});
