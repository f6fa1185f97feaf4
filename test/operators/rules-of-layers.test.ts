import { describe, expect, it } from 'vitest';
import { checkModel } from '../../src/analysis/check-model.js';
import type { Quantization } from '../../src/ir/tensor.js';
import { layerGraph, type LayerSketch } from '../support/layer-graph.js';
import { edgeOfBound, refusalsOf } from '../support/rule-edges.js';

/** Every rule of layers with weights from both sides of its edge. */

const [sixFits, sixDoesNot] = edgeOfBound(6);
const ones = (count: number): number[] => new Array<number>(count).fill(1);

const perChannel = (axis: number, count: number, zeroPoint = 0): Quantization => ({
  kind: 'perChannel',
  axis,
  scales: new Array<number>(count).fill(0.25),
  zeroPoints: [...new Array<number>(count - 1).fill(0), zeroPoint],
});

/** What the rules of a layer with weights say. */
function layerRefusals(sketch: LayerSketch): string[] {
  const graph = layerGraph(sketch);
  const [node] = graph.nodes;
  if (node === undefined) throw new Error('no node');
  return refusalsOf({ node, tensors: graph.tensors, rounding: 'double' });
}

const conv: LayerSketch = {
  op: 'conv2d',
  input: [1, 3, 4, 4],
  weights: [6, 2, 3, 4],
  output: [1, 3, 4, 6],
  bias: ones(6),
};
const depthwise: LayerSketch = {
  op: 'depthwise-conv2d',
  input: [1, 3, 4, 2],
  weights: [1, 2, 3, 4],
  output: [1, 3, 4, 4],
  bias: ones(4),
};
const dense: LayerSketch = { op: 'fully-connected', input: [1, 2], weights: [3, 2], output: [1, 3], bias: ones(3) };

type LayerRow = readonly [what: string, sketch: LayerSketch, seen: readonly string[]];

const windows = (layer: LayerSketch, code: string): LayerRow[] => [
  [
    `${layer.op}: a kernel as large as the input`,
    { ...layer, input: [1, 2, 3, layer.input[3] ?? 1], attributes: { padding: 'valid' } },
    [],
  ],
  [
    `${layer.op}: a row too high`,
    { ...layer, input: [1, 1, 3, layer.input[3] ?? 1], attributes: { padding: 'valid' } },
    [`${code} kernel spans 2x3, input is 1x3`],
  ],
  [
    `${layer.op}: a column too wide`,
    { ...layer, input: [1, 2, 2, layer.input[3] ?? 1], attributes: { padding: 'valid' } },
    [`${code} kernel spans 2x3, input is 2x2`],
  ],
  [`${layer.op}: too wide with padding`, { ...layer, input: [1, 1, 1, layer.input[3] ?? 1] }, []],
  [
    `${layer.op}: dilated to the size of the input`,
    {
      ...layer,
      input: [1, 3, 5, layer.input[3] ?? 1],
      attributes: { padding: 'valid', dilations: [2, 2] },
    },
    [],
  ],
  [
    `${layer.op}: dilated beyond it`,
    {
      ...layer,
      input: [1, 3, 4, layer.input[3] ?? 1],
      attributes: { padding: 'valid', dilations: [2, 2] },
    },
    [`${code} kernel spans 3x5, input is 3x4`],
  ],
];

const weights = (
  layer: LayerSketch,
  axis: number,
  channels: number,
  [zeroPoint, scales, bias]: readonly [string, string, string],
): LayerRow[] => [
  [`${layer.op}: one scale per output channel`, { ...layer, weightQuantization: perChannel(axis, channels) }, []],
  [`${layer.op}: one scale as a list`, { ...layer, weightQuantization: perChannel(axis + 1, 1) }, []],
  [
    `${layer.op}: scales along another axis`,
    { ...layer, weightQuantization: perChannel(axis + 1, channels) },
    [`${scales} ${channels} scales along axis ${axis + 1} for ${channels} output channels along axis ${axis}`],
  ],
  [
    `${layer.op}: a scale too few`,
    { ...layer, weightQuantization: perChannel(axis, channels - 1) },
    [`${scales} ${channels - 1} scales along axis ${axis} for ${channels} output channels along axis ${axis}`],
  ],
  [
    `${layer.op}: a zero point of 1`,
    { ...layer, weightQuantization: { kind: 'perTensor', scale: 0.25, zeroPoint: 1 } },
    [`${zeroPoint} zero point 1 at channel 0`],
  ],
  [
    `${layer.op}: a zero point of -1 at the last channel`,
    { ...layer, weightQuantization: perChannel(axis, channels, -1) },
    [`${zeroPoint} zero point -1 at channel ${channels - 1}`],
  ],
  [
    `${layer.op}: a bias too few`,
    { ...layer, bias: ones(channels - 1) },
    [`${bias} bias [${channels - 1}] for ${channels} output channels`],
  ],
  [
    `${layer.op}: a bias too many`,
    { ...layer, bias: ones(channels + 1) },
    [`${bias} bias [${channels + 1}] for ${channels} output channels`],
  ],
];

const withoutBias = ({ bias: _bias, ...layer }: LayerSketch): LayerSketch => layer;

