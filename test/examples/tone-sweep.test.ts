import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { energyQuantization, makeFiles } from '../../examples/tone-sweep/make-model.js';
import { quantizeValues } from '../../examples/tone-sweep/quantize-network.js';
import { createRandom, drawTones, toneClasses } from '../../examples/tone-sweep/tones.js';
import { createSimulator, readTflite, type Graph } from '../../src/index.js';
import { int8cProgram, repository, runTool } from '../support/tools.js';

const folder = join(repository, 'examples', 'tone-sweep');

function exampleGraph(): Graph {
  const model = readTflite(readFileSync(join(folder, 'tone_sweep.tflite')), 'tone_sweep.tflite');
  if (!model.ok) throw new Error('the example model cannot be read');
  return model.value;
}

/** Runs fresh tones through the simulator: how many are told right, and how full the range of each tensor is. */
function judge(graph: Graph, tonesPerClass: number) {
  const simulator = createSimulator(graph, 'double');
  const spans = new Map<string, { low: number; high: number; top: number; count: number }>();
  let right = 0;
  for (const { label, energies } of drawTones(tonesPerClass, createRandom(7))) {
    const [scores = []] = simulator.run([quantizeValues(energies, energyQuantization)], (tensor, values) => {
      const span = spans.get(tensor.name) ?? { low: 127, high: -128, top: 0, count: 0 };
      for (const value of values) {
        span.low = Math.min(span.low, value);
        span.high = Math.max(span.high, value);
        span.top += value === 127 ? 1 : 0;
      }
      span.count += values.length;
      spans.set(tensor.name, span);
    });
    if (toneClasses[Array.from(scores).indexOf(Math.max(...scores))] === label) right += 1;
  }
  return { accuracy: right / (tonesPerClass * toneClasses.length), spans };
}

describe('the example model', () => {
  it('is what its generator makes, byte for byte', () => {
    for (const [name, bytes] of makeFiles()) {
      expect(
        Buffer.compare(readFileSync(join(folder, name)), bytes),
        `examples/tone-sweep/${name}: run npm run examples`,
      ).toBe(0);
    }
  });

  it('compiles to what is committed in generated/', () => {
    const { exitCode, output } = runTool(
      process.execPath,
      [
        int8cProgram,
        'compile',
        'examples/tone-sweep/tone_sweep.tflite',
        '--target',
        'cortex-m4',
        '--out',
        'generated/tone_sweep',
        '--check',
      ],
      { cwd: repository },
    );
    expect(output).toContain('up to date');
    expect(exitCode).toBe(0);
  });

  it('has the operators that a small network has', () => {
    const kinds = new Set(exampleGraph().nodes.map(({ op }) => op));
    expect([...kinds].sort()).toEqual([
      'add',
      'average-pool2d',
      'conv2d',
      'depthwise-conv2d',
      'fully-connected',
      'reshape',
      'softmax',
    ]);
  });

  it('tells tones apart that it was not fitted to', () => {
    expect(judge(exampleGraph(), 50).accuracy).toBeGreaterThan(0.9);
  });

  it('uses the range of int8 without running out of it', () => {
    const { spans } = judge(exampleGraph(), 25);
    for (const [name, { low, high, top, count }] of spans) {
      if (name === 'probabilities') continue;
      expect(high - low, `${name} spans`).toBeGreaterThan(60);
      expect(top / count, `${name} at the upper end`).toBeLessThan(0.02);
    }
  });
});
