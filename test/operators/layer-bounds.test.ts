import { describe, expect, it } from 'vitest';
import type { Graph, Node } from '../../src/ir/graph.js';
import type { AccumulatorRange } from '../../src/operators/arithmetic.js';
import { layerGraph, type LayerSketch } from '../support/layer-graph.js';
import { sketchNode, type NodeSketch, type SketchedNode } from '../support/operator-node.js';
import { arithmeticOf } from '../../src/operators/choose-arithmetic.js';
import { operators } from '../../src/operators/registry.js';
import { siteOf } from '../../src/operators/site.js';
import { graphMacs } from '../../src/simulator/work.js';

/** What layers can sum up and what they cost, worked by hand. Weights count up -3 … 3; the input's zero point is 0. */

function nodeOf(graph: Graph): Node {
  const [node] = graph.nodes;
  if (node === undefined) throw new Error('no node');
  return node;
}

function accumulatorsOf({ node, tensors, rounding }: SketchedNode<unknown>): readonly AccumulatorRange[] {
  const arithmetic = arithmeticOf(node, tensors);
  const site = siteOf(arithmetic.of, node, tensors, rounding);
  return arithmetic.accumulators?.(site, arithmetic.prepare(site)) ?? [];
}

function rangesOf(sketch: LayerSketch): readonly AccumulatorRange[] {
  const graph = layerGraph(sketch);
  return accumulatorsOf({ node: nodeOf(graph), tensors: graph.tensors, rounding: 'double' });
}

function macsOf(sketch: LayerSketch): number {
  return graphMacs(layerGraph(sketch));
}

/** Bounds of a bias and of weights whose positive ones sum to `up` and whose negative ones to `-down`. */
const range = (channel: number, bias: number, up: number, down: number, leftShift = 0): AccumulatorRange => ({
  channel,
  leftShift,
  min: bias - up * 128 - down * 127,
  max: bias + up * 127 + down * 128,
});

