import { describe, expect, it } from 'vitest';
import type { Program } from '../../src/lowering/program.js';
import { inspectMemory } from '../../src/report/inspect-memory.js';
import { programWith, selectionFor } from '../support/forced-kernels.js';
import { layeredGraph, packageOf, programOf } from '../support/in-place.js';
import { sketchGraph } from '../support/tflite-graphs.js';

/** The parameters of each layer's function. */
function parameters(of: Program): string[] {
  const source = packageOf(of).files.find(({ path }) => path === 'inplace.c')?.text ?? '';
  return [...source.matchAll(/^static void inplace_(op\w+)\(([^)]*)\)$/gm)].map(([, name, list]) => `${name}: ${list}`);
}

describe('a program in place', () => {
  it('has every result on the buffer of its first input', () => {
    const [before, after] = [programOf(layeredGraph(), false), programOf(layeredGraph(), true)];
    expect(before.memories[0].peakBytes).toBe(4 * 32);
    expect(after.memories[0].peakBytes).toBe(3 * 32);
    expect(after.buffers).toMatchObject([
      { tensor: 0, aliases: [2, 3, 4, 5, 7], firstStep: -1, lastStep: 5 },
      { tensor: 1, aliases: [] },
      { tensor: 6, aliases: [] },
    ]);
    expect(inspectMemory(after).regions.map(({ name }) => name)).toEqual([
      'input 0 tensor/0',
      'input 1 tensor/1',
      'input 2 tensor/6',
    ]);
  });

  it('promises the compiler of a pointer that nothing else writes to its bytes only where that is so', () => {
    expect(parameters(programOf(layeredGraph(), false))).toEqual([
      'op00_add: const int8_t *restrict in0, const int8_t *restrict in1, int8_t *restrict out',
      'op01_mul: const int8_t *restrict in0, const int8_t *restrict in1, int8_t *restrict out',
      'op03_logistic: const int8_t *restrict in, int8_t *restrict out',
      'op04_maximum: const int8_t *restrict in0, const int8_t *restrict in1, int8_t *restrict out',
    ]);
    expect(parameters(programOf(layeredGraph(), true))).toEqual([
      'op00_add: const int8_t *in0, const int8_t *restrict in1, int8_t *out',
      'op01_mul: const int8_t *in0, const int8_t *restrict in1, int8_t *out',
      'op03_logistic: const int8_t *in, int8_t *out',
      'op04_maximum: const int8_t *in0, const int8_t *restrict in1, int8_t *out',
    ]);
  });

  it('does not count reading the same bytes twice', () => {
    const sketch = sketchGraph();
    const input = sketch.value([1, 4]);
    const twice = sketch.node('add', { activation: 'none' }, [input, input], sketch.value([1, 4]));
    const doubled = sketch.finish('inplace', [input], [twice]);
    const made = programOf(doubled, true);
    expect(parameters(made)).toEqual([
      'op00_add: const int8_t *restrict in0, const int8_t *restrict in1, int8_t *restrict out',
    ]);
  });
});

it('a kernel that needs scratch gets a pointer to it, and the arena map shows it', () => {
  const sketch = sketchGraph();
  const input = sketch.value([1, 4]);
  const output = sketch.node('add', { activation: 'none' }, [input, input], sketch.value([1, 4]));
  const summed = sketch.finish('inplace', [input], [output]);
  const selection = new Map(
    [...selectionFor(summed, 'double')].map(([id, each]) => [
      id,
      { ...each, cost: { ...each.cost, scratchBytes: 40 } },
    ]),
  );
  const made = programWith(summed, selection, 'double', 'inplace');
  expect(made.memories).toEqual([{ name: 'ram', kind: 'ram', peakBytes: 48 + 32, lowerBoundBytes: 48 + 32 }]);
  expect(made.steps).toMatchObject([{ arguments: [{}, {}, {}, { parameter: 'scratch', offset: 0, aliased: false }] }]);
  expect(parameters(made)[0]).toMatch(/int8_t \*restrict out, int8_t \*restrict scratch$/);
  expect(inspectMemory(made).regions).toContainEqual({
    tensor: null,
    name: 'op00 scratch',
    offset: 0,
    bytes: 40,
    firstStep: 0,
    lastStep: 0,
    aliases: [],
  });
});
