import { describe, expect, it } from 'vitest';
import { clamp, quantizeMultiplier, requantize, splitFloat } from '../../src/numerics/fixed-point.js';
import {
  expOfNegative,
  inputRadius,
  logisticOf,
  oneOverOnePlus,
  tanhOf,
} from '../../src/numerics/fixed-point-functions.js';
import { activationBounds, quantizeReal, type FusedActivation } from '../../src/numerics/activation.js';
import { accumulatorBounds } from '../../src/numerics/accumulator.js';
import { requantizeRows } from '../../src/numerics/requantize-rows.js';

/**
 * Recorded from the functions that the reference kernels call (tflite-micro 90b983c2, gemmlowp 16e8662c), under both
 * roundings.
 */

type RecordedValue = readonly [raw: number, result: number];
const expOf4: readonly RecordedValue[] = [
  [0, 2147483647],
  [-1, 2147483140],
  [-2, 2147483124],
  [-1000, 2147467156],
  [-1048576, 2130771442],
  [-16777215, 1895147682],
  [-16777216, 1895147668],
  [-16777217, 1895147654],
  [-33554432, 1672462419],
  [-123456789, 855963115],
  [-67108865, 1302514366],
  [-134217728, 790015308],
  [-134217805, 790014450],
  [-268435456, 290630390],
  [-268435461, 290630231],
  [-536870912, 39332546],
  [-536883257, 39328908],
  [-1073741824, 720401],
  [-1073741825, 720401],
  [-1999999999, 725],
  [-2147483647, 242],
  [-2147483648, 242],
];

const expOf5: readonly RecordedValue[] = [
  [0, 2147483647],
  [-1, 2147483124],
  [-2, 2147483093],
  [-1000, 2147451157],
  [-1048576, 2114189749],
  [-16777215, 1672462444],
  [-16777216, 1672462419],
  [-16777217, 1672461539],
  [-33554432, 1302515042],
  [-123456789, 341177383],
  [-67108865, 790014891],
  [-134217728, 290630390],
  [-134217805, 290629908],
  [-268435456, 39332546],
  [-268435461, 39332523],
  [-536870912, 720401],
  [-536883257, 720268],
  [-1073741824, 242],
  [-1073741825, 242],
  [-1999999999, 0],
  [-2147483647, 0],
  [-2147483648, 0],
];

const logistics: readonly RecordedValue[] = [
  [0, 1073741824],
  [1, 1073741948],
  [-1, 1073741699],
  [2, 1073741954],
  [-2, 1073741693],
  [1000, 1073745948],
  [-1000, 1073737699],
  [1048576, 1077936196],
  [-1048576, 1069547451],
  [67108864, 1336721090],
  [-67108864, 810762557],
  [123456789, 1535464548],
  [-123456789, 612019099],
  [134217728, 1569936226],
  [-134217728, 577547421],
  [134217827, 1569936748],
  [-134217827, 577546899],
  [268435456, 1891497262],
  [-268435456, 255986385],
  [536870912, 2108858542],
  [-536870912, 38625105],
  [1073741824, 2146763492],
  [-1073741824, 720155],
  [1999999999, 2147482924],
  [-1999999999, 723],
  [2147483647, 2147483406],
  [-2147483647, 241],
  [-2147483648, 241],
];

const tanhs: readonly RecordedValue[] = [
  [0, 0],
  [1, 260],
  [-1, -260],
  [2, 276],
  [-2, -276],
  [1000, 16236],
  [-1000, -16236],
  [1048576, 16776996],
  [-1048576, -16776996],
  [67108864, 992388804],
  [-67108864, -992388804],
  [123456789, 1558674772],
  [-123456789, -1558674772],
  [134217728, 1635510876],
  [-134217728, -1635510876],
  [134217827, 1635511772],
  [-134217827, -1635511772],
  [268435456, 2070233436],
  [-268435456, -2070233436],
  [536870912, 2146043336],
  [-536870912, -2146043336],
  [1073741824, 2147483164],
  [-1073741824, -2147483164],
  [1999999999, 2147483647],
  [-1999999999, -2147483647],
  [2147483647, 2147483647],
  [-2147483647, -2147483647],
];

