import { describe, expect, it } from 'vitest';
import { leakyReluInt8 } from '../../src/operators/activation/leaky-relu.js';
import { brokenRules } from '../support/operator-node.js';

describe('leaky-relu', () => {
  const broken = (alpha: number, inputScale: number): string[] =>
    brokenRules(leakyReluInt8, {
      attributes: { alpha },
      inputs: [{ shape: [1], scale: inputScale }],
      output: { shape: [1] },
    });

  it('refuses ratios that the reference kernel cannot shift by, on either side of zero', () => {
    const below = 2 ** 22 - 1;
    expect(broken(0.5, below)).toEqual([]);
    expect(broken(0.5, 2 ** 22)).toEqual(['I8C2630']);
    expect(broken(1, below)).toEqual([]);
    expect(broken(-1, below)).toEqual([]);
    expect(broken(2 ** 22, 1)).toEqual(['I8C2631']);
    expect(broken(-(2 ** 22), 1)).toEqual(['I8C2631']);
    expect(broken(Number.NaN, 1)).toEqual(['I8C2631']);
    expect(broken(Infinity, 1)).toEqual(['I8C2631']);
  });
});
