import { describe, expect, it } from 'vitest';
import { coordinatesOf } from '../../src/verify/compare.js';
import { extremeCases, givenCases, randomCases } from '../../src/verify/cases.js';
import { seedRandom } from '../../src/verify/random.js';
import { convolutionGraph } from '../support/tflite-graphs.js';
import { manyPortsGraph } from '../support/verify-samples.js';

describe('cases', () => {
  it('of a seed are the same each time, and differ from those of the next', () => {
    const graph = convolutionGraph();
    const [first, second] = randomCases(graph, 2, 5);
    expect(first?.inputs()).toEqual(first?.inputs());
    expect(first?.inputs()).not.toEqual(second?.inputs());
    expect(randomCases(graph, 1, 6)[0]?.inputs()).toEqual(second?.inputs());
    expect(first?.name).toBe('random, seed 5');
  });

  it('reach both ends of the type and the zero point', () => {
    const inputs = new Map(
      extremeCases(convolutionGraph()).map((item) => [item.name, item.inputs()[0] ?? new Int8Array()]),
    );
    expect(new Set(inputs.get('zero point'))).toEqual(new Set([-3]));
    expect(new Set(inputs.get('all minimum'))).toEqual(new Set([-128]));
    expect(new Set(inputs.get('all maximum'))).toEqual(new Set([127]));
    expect(inputs.get('alternating')?.slice(0, 4)).toEqual(Int8Array.from([-128, 127, -128, 127]));
    expect(inputs.has('float specials')).toBe(false);
  });

  it('of real inputs hold signed zeros, huge numbers, infinities and NaN', () => {
    const graph = manyPortsGraph();
    const special = extremeCases({
      ...graph,
      tensors: new Map([...graph.tensors].map(([id, tensor]) => [id, { ...tensor, shape: [20] }])),
    }).at(-1);
    const [, real] = special?.inputs() ?? [];
    for (const value of [0, -0, Infinity, -Infinity, NaN, Math.fround(1e-45)])
      expect([...(real ?? [])].some((item) => Object.is(item, value))).toBe(true);
  });

  it('that users give are numbered where there are several', () => {
    const frame = [new Int8Array(1)];
    expect(givenCases([frame], 'a.npy').map(({ name }) => name)).toEqual(['a.npy']);
    expect(givenCases([frame, frame], 'a.npy').map(({ name }) => name)).toEqual(['a.npy, frame 0', 'a.npy, frame 1']);
  });
});

describe('seedRandom', () => {
  it('spreads its numbers evenly', () => {
    const random = seedRandom(1);
    const counts = new Array<number>(16).fill(0);
    for (let i = 0; i < 16_000; i += 1) counts[random.uint32() >>> 28] = (counts[random.uint32() >>> 28] ?? 0) + 1;
    expect(Math.min(...counts)).toBeGreaterThan(800);
    const integers = Array.from({ length: 1000 }, () => random.integer(-2, 2));
    expect([...new Set(integers)].sort((a, b) => a - b)).toEqual([-2, -1, 0, 1, 2]);
  });
});

describe('coordinatesOf', () => {
  it('counts the last dimension fastest', () => {
    expect(coordinatesOf([2, 3, 4], 23)).toEqual([1, 2, 3]);
    expect(coordinatesOf([2, 3, 4], 4)).toEqual([0, 1, 0]);
    expect(coordinatesOf([], 0)).toEqual([]);
  });
});
