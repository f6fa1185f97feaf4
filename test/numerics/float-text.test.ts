import { describe, expect, it } from 'vitest';
import { cFloat, shortestFloat32 } from '../../src/numerics/float-text.js';

describe('shortestFloat32', () => {
  it.each([
    [0, '0'],
    [-0, '-0'],
    [1, '1'],
    [0.1, '0.1'],
    [1 / 3, '0.33333334'],
    [16777216, '16777216'],
    [2 ** -126, '1.1754944e-38'],
    [3.4028234663852886e38, '3.4028235e+38'],
    [0.15625, '0.15625'],
    [1000 + 2 ** -14, '1000.00006'],
    [1e10, '10000000000'],
    [Number.POSITIVE_INFINITY, 'Infinity'],
  ])('%s', (value, text) => {
    expect(shortestFloat32(Math.fround(value))).toBe(text);
  });

  // Halfway between two float32 values, where a C compiler and two roundings might part, stand 536871200 and 536872800.
  it.each([
    [536871168, '536871170'],
    [536872832, '536872830'],
  ])('passes over the shorter decimal beside %s', (value, text) => {
    expect(shortestFloat32(value)).toBe(text);
  });
});

describe('cFloat', () => {
  it.each([
    [1, '1.0f'],
    [-3, '-3.0f'],
    [0.5, '0.5f'],
    [2 ** -126, '1.1754944e-38f'],
    [1e30, '1e+30f'],
    [-0, '-0.0f'],
  ])('%s', (value, text) => {
    expect(cFloat(Math.fround(value))).toBe(text);
  });

  it('has no text for what is no number', () => {
    expect(() => cFloat(Number.NaN)).toThrow('int8c bug: NaN has no C literal');
  });
});
