import fc from 'fast-check';
import { expect, it } from 'vitest';
import { multiplyMatrix, packRows } from '../../src/numerics/multiply-matrix.js';

it('equals the plain triple loop for every size, at the extremes and over chunks', () => {
  const size = fc.record({
    count: fc.integer({ min: 1, max: 5 }),
    depth: fc.oneof(fc.integer({ min: 1, max: 40 }), fc.constantFrom(1024, 1025, 2100)),
    rows: fc.integer({ min: 1, max: 11 }),
  });
  fc.assert(
    fc.property(size, fc.integer(), fc.boolean(), ({ count, depth, rows }, seed, extreme) => {
      let state = seed | 1;
      const next = (low: number, high: number): number => {
        state = Math.imul(state, 1664525) + 1013904223;
        if (extreme) return state > 0 ? low : high;
        return low + ((state >>> 8) % (high - low + 1));
      };
      const windows = Float64Array.from({ length: count * depth }, () => next(-255, 255));
      const weights = Int8Array.from({ length: rows * depth }, () => next(-128, 127));
      const out = new Int32Array(count * rows);
      multiplyMatrix(windows, count, depth, packRows(weights, 0, rows, depth), rows, out);
      const expected = Array.from({ length: count * rows }, (_, at) => {
        const [p, r] = [Math.floor(at / rows), at % rows];
        let sum = 0;
        for (let k = 0; k < depth; k += 1) sum += (windows[p * depth + k] ?? 0) * (weights[r * depth + k] ?? 0);
        return sum;
      });
      expect([...out]).toEqual(expected);
    }),
  );
});

it.each([1024, 1025, 2048, 3000])('keeps rows apart where every one of %i products is the largest', (depth) => {
  for (const [x, weight] of [
    [255, -128],
    [-255, -128],
    [255, 127],
  ] as const) {
    const windows = new Float64Array(depth).fill(x);
    // The second row has the other sign: what one row takes too much shows in the other.
    const weights = Int8Array.from({ length: 2 * depth }, (_, at) => (at < depth ? weight : -1 - weight));
    const out = new Int32Array(2);
    multiplyMatrix(windows, 1, depth, packRows(weights, 0, 2, depth), 2, out);
    expect([...out]).toEqual([depth * x * weight, depth * x * (-1 - weight)]);
  }
});

it('packs two rows to a double, from the row it is told, and an odd last row with nothing', () => {
  const weights = Int8Array.of(9, 9, 1, -2, 3, 4, 5, 6);
  expect([...packRows(weights, 1, 2, 2)]).toEqual([1 + 3 * 2 ** 26, -2 + 4 * 2 ** 26]);
  expect([...packRows(weights, 1, 1, 2)]).toEqual([1, -2]);
  expect([...packRows(weights, 1, 3, 2)]).toEqual([1 + 3 * 2 ** 26, -2 + 4 * 2 ** 26, 5, 6]);
});

it('looks at no window past the count and writes nothing behind the last row', () => {
  const windows = Float64Array.from({ length: 12 }, (_, index) => index + 1);
  const packed = packRows(
    Int8Array.from({ length: 12 }, (_, index) => index - 5),
    0,
    5,
    2,
  );
  for (const count of [1, 2, 3]) {
    const out = new Int32Array(30);
    multiplyMatrix(windows, count, 2, packed, 5, out);
    const expected = Array.from({ length: 30 }, (_, at) => {
      const [p, r] = [Math.floor(at / 5), at % 5];
      return p < count ? (2 * p + 1) * (2 * r - 5) + (2 * p + 2) * (2 * r - 4) : 0;
    });
    expect([...out]).toEqual(expected);
  }
});
