import { describe, expect, it } from 'vitest';
import { accumulatorProblems, proveAccumulators } from '../../src/analysis/accumulators.js';
import type { Graph } from '../../src/ir/graph.js';
import { prepareGraph } from '../../src/operators/prepare-graph.js';
import { layerGraph, type LayerSketch } from '../support/layer-graph.js';

/** One weight of 1 per channel: the sum of channel c is its bias - 128 … its bias + 127. */
const dense: LayerSketch = {
  op: 'fully-connected',
  input: [1, 1],
  weights: [1, 1],
  output: [1, 1],
  weightValues: () => 1,
};

function proved(sketch: LayerSketch): { graph: Graph; proofs: ReturnType<typeof proveAccumulators> } {
  const graph = layerGraph(sketch);
  return { graph, proofs: proveAccumulators(graph, prepareGraph(graph, 'double')) };
}

function verdict(sketch: LayerSketch): readonly string[] {
  return accumulatorProblems(proved(sketch).proofs).flatMap(({ code, details }) => [code, ...(details ?? [])]);
}

/** input scale * weight scale / output scale = 2^(leftShift - 1): a multiplier of 2^30 and that shift. */
function shifted(leftShift: number, bias: number): LayerSketch {
  return {
    ...dense,
    bias: [bias],
    inputScale: 1,
    weightQuantization: { kind: 'perTensor', scale: 1, zeroPoint: 0 },
    outputScale: 2 ** (1 - leftShift),
  };
}

describe('accumulators', () => {
  it.each([
    ['the largest sum', 2 ** 31 - 256 - 127, null],
    ['one more', 2 ** 31 - 256 - 126, `channel 0 reaches ${2 ** 31 - 256 - 126 - 128} .. ${2 ** 31 - 255}`],
    ['the smallest sum', -(2 ** 31) + 256 + 128, null],
    ['one less', -(2 ** 31) + 256 + 127, `channel 0 reaches ${-(2 ** 31) + 255} .. ${-(2 ** 31) + 256 + 127 + 127}`],
  ] as const)('fit 32 bits or not: %s', (_name, bias, seen) => {
    expect(verdict({ ...dense, bias: [bias] })).toEqual(seen === null ? [] : ['I8C2005', seen]);
  });

  it.each([
    [10, 2 ** 21 - 1 - 127, null],
    [10, 2 ** 21 - 127, `channel 0 reaches ${2 ** 21 - 255} .. ${2 ** 21}, shifted left by 10`],
    [10, -(2 ** 21) + 1 + 128, null],
    [10, -(2 ** 21) + 128, `channel 0 reaches ${-(2 ** 21)} .. ${-(2 ** 21) + 255}, shifted left by 10`],
    [0, 1000, null],
  ] as const)('shifted left by %s, with a bias of %s', (leftShift, bias, seen) => {
    expect(verdict(shifted(leftShift, bias))).toEqual(seen === null ? [] : ['I8C2005', seen]);
  });

  it('may be shifted by 30 bits at most', () => {
    const nothing: LayerSketch = { ...dense, weightValues: () => 0 };
    expect(verdict({ ...shifted(30, 0), weightValues: nothing.weightValues ?? (() => 0) })).toEqual([]);
    expect(verdict({ ...shifted(31, 0), weightValues: nothing.weightValues ?? (() => 0) })).toEqual([
      'I8C2005',
      'channel 0 reaches 0 .. 0, shifted left by 31',
    ]);
  });

  it('are judged channel by channel, and the first that does not fit is named', () => {
    const two: LayerSketch = { ...dense, weights: [3, 1], output: [1, 3], bias: [5, 2 ** 31 - 1, -(2 ** 31)] };
    expect(verdict(two)).toEqual(['I8C2005', `channel 1 reaches ${2 ** 31 - 1 - 128} .. ${2 ** 31 - 1 + 127}`]);
  });

  it.each([
    [[0], -128, 127, 8],
    [[1], -127, 128, 9],
    [[-1], -129, 126, 9],
    [[127, -300], -428, 254, 10],
    [[1000], 0, 1127, 12],
    [[-1000], -1128, 0, 12],
    [[-1920], -2048, 0, 12],
    [[-1921], -2049, 0, 13],
    [[1920], 0, 2047, 12],
    [[1921], 0, 2048, 13],
  ] as const)('with bias %s reach from %s to %s, in %s bits', (bias, min, max, bits) => {
    const [proof] = proved({ ...dense, weights: [bias.length, 1], output: [1, bias.length], bias }).proofs;
    expect(proof).toMatchObject({ min, max, bits });
    expect(proof?.channels.map(({ channel }) => channel)).toEqual(bias.map((_, index) => index));
  });

  it('need more bits where they are shifted', () => {
    expect(proved(shifted(10, 0)).proofs[0]).toMatchObject({ min: -128, max: 127, bits: 18 });
    expect(proved({ ...dense, weightValues: () => 0 }).proofs[0]).toMatchObject({ min: 0, max: 0, bits: 1 });
  });

  it('are none for a node that sums nothing', () => {
    const { graph } = proved(dense);
    const view = {
      ...graph,
      nodes: [
        { ...(graph.nodes[0] as Graph['nodes'][number]), op: 'reshape', inputs: [0], attributes: { shape: [1] } },
      ],
    };
    expect(proveAccumulators(view, prepareGraph(view, 'double'))).toEqual([]);
  });

  it('say why and what to do', () => {
    const [problem] = accumulatorProblems(proved({ ...dense, bias: [2 ** 31 - 1] }).proofs);
    expect(problem).toMatchObject({
      message: 'fully-connected accumulators must fit 32 bits for every input',
      why: expect.stringMatching(/undefined in C/),
      help: expect.stringMatching(/bias and scales/),
    });
  });
});