describe('accumulators', () => {
  it('of a convolution are those of its rows, whatever their group', () => {
    // Rows of 4 weights: -3 -2 -1 0, 1 2 3 -3.
    const plain: LayerSketch = {
      op: 'conv2d',
      input: [1, 2, 2, 2],
      weights: [2, 1, 2, 2],
      output: [1, 2, 2, 2],
      bias: [10, -20],
    };
    expect(rangesOf(plain)).toEqual([range(0, 10, 0, 6), range(1, -20, 6, 3)]);
    expect(rangesOf({ ...plain, input: [1, 2, 2, 4] })).toEqual([range(0, 10, 0, 6), range(1, -20, 6, 3)]);
  });

  it('of a depthwise convolution are those of its columns', () => {
    // Two kernel elements of three channels: -3 -2 -1, 0 1 2.
    const layer: LayerSketch = {
      op: 'depthwise-conv2d',
      input: [1, 2, 2, 3],
      weights: [1, 2, 1, 3],
      output: [1, 2, 2, 3],
      bias: [1, 2, 3],
    };
    expect(rangesOf(layer)).toEqual([range(0, 1, 0, 3), range(1, 2, 1, 2), range(2, 3, 2, 1)]);
    expect(rangesOf({ ...layer, weights: [1, 1, 2, 3] })).toEqual([
      range(0, 1, 0, 3),
      range(1, 2, 1, 2),
      range(2, 3, 2, 1),
    ]);
  });

  it('of a dense layer are those of its rows, without a bias as well', () => {
    expect(rangesOf({ op: 'fully-connected', input: [1, 3], weights: [2, 3], output: [1, 2] })).toEqual([
      range(0, 0, 0, 6),
      range(1, 0, 3, 0),
    ]);
  });

  it('are shifted to the left by what their factor says, never to the right', () => {
    const layer: LayerSketch = {
      op: 'fully-connected',
      input: [1, 1],
      weights: [2, 1],
      output: [1, 2],
      inputScale: 1,
      weightQuantization: { kind: 'perChannel', axis: 0, scales: [8, 1 / 8], zeroPoints: [0, 0] },
      outputScale: 1,
    };
    expect(rangesOf(layer)).toEqual([range(0, 0, 0, 3, 4), range(1, 0, 0, 2, 0)]);
  });

  const ranges = (kind: string, sketch: NodeSketch<object>): readonly AccumulatorRange[] =>
    accumulatorsOf(sketchNode(kind, sketch));

  it('of a pooling hold the largest window and half its size for rounding', () => {
    const pool = {
      padding: 'same',
      strides: [1, 1],
      filter: [2, 9],
      activation: 'none',
    };
    expect(
      ranges('average-pool2d', {
        attributes: pool,
        inputs: [{ shape: [1, 5, 3, 1] }],
        output: { shape: [1, 5, 3, 1] },
      }),
    ).toEqual([{ channel: 0, leftShift: 0, min: -129 * 6, max: 128 * 6 }]);
    expect(
      ranges('average-pool2d', {
        attributes: { ...pool, filter: [7, 9] },
        inputs: [{ shape: [1, 5, 30, 1] }],
        output: { shape: [1, 5, 30, 1] },
      }),
    ).toEqual([{ channel: 0, leftShift: 0, min: -129 * 45, max: 128 * 45 }]);
  });

  it('of a mean hold all its elements without their zero points', () => {
    const mean = {
      attributes: { axes: [1], keepDimensions: false },
      inputs: [{ shape: [2, 8], zeroPoint: -28, scale: 4 }],
      output: { shape: [2] },
    };
    expect(ranges('mean', mean)).toEqual([{ channel: 0, leftShift: 0, min: -800, max: 8 * 155 }]);
    expect(ranges('mean', { ...mean, inputs: [{ shape: [2, 8], zeroPoint: -28, scale: 64 }] })).toEqual([
      { channel: 0, leftShift: 4, min: -800, max: 8 * 155 },
    ]);
  });

  it('of a product lie between the products of extremes', () => {
    const mul = {
      attributes: { activation: 'none' },
      inputs: [
        { shape: [1], zeroPoint: -128 },
        { shape: [1], zeroPoint: 127 },
      ],
      output: { shape: [1], scale: 0.25 },
    };
    expect(ranges('mul', mul)).toEqual([{ channel: 0, leftShift: 3, min: -255 * 255, max: 0 }]);
    expect(
      ranges('mul', {
        ...mul,
        inputs: [
          { shape: [1], zeroPoint: 127 },
          { shape: [1], zeroPoint: 127 },
        ],
        output: { shape: [1], scale: 4 },
      }),
    ).toMatchObject([{ leftShift: 0, min: -0, max: 255 * 255 }]);
  });
});

describe('multiply-accumulates', () => {
  it('are one per weight and output position', () => {
    expect(macsOf({ op: 'conv2d', input: [2, 3, 4, 2], weights: [5, 3, 3, 2], output: [2, 3, 4, 5] })).toBe(
      2 * 3 * 4 * 5 * 18,
    );
    expect(macsOf({ op: 'conv2d', input: [1, 3, 4, 4], weights: [6, 3, 3, 2], output: [1, 3, 4, 6] })).toBe(
      3 * 4 * 6 * 18,
    );
    expect(macsOf({ op: 'depthwise-conv2d', input: [1, 3, 4, 2], weights: [1, 3, 2, 4], output: [1, 3, 4, 4] })).toBe(
      3 * 4 * 4 * 6,
    );
    expect(macsOf({ op: 'fully-connected', input: [3, 7], weights: [5, 7], output: [3, 5] })).toBe(3 * 5 * 7);
  });

  it('are none where nothing is multiplied by weights', () => {
    const counting = operators.filter(({ macs }) => macs !== undefined).map(({ kind }) => kind);
    expect(counting).toEqual(['conv2d', 'depthwise-conv2d', 'fully-connected']);
  });
});