const reciprocals: readonly RecordedValue[] = [
  [0, 2147483647],
  [1, 2147483647],
  [2, 2147483647],
  [1000, 2147482650],
  [1048576, 2146435584],
  [67108864, 2082408382],
  [123456789, 2030738432],
  [134217728, 2021161076],
  [134217827, 2021160990],
  [268435456, 1908874352],
  [536870912, 1717986914],
  [1073741824, 1431655762],
  [1999999999, 1111923858],
  [2147483647, 1073741820],
];

type RecordedMultiplier = readonly [
  factor: number,
  multiplier: number,
  shift: number,
  singleMultiplier: number,
  singleShift: number,
];
const multipliers: readonly RecordedMultiplier[] = [
  [0, 0, 0, 0, 0],
  [1, 1073741824, 1, 1073741824, 1],
  [0.125, 1073741824, -2, 1073741824, -2],
  [0.5, 1073741824, 0, 1073741824, 0],
  [0.9999999999, 1073741824, 1, 1073741824, 1],
  [0.9999999995343387, 2147483647, 0, 2147483647, 0],
  [0.9999999997671694, 1073741824, 1, 1073741824, 1],
  [0.9999999998835847, 1073741824, 1, 1073741824, 1],
  [2.3283064365386963e-10, 1073741824, -31, 1073741824, -31],
  [1.1641532182693481e-10, 0, 0, 0, 0],
  [1.7462298274040222e-10, 0, 0, 0, 0],
  [4.656612873077393e-10, 1073741824, -30, 1073741824, -30],
  [3.7e-10, 1706323827, -31, 1706323827, -31],
  [0.3, 1288490189, -1, 1288490189, -1],
  [0.6666666666666666, 1431655765, 0, 1431655765, 0],
  [123.456, 2071247978, 7, 2071247978, 7],
  [536870912, 1073741824, 30, 1073741824, 30],
  [1073741824, 1073741824, 31, 2147483647, 30],
  [1610612736, 1610612736, 31, 2147483647, 30],
  [2147483648, 1073741824, 32, 2147483647, 30],
  [7e-9, 2017612633, -27, 2017612633, -27],
];

type RecordedProduct = readonly [
  accumulator: number,
  multiplier: number,
  shift: number,
  double: number,
  single: number,
];
const products: readonly RecordedProduct[] = [
  [67, 1073741824, -2, 9, 8],
  [-67, 1073741824, -2, -8, -8],
  [1, 1073741824, 0, 1, 1],
  [-1, 1073741824, 0, 0, 0],
  [3, 1073741824, -1, 1, 1],
  [-3, 1073741824, -1, -1, -1],
  [-2, 1073741824, -1, -1, 0],
  [5, 1073741824, -3, 0, 0],
  [12345, 1518500250, -7, 68, 68],
  [-12345, 1518500250, -7, -68, -68],
  [100000, 2147483647, 3, 800000, 800000],
  [-100000, 2147483647, 3, -800000, -800000],
  [1048576, 1073741824, 1, 1048576, 1048576],
  [123456789, 1999999999, -30, 0, 0],
  [2147483000, 1073741825, -31, 0, 0],
  [-2147483000, 1073741825, -31, 0, 0],
  [255, 1717986918, 15, 6684672, 6684672],
  [-255, 1717986918, 16, -13369344, -13369344],
  [77, 0, 0, 0, 0],
  [1000, 1288490189, 0, 600, 600],
  [-1000, 1288490189, 0, -600, -600],
  [100000, 1610612736, 4, 1200000, 1200000],
  [-3, 1610612736, 16, -147456, -147456],
  [5, 1610612736, 15, 122880, 122880],
  [7, 1717986918, 14, 91750, 91750],
  [-7, 1288490189, 14, -68813, -68813],
  [1, 1073741824, 30, 536870912, 536870912],
  [-1, 1073741824, 30, -536870912, -536870912],
  [2147483392, 2147483647, -1, 1073741696, 1073741696],
  [-2147483392, 2147483647, -1, -1073741696, -1073741696],
  [-5, 1073741824, -1, -1, -1],
  [5, 1073741824, -1, 2, 1],
  [-1, 1073741824, -31, 0, 0],
];

