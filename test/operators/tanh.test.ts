import { describe, expect, it } from 'vitest';
import { tanhInt8 } from '../../src/operators/activation/tanh.js';
import { brokenRules, runReference, sketchSite } from '../support/operator-node.js';

const output = { shape: [6], scale: 1 / 128 };
const input = { shape: [6], scale: 0.05, values: [-128, -20, 0, 1, 20, 127] };

describe('tanh', () => {
  it.each(['double', 'single'] as const)('is odd but for the end of int8, with %s rounding', (rounding) => {
    expect(runReference(tanhInt8, { attributes: {}, inputs: [input], output, rounding })).toEqual([
      -128, -97, 0, 6, 97, 127,
    ]);
    const site = sketchSite(tanhInt8, { attributes: {}, inputs: [input], output, rounding });
    const { table } = tanhInt8.prepare(site);
    for (let x = 1; x < 128; x += 1) expect(table[128 + x]).toBe(Math.min(127, -(table[128 - x] ?? 0)));
  });

  it('stays within one step of the real function', () => {
    const site = sketchSite(tanhInt8, {
      attributes: {},
      inputs: [{ ...input, scale: 0.03, zeroPoint: -11 }],
      output,
    });
    const { table } = tanhInt8.prepare(site);
    table.forEach((value, index) => {
      expect(Math.abs(value - Math.min(127, 128 * Math.tanh(0.03 * (index - 128 + 11))))).toBeLessThan(1);
    });
  });

  it('refuses scales outside the shifts of the reference kernel, and any other output', () => {
    expect(brokenRules(tanhInt8, { attributes: {}, inputs: [input], output })).toEqual([]);
    expect(brokenRules(tanhInt8, { attributes: {}, inputs: [{ ...input, scale: 1e-9 }], output })).toEqual(['I8C2610']);
    expect(brokenRules(tanhInt8, { attributes: {}, inputs: [input], output: { ...output, scale: 1 / 256 } })).toEqual([
      'I8C2602',
    ]);
  });
});