describe('the rules of layers with weights at their edges', () => {
  it.each<LayerRow>([
    ['conv2d', conv, []],
    ['conv2d without bias', withoutBias(conv), []],
    ['depthwise-conv2d', depthwise, []],
    ['depthwise-conv2d without bias', withoutBias(depthwise), []],
    ['fully-connected', dense, []],
    ['fully-connected without bias', withoutBias(dense), []],
    ...windows(conv, 'I8C2107'),
    ...windows(depthwise, 'I8C2107'),
    ...weights(conv, 0, 6, ['I8C2104', 'I8C2105', 'I8C2106']),
    ...weights(depthwise, 3, 4, ['I8C2104', 'I8C2105', 'I8C2106']).filter(
      ([what]) => !what.includes('another axis') && !what.includes('as a list'),
    ),
    ...weights(dense, 0, 3, ['I8C2104', 'I8C2105', 'I8C2106']).filter(([what]) => !what.includes('zero point of 1')),
    [
      'fully-connected: a zero point of all weights',
      { ...dense, weightQuantization: { kind: 'perTensor', scale: 0.25, zeroPoint: 1 } },
      [],
    ],
    [
      'depthwise-conv2d: scales along another axis',
      { ...depthwise, weightQuantization: perChannel(2, 4) },
      ['I8C2105 4 scales along axis 2 for 4 output channels along axis 3'],
    ],
    ['conv2d: two groups', { ...conv, input: [1, 3, 4, 8] }, []],
    [
      'conv2d: four groups of six channels',
      { ...conv, input: [1, 3, 4, 16] },
      ['I8C2102 16 input channels, weights [6, 2, 3, 4]'],
    ],
    [
      'conv2d: a group and a half',
      { ...conv, input: [1, 3, 4, 6] },
      ['I8C2102 6 input channels, weights [6, 2, 3, 4]'],
    ],
    ['conv2d: half a group', { ...conv, input: [1, 3, 4, 2] }, ['I8C2102 2 input channels, weights [6, 2, 3, 4]']],
    [
      'depthwise-conv2d: a multiplier and a half',
      { ...depthwise, input: [1, 3, 4, 3] },
      ['I8C2152 3 input channels, weights [1, 2, 3, 4]'],
    ],
    [
      'depthwise-conv2d: a first dimension of 2',
      { ...depthwise, weights: [2, 2, 3, 4] },
      ['I8C2152 2 input channels, weights [2, 2, 3, 4]'],
    ],
    ['conv2d: RELU6 at the smallest scale', { ...conv, attributes: { activation: 'relu6' }, outputScale: sixFits }, []],
    [
      'conv2d: RELU6 below it',
      { ...conv, attributes: { activation: 'relu6' }, outputScale: sixDoesNot },
      [`I8C2108 relu6 at output scale ${sixDoesNot}`],
    ],
    [
      'depthwise-conv2d: RELU6 at the smallest scale',
      { ...depthwise, attributes: { activation: 'relu6' }, outputScale: sixFits },
      [],
    ],
    [
      'depthwise-conv2d: RELU6 below it',
      { ...depthwise, attributes: { activation: 'relu6' }, outputScale: sixDoesNot },
      [`I8C2108 relu6 at output scale ${sixDoesNot}`],
    ],
    [
      'fully-connected: RELU6 at the smallest scale',
      { ...dense, attributes: { activation: 'relu6' }, outputScale: sixFits },
      [],
    ],
    [
      'fully-connected: RELU6 below it',
      { ...dense, attributes: { activation: 'relu6' }, outputScale: sixDoesNot },
      [`I8C2108 relu6 at output scale ${sixDoesNot}`],
    ],
    // The product of the scales is 0.125: a bias scale may differ from it by a fiftieth of an output step.
    ['fully-connected: the scale of input times weights', { ...dense, biasScale: 0.125, outputScale: 1 }, []],
    ['fully-connected: a bias scale almost too small', { ...dense, biasScale: 0.10501, outputScale: 1 }, []],
    [
      'fully-connected: a bias scale too small',
      { ...dense, biasScale: 0.10499, outputScale: 1 },
      [`I8C2204 bias scale ${Math.fround(0.10499)}, input scale * weight scale 0.125`],
    ],
    ['fully-connected: a bias scale almost too large', { ...dense, biasScale: 0.14499, outputScale: 1 }, []],
    [
      'fully-connected: a bias scale too large',
      { ...dense, biasScale: 0.14501, outputScale: 1 },
      [`I8C2204 bias scale ${Math.fround(0.14501)}, input scale * weight scale 0.125`],
    ],
    [
      'fully-connected: any bias scale beside scales per channel',
      { ...dense, biasScale: 7, weightQuantization: perChannel(0, 3) },
      [],
    ],
  ])('%s', (_what, sketch, seen) => {
    expect(layerRefusals(sketch)).toEqual(seen);
  });
});

describe('a refusal', () => {
  it('lists the tensors of the node', () => {
    const graph = layerGraph({ ...conv, bias: ones(5), weightQuantization: perChannel(0, 6) });
    const [problem] = checkModel(graph, 'double');
    expect(problem?.details).toEqual([
      'bias [5] for 6 output channels',
      'input    int8 [1, 3, 4, 4]   scale 0.5   zero 0',
      'weights  int8 [6, 2, 3, 4]   per channel',
      'bias     int32 [5]',
      'output   int8 [1, 3, 4, 6]   scale 2   zero 0',
    ]);
  });
});
