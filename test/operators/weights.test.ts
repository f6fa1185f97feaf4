import { describe, expect, it } from 'vitest';
import { checkModel } from '../../src/analysis/check-model.js';
import { renderDiagnostics } from '../../src/diagnostics/render-terminal.js';
import { outputTensor } from '../../src/ir/graph.js';
import type { Quantization } from '../../src/ir/tensor.js';
import { fullyConnectedInt8, type FullyConnectedSite } from '../../src/operators/convolution/fully-connected.js';
import { siteOf } from '../../src/operators/site.js';
import { graphMacs } from '../../src/simulator/work.js';
import { layerGraph, type LayerSketch } from '../support/layer-graph.js';

const conv: LayerSketch = {
  op: 'conv2d',
  input: [1, 4, 4, 2],
  weights: [3, 3, 3, 2],
  output: [1, 4, 4, 3],
  bias: [1, 2, 3],
};
const depthwise: LayerSketch = {
  op: 'depthwise-conv2d',
  input: [1, 4, 4, 2],
  weights: [1, 3, 3, 4],
  output: [1, 4, 4, 4],
  bias: [1, 2, 3, 4],
};
const dense: LayerSketch = { op: 'fully-connected', input: [2, 8], weights: [3, 8], output: [2, 3], bias: [1, 2, 3] };

function codes(sketch: LayerSketch): string[] {
  return checkModel(layerGraph(sketch), 'double').map(({ code }) => code);
}

const shifted = { kind: 'perTensor', scale: 0.25, zeroPoint: 3 } as const;

const shiftedChannel = {
  kind: 'perChannel',
  axis: 0,
  scales: [0.25, 0.25, 0.25],
  zeroPoints: [0, 0, 3],
} as const;

function perChannel(axis: number, count: number): Quantization {
  return {
    kind: 'perChannel',
    axis,
    scales: new Array<number>(count).fill(0.25),
    zeroPoints: new Array<number>(count).fill(0),
  };
}

describe('layers with weights', () => {
  it('are accepted when they are sound', () => {
    for (const sketch of [conv, depthwise, dense])
      expect(renderDiagnostics(checkModel(layerGraph(sketch), 'double'))).toBe('');
  });

  it.each<[string, LayerSketch]>([
    ['I8C2102', { ...conv, weights: [3, 3, 3, 3] }],
    ['I8C2104', { ...conv, weightQuantization: shifted }],
    ['I8C2105', { ...conv, weightQuantization: perChannel(3, 2) }],
    ['I8C2106', { ...conv, bias: [1, 2] }],
    ['I8C2107', { ...conv, attributes: { padding: 'valid', dilations: [2, 1] } }],
    ['I8C2108', { ...conv, attributes: { activation: 'relu6' }, outputScale: 1e-12 }],
    ['I8C2152', { ...depthwise, weights: [1, 3, 3, 3], output: [1, 4, 4, 3], bias: [1, 2, 3] }],
    ['I8C2104', { ...depthwise, weightQuantization: shifted }],
    ['I8C2105', { ...depthwise, weightQuantization: perChannel(1, 3) }],
    ['I8C2106', { ...depthwise, bias: [1] }],
    ['I8C2107', { ...depthwise, attributes: { padding: 'valid', dilations: [1, 3] } }],
    ['I8C2108', { ...depthwise, attributes: { activation: 'relu-n1-to-1' }, outputScale: 1e-12 }],
    ['I8C2104', { ...dense, weightQuantization: shiftedChannel }],
    ['I8C2105', { ...dense, weightQuantization: perChannel(1, 8) }],
    ['I8C2106', { ...dense, bias: [1, 2, 3, 4] }],
    ['I8C2204', { ...dense, biasScale: 0.5 }],
    ['I8C2108', { ...dense, attributes: { activation: 'relu6' }, outputScale: 1e-12 }],
    ['I8C2002', { ...dense, input: [2, 7] }],
    ['I8C2002', { ...conv, output: [1, 4, 3, 3] }],
    ['I8C2004', { ...conv, weightsConstant: false }],
    ['I8C2004', { ...dense, weights: [3, 8, 1] }],
    ['I8C2005', { ...conv, bias: [2 ** 31 - 1, 0, 0] }],
    ['I8C2005', { ...conv, outputScale: 1e-9 }],
  ])('are refused with %s', (code, sketch) => {
    expect(codes(sketch)).toEqual([code]);
  });

  it('say where, what was seen, why and what to do', () => {
    expect(renderDiagnostics(checkModel(layerGraph({ ...conv, bias: [0, 2 ** 31 - 1, 0] }), 'double')))
      .toMatchInlineSnapshot(`
      "error[I8C2005]: conv2d accumulators must fit 32 bits for every input
        --> layer
         |  channel 1 reaches 2147479438 .. 2147487853
         = why   signed overflow is undefined in C, and the reference kernel overflows as well
         = help  check bias and scales of this layer: a bias near the int32 limits or an output scale far below input scale * weight scale is a fault of calibration"
    `);
    expect(renderDiagnostics(checkModel(layerGraph({ ...conv, weightQuantization: shifted }), 'double')))
      .toMatchInlineSnapshot(`
      "error[I8C2104]: conv2d weights must have zero point 0
        --> layer
         |  zero point 3 at channel 0
         |  input    int8 [1, 4, 4, 2]   scale 0.5   zero 0
         |  weights  int8 [3, 3, 3, 2]   scale 0.25   zero 3
         |  bias     int32 [3]
         |  output   int8 [1, 4, 4, 3]   scale 2   zero 0
         = why   the int8 scheme has symmetric weights; no kernel subtracts a weight zero point
         = help  convert again with full-integer quantization"
    `);
  });
});

describe('accumulator bounds', () => {
  it('are reached by some input, and never passed', () => {
    const graph = layerGraph({ ...dense, weights: [1, 8], output: [2, 1], bias: [100] });
    const [node] = graph.nodes;
    if (node === undefined) throw new Error('no node');
    const site = siteOf(fullyConnectedInt8.of, node, graph.tensors, 'double') as FullyConnectedSite;
    const prepared = fullyConnectedInt8.prepare(site);
    // Weights -3 -2 -1 0 1 2 3 -3: all at their worst input -128 or 127, zero point 0.
    expect(fullyConnectedInt8.accumulators?.(site, prepared)).toEqual([
      { channel: 0, leftShift: 0, min: 100 - 9 * 127 - 6 * 128, max: 100 + 9 * 128 + 6 * 127 },
    ]);
  });

  it('count kernel elements only, as macs do', () => {
    const graph = layerGraph(depthwise);
    const [node] = graph.nodes;
    if (node === undefined) throw new Error('no node');
    expect(graphMacs(graph)).toBe(4 * 4 * 4 * 9);
    expect(outputTensor(node, graph.tensors).shape).toEqual([1, 4, 4, 4]);
    const whole = layerGraph(conv);
    expect(graphMacs(whole)).toBe(4 * 4 * 3 * 18);
  });
});
