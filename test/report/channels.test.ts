import { describe, expect, it } from 'vitest';
import { analyzeModel } from '../../src/analysis/check-model.js';
import type { Graph } from '../../src/ir/graph.js';
import { inspectChannels, type LayerChannels } from '../../src/report/channels.js';
import { channelsCsv, renderChannels } from '../../src/report/channels-text.js';
import { explicitGraph } from '../support/explicit-graph.js';
import { layerGraph } from '../support/layer-graph.js';
import { randomGraph } from '../support/random-graph.js';
import { convolutionGraph } from '../support/tflite-graphs.js';

function channelsOf(graph: Graph): LayerChannels[] {
  const analyzed = analyzeModel(graph, 'double');
  if (!analyzed.ok) throw new Error('the graph is at fault');
  return inspectChannels(graph.nodes, graph, analyzed.value);
}

describe('channels of a convolution', () => {
  const [layer] = channelsOf(convolutionGraph());
  const rows = layer?.factors[0]?.rows ?? [];

  it('have the scale of their weights, the real factor and the integers', () => {
    // Input and output have scale 0.5: the factor is the scale of the weights.
    expect(
      rows.map(({ channel, weightScale, real, multiplier, shift, value, errorPpm }) => [
        channel,
        weightScale,
        real,
        multiplier,
        shift,
        value,
        errorPpm,
      ]),
    ).toEqual([
      [0, 0.5, 0.5, 2 ** 30, 0, 0.5, 0],
      [1, 0.25, 0.25, 2 ** 30, -1, 0.25, 0],
      [2, 0.125, 0.125, 2 ** 30, -2, 0.125, 0],
    ]);
  });

  it('have the accumulator that is proved of each', () => {
    const graph = convolutionGraph();
    const analyzed = analyzeModel(graph, 'double');
    if (!analyzed.ok) throw new Error('the graph is at fault');
    const [proved] = analyzed.value.accumulators;
    expect(rows.map(({ accumulator }) => accumulator)).toEqual(
      proved?.channels.map(({ min, max }) => ({ min, max, bits: expect.any(Number) as number })),
    );
    expect(Math.max(...rows.map(({ accumulator }) => accumulator?.bits ?? 0))).toBe(proved?.bits);
  });

  it('come with the arguments of a call, signs as the library has them', () => {
    // Zero points are -3; relu6 at scale 0.5 is 12 steps.
    expect(layer?.libraryArguments.map(({ argument, value }) => [argument, value])).toEqual([
      ['input offset', 3],
      ['filter offset', 0],
      ['output offset', -3],
      ['activation min', -3],
      ['activation max', 9],
    ]);
  });

  it('are a line each as CSV, which has as many cells in every line', () => {
    const lines = channelsCsv(layer === undefined ? [] : [layer]).split('\n');
    expect(lines).toHaveLength(4);
    expect(lines[2]).toMatch(/^op00,CONV_2D,output,no,1,0\.25,0\.25,1073741824,-1,0\.25,0,-?\d+,-?\d+,\d+$/);
    expect(new Set(lines.map((line) => line.split(',').length)).size).toBe(1);
  });
});

it('weights with a zero point have an offset of the opposite sign', () => {
  const dense = { op: 'fully-connected', input: [2, 8], weights: [3, 8], output: [2, 3], bias: [1, 2, 3] } as const;
  const shifted = { kind: 'perTensor', scale: 0.25, zeroPoint: 3 } as const;
  const [layer] = channelsOf(layerGraph({ ...dense, weightQuantization: shifted }));
  expect(layer?.libraryArguments.find(({ argument }) => argument === 'filter offset')?.value).toBe(-3);
});

describe('factors that were given', () => {
  const scaled = convolutionGraph();
  const given = channelsOf(explicitGraph(scaled, 'double'))[0];

  it('have no real number where there are no scales, and say so', () => {
    const rows = given?.factors[0]?.rows ?? [];
    expect(given?.factors[0]?.given).toBe(true);
    expect(rows.map(({ real, errorPpm, weightScale }) => [real, errorPpm, weightScale])).toEqual(
      rows.map(() => [null, null, null]),
    );
    expect(rows.map(({ value }) => value)).toEqual([0.5, 0.25, 0.125]);
    const text = renderChannels(given === undefined ? [] : [given]);
    expect(text).toMatch(/^output +0 +given +1073741824 +0 +0\.5 +- +-?\d+ \.\. -?\d+, \d+ bit$/m);
    expect(text).toContain('multiplier and shift were given');
    expect(channelsCsv(given === undefined ? [] : [given])).toContain('op00,CONV_2D,output,yes,0,,,1073741824,0,0.5,,');
  });

  it('have it where scales are given as well, and the error between both', () => {
    const [node] = scaled.nodes;
    if (node === undefined) throw new Error('no node');
    const close = [0, -1, -2].map((shift) => ({ multiplier: 2 ** 30 + 1, shift }));
    const graph: Graph = { ...scaled, nodes: [{ ...node, fixedPoint: { factors: { output: close }, bounds: null } }] };
    const factor = channelsOf(graph)[0]?.factors[0];
    expect(factor?.given).toBe(true);
    expect(factor?.rows.map(({ real }) => real)).toEqual([0.5, 0.25, 0.125]);
    for (const { errorPpm } of factor?.rows ?? []) expect(errorPpm).toBeCloseTo(1e6 / 2 ** 30, 9);
  });
});

describe('layers of random graphs', () => {
  const layers = Array.from({ length: 30 }, (_, seed) => randomGraph(seed, 'double').graph).flatMap(channelsOf);

  it('have a factor for everything that is brought to another scale, and none for what is moved', () => {
    const namesOf = (operator: string): readonly string[][] =>
      layers.filter((layer) => layer.operator === operator).map(({ factors }) => factors.map(({ name }) => name));
    const wanted: Readonly<Record<string, readonly string[]>> = {
      ADD: ['left', 'right', 'output'],
      SUB: ['left', 'right', 'output'],
      MUL: ['output'],
      SOFTMAX: ['input'],
      LEAKY_RELU: ['output', 'alpha'],
      RESHAPE: [],
      MAX_POOL_2D: [],
    };
    for (const [operator, names] of Object.entries(wanted)) {
      expect([operator, namesOf(operator).length]).not.toEqual([operator, 0]);
      for (const seen of namesOf(operator)) expect([operator, seen]).toEqual([operator, names]);
    }
  });

  it('have integers that multiply as the real factor does, within their last bit', () => {
    const rows = layers.flatMap(({ factors }) => factors.flatMap(({ rows: each }) => each));
    expect(rows.length).toBeGreaterThan(200);
    for (const { real, value, errorPpm, multiplier, shift } of rows) {
      expect(value).toBe(multiplier * 2 ** (shift - 31));
      if (multiplier > 0) expect(Math.abs(errorPpm ?? Infinity)).toBeLessThan(0.0005);
      expect(Math.abs(value - (real ?? NaN))).toBeLessThanOrEqual(2 ** (shift - 31));
    }
  });
});