/** For left shifts of 20 … 31. */
const radiuses4 = [1920, 960, 480, 240, 120, 60, 30, 15, 7, 3, 1, 0];
const radiuses5 = [1984, 992, 496, 248, 124, 62, 31, 15, 7, 3, 1, 0];

describe("the reference's fixed point", () => {
  it.each([
    ['exp, 4 integer bits', (raw: number) => expOfNegative(raw, 4), expOf4],
    ['exp, 5 integer bits', (raw: number) => expOfNegative(raw, 5), expOf5],
    ['logistic', logisticOf, logistics],
    ['tanh', tanhOf, tanhs],
    ['1 / (1 + x)', oneOverOnePlus, reciprocals],
  ] as const)('%s', (_name, evaluate, recorded) => {
    expect(recorded.map(([raw]) => [raw, evaluate(raw) + 0])).toEqual(recorded);
  });

  it('input radius', () => {
    expect(radiuses4.map((_, index) => inputRadius(4, 20 + index))).toEqual(radiuses4);
    expect(radiuses5.map((_, index) => inputRadius(5, 20 + index))).toEqual(radiuses5);
  });

  it('multipliers and shifts of real factors', () => {
    for (const [factor, multiplier, shift, singleMultiplier, singleShift] of multipliers) {
      expect(quantizeMultiplier(factor, 'double'), String(factor)).toEqual({ multiplier, shift });
      expect(quantizeMultiplier(factor, 'single'), String(factor)).toEqual({
        multiplier: singleMultiplier,
        shift: singleShift,
      });
    }
  });

  it('products', () => {
    for (const [accumulator, multiplier, shift, double, single] of products) {
      const seen = (['double', 'single'] as const).map(
        (rounding) => requantize(accumulator, { multiplier, shift }, rounding) + 0,
      );
      expect(seen, `${accumulator} * ${multiplier} * 2^${shift}`).toEqual([double, single]);
    }
  });
});

describe('splitFloat', () => {
  it("is C's frexp, also where a logarithm rounds to the next whole number, and below the normal numbers", () => {
    const belowOne = 1 - 2 ** -53;
    expect(
      [1, 0.5, 3, belowOne, 8 * belowOne, 2 ** 1023, 2 ** -1022, 2 ** -1074, 3 * 2 ** -1074].map(splitFloat),
    ).toEqual([
      { mantissa: 0.5, exponent: 1 },
      { mantissa: 0.5, exponent: 0 },
      { mantissa: 0.75, exponent: 2 },
      { mantissa: belowOne, exponent: 0 },
      { mantissa: belowOne, exponent: 3 },
      { mantissa: 0.5, exponent: 1024 },
      { mantissa: 0.5, exponent: -1021 },
      { mantissa: 0.5, exponent: -1073 },
      { mantissa: 0.75, exponent: -1072 },
    ]);
  });

  it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])('has no answer for %s', (value) => {
    expect(() => splitFloat(value)).toThrow(`int8c bug: ${value} has no mantissa`);
  });
});

