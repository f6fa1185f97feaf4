import { describe, expect, it } from 'vitest';
import {
  accepts,
  axis,
  choice,
  flag,
  heightAndWidth,
  integers,
  largestSize,
  neededBy,
  optionalInt8,
  pairs,
  positiveReal,
  real,
  type Attribute,
} from '../../src/operators/attribute.js';
import { operators } from '../../src/operators/registry.js';

const far = 2 ** 28;

describe('an attribute', () => {
  it.each<[string, Attribute<unknown>, readonly unknown[], readonly unknown[], string]>([
    [
      'a height and a width',
      heightAndWidth(''),
      [[1, largestSize]],
      [[0, 1], [1, largestSize + 1], [1.5, 1], [1], [1, 1, 1], 1, '1', null],
      'a list of 2, each item of it a whole number from 1 to 65535',
    ],
    [
      'a large height and width',
      heightAndWidth('', [1, 1], far),
      [[1, far]],
      [
        [far + 1, 1],
        [NaN, 1],
      ],
      'to 268435456',
    ],
    ['an axis', axis(''), [-far, 0, far], [-far - 1, far + 1, 0.5], 'a whole number from -268435456 to 268435456'],
    ['a flag', flag(''), [true, false], [0, null, 'true'], 'true or false'],
    ['a real', real(''), [0, -1e300], [NaN, Infinity, '0'], 'a finite number'],
    ['a positive real', positiveReal(''), [1e-300], [0, -1, Infinity, NaN], 'a positive, finite number'],
    ['a choice', choice('', ['same', 'valid']), ['same', 'valid'], ['Same', '', 0, null], 'same or valid'],
    ['an int8', optionalInt8(''), [-128, 127, null], [-129, 128, 0.5], 'a whole number from -128 to 127, or null'],
    ['integers', integers(''), [[], [-1, 2]], [[0.5], [far + 1], 1, null], 'a list, each item of it a whole number'],
    [
      'pairs',
      pairs(''),
      [[], [[0, far]]],
      [[[0]], [[0, 1, 2]], [[-1, 0]], [0]],
      'a list of 2, each item of it a whole number from 0',
    ],
  ])('is %s', (_what, { schema }, good, bad, needed) => {
    expect(good.filter((value) => !accepts(schema, value))).toEqual([]);
    expect(bad.filter((value) => accepts(schema, value))).toEqual([]);
    expect(neededBy(schema)).toContain(needed);
  });

  it('has a fallback that it accepts, where it has one', () => {
    const attributes = operators.flatMap((operator) =>
      Object.values(operator.attributes as Record<string, Attribute<unknown>>),
    );
    const stated = attributes.filter(({ fallback }) => fallback !== undefined);
    expect(stated.length).toBeGreaterThan(10);
    expect(stated.filter(({ schema, fallback }) => !accepts(schema, fallback))).toEqual([]);
  });
});
