import { describe, expect, it } from 'vitest';
import type { Graph } from '../../src/ir/graph.js';
import type { Shape } from '../../src/ir/tensor.js';
import { compile, planProgram } from '../../src/compiler.js';
import { testCaseCount } from '../../src/simulator/test-vectors.js';
import { affordable, simulationSteps } from '../../src/simulator/work.js';
import { loadTarget } from '../../src/targets/load-target.js';
import { sketchGraph } from '../support/tflite-graphs.js';
import { codesOf, valueOf } from '../support/verify-samples.js';

const window = { padding: 'same', strides: [1, 1] } as const;
const conv = { ...window, dilations: [1, 1], activation: 'none' } as const;
const coarse = { kind: 'perTensor', scale: 4000, zeroPoint: 0 } as const;

function convolution(input: Shape, weights: Shape, output: Shape): Graph {
  const sketch = sketchGraph();
  const image = sketch.value(input);
  return sketch.finish(
    'conv',
    [image],
    [sketch.node('conv2d', conv, [image, sketch.constant(weights), null], sketch.value(output, 'int8', coarse))],
  );
}

function pool(size: number, filter: number): Graph {
  const sketch = sketchGraph();
  const shape = [1, size, size, 1];
  const image = sketch.value(shape);
  return sketch.finish(
    'pool',
    [image],
    [
      sketch.node(
        'max-pool2d',
        { ...window, filter: [filter, filter], activation: 'none' },
        [image],
        sketch.value(shape),
      ),
    ],
  );
}

function rescaled(elements: number): Graph {
  const sketch = sketchGraph();
  const image = sketch.value([elements]);
  return sketch.finish('relu', [image], [sketch.node('relu', {}, [image], sketch.value([elements]))]);
}

const options = { name: 'model', target: valueOf(loadTarget('host')), rounding: 'double' } as const;
const source = { file: 'model.tflite', sha256: '0' };

describe('the cost of an inference', () => {
  it('counts multiply-accumulates, elements, and what references do besides', () => {
    const elements = (made: number, read: number): number => 16 * made + read;
    expect(simulationSteps(convolution([1, 4, 4, 2], [6, 1, 1, 2], [1, 4, 4, 6]))).toBe(
      elements(96, 32 + 12) + 192 * (1 + 12 / 6),
    );
    expect(simulationSteps(convolution([1, 4, 4, 2], [6, 1, 1, 1], [1, 4, 4, 6]))).toBe(
      elements(96, 32 + 6) + 96 * (1 + 24 / 6),
    );
    expect(simulationSteps(pool(4, 3))).toBe(elements(16, 16) + 2 * 16 * 9);
    expect(simulationSteps(pool(4, 9))).toBe(elements(16, 16) + 2 * 16 * 16);
    expect(simulationSteps(rescaled(100))).toBe(elements(100, 100));
  });

  it('decides how many cases a self-test gets', () => {
    expect([rescaled(1000), pool(80, 80), pool(140, 140), pool(200, 200)].map(testCaseCount)).toEqual([4, 4, 2, 1]);
  });

  it('is bounded in steps', () => {
    expect(affordable(pool(315, 315)).ok).toBe(true);
    expect(affordable(pool(317, 317)).diagnostics).toMatchObject([
      { code: 'I8C5402', details: ['20.2 G steps', '1 MiB of tensors'] },
    ]);
  });

  it('is bounded in memory', () => {
    expect(affordable(rescaled(2 ** 27)).ok).toBe(true);
    expect(affordable(rescaled(2 ** 27 + 1)).diagnostics).toMatchObject([
      { code: 'I8C5402', details: ['2.28 G steps', '257 MiB of tensors'] },
    ]);
  });
});

describe('small files that ask for much', () => {
  it('are planned, and refused where they would be run', () => {
    const graph = pool(400, 400);
    expect(planProgram(graph, options).ok).toBe(true);
    expect(codesOf(compile(graph, source, options))).toEqual(['I8C5402']);
    expect(compile(graph, source, { ...options, selfTest: false }).ok).toBe(true);
  });

  it.each([
    [1, 2 ** 20, 2 ** 20, []],
    [1, 2 ** 20 + 1, 1, ['I8C2752']],
    [1, 1, 2 ** 20 + 1, ['I8C2752']],
    [2, 2 ** 19, 1, []],
    [2, 2 ** 19 + 1, 1, ['I8C2752']],
  ])(
    'cannot have tables of any length: %i batches, %i rows, %i columns',
    (batches, outputHeight, outputWidth, codes) => {
      const sketch = sketchGraph();
      const image = sketch.value([batches, 1, 1, 1]);
      // Wide and high at once would be more elements than a tensor may have.
      const outputSize = [outputHeight, outputHeight > 1 ? 1 : outputWidth] as const;
      const attributes = { outputSize, alignCorners: false, halfPixelCenters: false };
      const output = sketch.value([batches, ...outputSize, 1]);
      const graph = sketch.finish(
        'resize',
        [image],
        [sketch.node('resize-nearest-neighbor', attributes, [image], output)],
      );
      expect(planProgram(graph, options).diagnostics.map(({ code }) => code)).toEqual(codes);
    },
  );
});

describe('a package', () => {
  it('reports how far its self-test is', () => {
    const seen: number[] = [];
    valueOf(compile(rescaled(10), source, { ...options, onProgress: (tensors) => seen.push(tensors) }));
    expect(seen).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it('must have a name of C', () => {
    expect(codesOf(compile(rescaled(1), source, { ...options, name: 'int8c' }))).toEqual(['I8C6003']);
    expect(codesOf(planProgram(rescaled(1), { ...options, name: 'a b' }))).toEqual(['I8C6003']);
  });
});
