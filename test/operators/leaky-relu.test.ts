import { describe, expect, it } from 'vitest';
import { leakyReluInt8 } from '../../src/operators/activation/leaky-relu.js';
import { brokenRules, sketchSite } from '../support/operator-node.js';

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

  it('rounds alpha times the input scale to float32 before it divides', () => {
    const [inputScale, alpha, outputScale] = [0.2557702958583832, 0.5685592293739319, 0.33298200368881226];
    const site = sketchSite(leakyReluInt8, {
      attributes: { alpha },
      inputs: [{ shape: [1], scale: inputScale, zeroPoint: 127 }],
      output: { shape: [1], scale: outputScale, zeroPoint: 127 },
    });
    // As recorded from the reference kernel: a product that is divided unrounded gives 22.
    expect(leakyReluInt8.prepare(site).table[-114 + 128]).toBe(21);
  });
});
