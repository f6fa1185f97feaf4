import { describe, expect, it } from 'vitest';
import { softmax, softmaxInt8 } from '../../src/operators/activation/softmax.js';
import { brokenRules, inferredShape, loweredView, runReference, sketchSite } from '../support/operator-node.js';

const attributes = { beta: 1 };
const output = { shape: [3], scale: 1 / 256, zeroPoint: -128 };

describe('softmax', () => {
  it('divides exponentials by their sum, row by row', () => {
    const input = { shape: [2, 3], scale: 0.25, values: [4, 0, -8, 127, 127, 126] };
    expect(runReference(softmaxInt8, { attributes, inputs: [input], output: { ...output, shape: [2, 3] } })).toEqual([
      53, -62, -119, -36, -36, -56,
    ]);
  });

  it.each(['double', 'single'] as const)(
    'takes beta into the scale and no notice of the zero point, with %s rounding',
    (rounding) => {
      const input = { shape: [3], zeroPoint: 7, values: [0, 1, 2] };
      expect(runReference(softmaxInt8, { attributes: { beta: 0.5 }, inputs: [input], output, rounding })).toEqual([
        -80, -49, 2,
      ]);
    },
  );

  it('saturates the share 1', () => {
    expect(
      runReference(softmaxInt8, {
        attributes,
        inputs: [{ shape: [1], values: [-128] }],
        output: { ...output, shape: [1] },
      }),
    ).toEqual([127]);
  });

  it('rounds the shares of 512 equal values and more to 0', () => {
    const equal = (depth: number): number[] =>
      runReference(softmaxInt8, {
        attributes,
        inputs: [{ shape: [depth], values: Array<number>(depth).fill(5) }],
        output: { ...output, shape: [depth] },
      });
    expect(new Set(equal(511))).toEqual(new Set([-127]));
    expect(new Set(equal(512))).toEqual(new Set([-128]));
    expect(new Set(equal(4095))).toEqual(new Set([-128]));
  });

  it('tabulates no difference that the reference kernel skips', () => {
    const entries = (scale: number, rounding: 'double' | 'single'): number => {
      const site = sketchSite(softmaxInt8, {
        attributes,
        inputs: [{ shape: [3], scale }],
        output,
        rounding,
      });
      return softmaxInt8.prepare(site).exponentials.length;
    };
    expect(entries(0.01, 'double')).toBe(256);
    expect(entries(0.1, 'double')).toBe(249);
    expect(entries(1, 'double')).toBe(16);
    expect(entries(1e9, 'double')).toBe(1);
    expect(entries(1e9, 'single')).toBe(2);
  });

  it('writes a table that ends where exponentials stop to count', () => {
    const short = loweredView(softmaxInt8, {
      attributes,
      inputs: [{ shape: [2, 3] }],
      output: { ...output, shape: [2, 3] },
    });
    expect(short).toMatchObject({
      kernel: 'table',
      view: { rows: 2, depth: 3, mayVanish: false, exponential: 'exponentials[int8c_min(largest - in[i], 14)]' },
    });
    const flat = loweredView(softmaxInt8, {
      attributes,
      inputs: [{ shape: [600], scale: 0.01 }],
      output: { ...output, shape: [600] },
    });
    expect(flat.view).toMatchObject({ rows: 1, mayVanish: true, exponential: 'exponentials[largest - in[i]]' });
  });

  it('refuses what the reference kernel refuses', () => {
    const input = { shape: [3] };
    expect(brokenRules(softmaxInt8, { attributes, inputs: [input], output })).toEqual([]);
    expect(brokenRules(softmaxInt8, { attributes, inputs: [{ shape: [] }], output: { ...output, shape: [] } })).toEqual(
      ['I8C2600'],
    );
    for (const beta of [0, -1, Number.NaN, Number.POSITIVE_INFINITY, 2 ** -26]) {
      expect(brokenRules(softmaxInt8, { attributes: { beta }, inputs: [input], output })).toEqual(['I8C2601']);
    }
    expect(brokenRules(softmaxInt8, { attributes, inputs: [input], output: { ...output, scale: 1 / 128 } })).toEqual([
      'I8C2602',
    ]);
    expect(brokenRules(softmaxInt8, { attributes, inputs: [input], output: { ...output, zeroPoint: 0 } })).toEqual([
      'I8C2602',
    ]);
    expect(
      brokenRules(softmaxInt8, { attributes, inputs: [{ shape: [4096] }], output: { ...output, shape: [4096] } }),
    ).toEqual(['I8C2603']);
  });

  it('keeps the shape', () => {
    expect(inferredShape(softmax, attributes, [{ shape: [2, 3] }])).toEqual([2, 3]);
  });
});