describe('bounds of fused activations', () => {
  /** Where float32 division tells a half that double precision does not. */
  const [halfOfSix, halfOfOne] = [Math.fround(0.0764331222), Math.fround(0.0869565234)];

  it.each<[FusedActivation, number, number, number, number]>([
    ['none', 0.1, 5, -128, 127],
    ['relu', 0.1, 5, 5, 127],
    ['relu', 0.1, -128, -128, 127],
    ['relu6', 0.1, -128, -128, -68],
    ['relu6', 0.1, 67, 67, 127],
    ['relu6', 0.1, 66, 66, 126],
    ['relu6', 0.1, 68, 68, 127],
    ['relu6', halfOfSix, 0, 0, 79],
    ['relu-n1-to-1', 0.5, 0, -2, 2],
    ['relu-n1-to-1', 0.4, 0, -3, 3],
    ['relu-n1-to-1', 0.1, -118, -128, -108],
    ['relu-n1-to-1', 0.1, -119, -128, -109],
    ['relu-n1-to-1', 0.1, -117, -127, -107],
    ['relu-n1-to-1', 0.1, 117, 107, 127],
    ['relu-n1-to-1', 0.1, 118, 108, 127],
    ['relu-n1-to-1', 0.1, 116, 106, 126],
    ['relu-n1-to-1', halfOfOne, 0, -12, 12],
  ])('%s at scale %s and zero point %s: %s to %s', (activation, scale, zeroPoint, min, max) => {
    expect(activationBounds(activation, scale, zeroPoint)).toEqual({ min, max });
  });

  it('take real numbers and scales as float32', () => {
    expect(quantizeReal(0.3, 0.1)).toBe(3);
    expect([quantizeReal(0.05, 0.1), quantizeReal(-0.05, 0.1)]).toEqual([1, -1]);
  });
});

describe('accumulatorBounds', () => {
  it('takes the worst input of each weight, without the zero point', () => {
    const weights = Int8Array.of(9, 3, 9, -2, 9, 0, 9, 9);
    expect(accumulatorBounds(weights, 1, 2, 3, 0, 100)).toEqual({
      min: 100 - 3 * 128 - 2 * 127,
      max: 100 + 3 * 127 + 2 * 128,
    });
    expect(accumulatorBounds(weights, 1, 2, 3, -28, 100)).toEqual({
      min: 100 - 3 * 100 - 2 * 155,
      max: 100 + 3 * 155 + 2 * 100,
    });
    expect(accumulatorBounds(weights, 0, 1, 0, -28, -7)).toEqual({ min: -7, max: -7 });
  });
});

describe('requantizeRows', () => {
  const factors = [
    { multiplier: 2 ** 30, shift: 1 },
    { multiplier: 2 ** 30, shift: -2 },
    { multiplier: 2 ** 30, shift: 3 },
    { multiplier: 2 ** 30, shift: 0 },
  ];
  const stage = { factors, outputZeroPoint: 10, min: -100, max: 100 };

  it.each([['double', 19, 82] as const, ['single', 18, 82] as const])(
    'takes two of four channels, two positions, where they belong, with %s rounding',
    (rounding, eighth, large) => {
      const out = new Int8Array(12).fill(-1);
      requantizeRows(stage, rounding, Int32Array.of(66, 16, -900, 300), [1000, 1, 2, 1000], 1, 2, out, 2, 5);
      // 67 / 8 and 18 * 4; -899 / 8 and 302 * 4 are out of bounds.
      expect([...out]).toEqual([-1, -1, eighth, large, -1, -1, -1, -100, 100, -1, -1, -1]);
    },
  );

  it('needs no bias, and a factor for every channel', () => {
    const out = new Int8Array(2);
    requantizeRows(stage, 'double', Int32Array.of(7, 8), null, 0, 1, out, 0, 1);
    expect([...out]).toEqual([17, 18]);
    expect(() => requantizeRows(stage, 'double', Int32Array.of(7, 8), null, 3, 2, out, 0, 1)).toThrow(
      'int8c bug: a channel has no factor',
    );
  });
});

describe('clamp', () => {
  it('keeps what is inside', () => {
    expect([-3, -2, 0, 5, 6].map((value) => clamp(value, -2, 5))).toEqual([-2, -2, 0, 5, 5]);
  });
});
