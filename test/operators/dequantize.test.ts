import { describe, expect, it } from 'vitest';
import { dequantizeInt8 } from '../../src/operators/quantization/dequantize.js';
import { loweredView, runReference } from '../support/operator-node.js';

const input = { shape: [5], scale: 0.1, zeroPoint: -3, values: [-128, -3, -2, 0, 127] };
const output = { dtype: 'float32', shape: [5] } as const;

describe('dequantize', () => {
  it('gives the nearest float32', () => {
    expect(runReference(dequantizeInt8, { attributes: {}, inputs: [input], output })).toEqual(
      [-12.5, 0, 0.1, 0.3, 13].map(Math.fround),
    );
  });

  it('needs a double nowhere: the product of a float32 scale and 9 bits is exact in one', () => {
    for (const scale of [0.1, 1 / 3, 2 ** -126, 3e37].map(Math.fround)) {
      for (let steps = -255; steps <= 255; steps += 1)
        expect((scale * steps) / (steps === 0 ? 1 : steps)).toBe(steps === 0 ? scale * steps : scale);
    }
    expect(loweredView(dequantizeInt8, { attributes: {}, inputs: [input], output })).toEqual({
      kernel: 'scale',
      view: { elements: 5, scale: '0.1f', steps: 'in[i] + 3' },
    });
  });
});
