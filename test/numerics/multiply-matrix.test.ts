import fc from 'fast-check';
import { expect, it } from 'vitest';
import { multiplyMatrix, packRows } from '../../src/numerics/multiply-matrix.js';

it('equals the plain triple loop for every size, at the extremes and over chunks', () => {
  const size = fc.record({ count: fc.integer({ min: 1, max: 5 }), depth: fc.oneof(fc.integer({ min: 1, max: 40 }), fc.constantFrom(1024, 1025, 2100)), rows: fc.integer({ min: 1, max: 11 }) });
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
