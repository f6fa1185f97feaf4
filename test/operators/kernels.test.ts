import { describe, expect, it } from 'vitest';
import { planProgram } from '../../src/compiler.js';
import type { KernelStep } from '../../src/lowering/program.js';
import { loadTarget } from '../../src/targets/load-target.js';
import { readCases } from '../support/case-file.js';
import { layerGraph, type LayerSketch } from '../support/layer-graph.js';
import { loweredView, type NodeSketch } from '../support/operator-node.js';
import { arithmeticOfSketch } from '../support/rule-edges.js';
import { valueOf } from '../support/verify-samples.js';
import type { Graph } from '../../src/ir/graph.js';

/** Which kernel takes which node, from both sides of every condition, and the tables that it brings. */

function kernelOf(graph: Graph): KernelStep {
  const program = valueOf(planProgram(graph, { name: 'm', target: valueOf(loadTarget('host')), rounding: 'double' }));
  const [step] = program.steps;
  if (step?.kind !== 'kernel') throw new Error('a view');
  return step;
}

/** `pointwise`, or with the reasons of those that were asked before: `valid (pointwise: the kernel is 2x1)`. */
function choiceOf(graph: Graph): string {
  const { kernel, refusals } = kernelOf(graph);
  return refusals.length === 0
    ? kernel
    : `${kernel} (${refusals.map(({ kernel: name, reason }) => `${name}: ${reason}`).join('; ')})`;
}

const conv: LayerSketch = { op: 'conv2d', input: [1, 3, 3, 2], weights: [2, 1, 1, 2], output: [1, 3, 3, 2] };
const depthwise: LayerSketch = {
  op: 'depthwise-conv2d',
  input: [1, 3, 3, 2],
  weights: [1, 2, 2, 2],
  output: [1, 3, 3, 2],
};

describe('layers with weights', () => {
  it.each<[string, LayerSketch, string]>([
    ['1x1', conv, 'pointwise'],
    [
      '1x1, a stride down',
      { ...conv, attributes: { strides: [2, 1] }, output: [1, 2, 3, 2] },
      'valid (pointwise: the stride is 2x1)',
    ],
    [
      '1x1, a stride across',
      { ...conv, attributes: { strides: [1, 2] }, output: [1, 3, 2, 2] },
      'valid (pointwise: the stride is 1x2)',
    ],
    [
      '1x1, two groups',
      { ...conv, input: [1, 3, 3, 4] },
      'grouped (pointwise: 2 groups; valid: 2 groups: kernel rows are not contiguous in the input; padded: 2 groups: kernel rows are not contiguous in the input)',
    ],
    [
      '2x1, VALID',
      { ...conv, weights: [2, 2, 1, 2], attributes: { padding: 'valid' }, output: [1, 2, 3, 2] },
      'valid (pointwise: the kernel is 2x1)',
    ],
    [
      '1x2, VALID',
      { ...conv, weights: [2, 1, 2, 2], attributes: { padding: 'valid' }, output: [1, 3, 2, 2] },
      'valid (pointwise: the kernel is 1x2)',
    ],
    [
      '2x1, SAME',
      { ...conv, weights: [2, 2, 1, 2] },
      'padded (pointwise: the kernel is 2x1; valid: windows reach outside the input)',
    ],
    [
      '2x1, rows two apart',
      { ...conv, weights: [2, 2, 1, 2], attributes: { padding: 'valid', dilations: [2, 1] }, output: [1, 1, 3, 2] },
      'grouped (pointwise: the kernel is 2x1; valid: dilated: kernel rows are not contiguous in the input; padded: dilated: kernel rows are not contiguous in the input)',
    ],
    [
      '1x2, columns two apart',
      { ...conv, weights: [2, 1, 2, 2], attributes: { padding: 'valid', dilations: [1, 2] }, output: [1, 3, 1, 2] },
      'grouped (pointwise: the kernel is 1x2; valid: dilated: kernel rows are not contiguous in the input; padded: dilated: kernel rows are not contiguous in the input)',
    ],
    ['a kernel per channel', depthwise, 'channels'],
    [
      'two kernels per channel',
      { ...depthwise, weights: [1, 2, 2, 4], output: [1, 3, 3, 4] },
      'general (channels: 2 output channels per input channel)',
    ],
    ['rows two apart', { ...depthwise, attributes: { dilations: [2, 1] } }, 'general (channels: dilated)'],
    ['columns two apart', { ...depthwise, attributes: { dilations: [1, 2] } }, 'general (channels: dilated)'],
  ])('%s', (_name, sketch, choice) => {
    expect(choiceOf(layerGraph(sketch))).toBe(choice);
  });
});

describe('layers without weights', () => {
  const pool = (change: object): object => ({
    padding: 'valid',
    strides: [1, 1],
    filter: [2, 3],
    activation: 'none',
    ...change,
  });

  it.each<[string, string, NodeSketch<object>, string]>([
    [
      'average-pool2d',
      'one window over the image',
      { attributes: pool({}), inputs: [{ shape: [1, 2, 3, 1] }], output: { shape: [1, 1, 1, 1] } },
      'global',
    ],
    [
      'average-pool2d',
      'the same with padding around it',
      {
        attributes: pool({ padding: 'same', strides: [2, 3] }),
        inputs: [{ shape: [1, 2, 2, 1] }],
        output: { shape: [1, 1, 1, 1] },
      },
      'global',
    ],
    [
      'average-pool2d',
      'two images',
      { attributes: pool({}), inputs: [{ shape: [2, 2, 3, 1] }], output: { shape: [2, 1, 1, 1] } },
      'window',
    ],
    [
      'average-pool2d',
      'two windows down',
      { attributes: pool({}), inputs: [{ shape: [1, 3, 3, 1] }], output: { shape: [1, 2, 1, 1] } },
      'window',
    ],
    [
      'average-pool2d',
      'two windows across',
      { attributes: pool({}), inputs: [{ shape: [1, 2, 4, 1] }], output: { shape: [1, 1, 2, 1] } },
      'window',
    ],
    [
      'average-pool2d',
      'one window over part of it',
      {
        attributes: pool({ strides: [4, 4] }),
        inputs: [{ shape: [1, 3, 3, 1] }],
        output: { shape: [1, 1, 1, 1] },
      },
      'window',
    ],
    [
      'concatenation',
      'along the first dimension',
      { attributes: { axis: 0, activation: 'none' }, inputs: [{ shape: [2, 1] }], output: { shape: [2, 1] } },
      'join',
    ],
    [
      'concatenation',
      'behind dimensions of 1',
      { attributes: { axis: 1, activation: 'none' }, inputs: [{ shape: [1, 2] }], output: { shape: [1, 2] } },
      'join',
    ],
    [
      'concatenation',
      'behind others',
      { attributes: { axis: 1, activation: 'none' }, inputs: [{ shape: [2, 2] }], output: { shape: [2, 2] } },
      'interleave',
    ],
    [
      'transpose',
      'the last dimension stays',
      { attributes: { permutation: [1, 0, 2] }, inputs: [{ shape: [2, 3, 4] }], output: { shape: [3, 2, 4] } },
      'blocks',
    ],
    [
      'transpose',
      'the last dimension moves',
      { attributes: { permutation: [0, 2, 1] }, inputs: [{ shape: [2, 3, 4] }], output: { shape: [2, 4, 3] } },
      'elements',
    ],
    [
      'transpose',
      'a last dimension of 1 does',
      { attributes: { permutation: [2, 0, 1] }, inputs: [{ shape: [3, 4, 1] }], output: { shape: [1, 3, 4] } },
      'blocks',
    ],
    [
      'quantize',
      'real numbers',
      { attributes: {}, inputs: [{ dtype: 'float32', shape: [1] }], output: { shape: [1] } },
      'real',
    ],
    ['quantize', 'int8', { attributes: {}, inputs: [{ shape: [1] }], output: { shape: [1] } }, 'rescale'],
  ])('%s: %s', (kind, _what, sketch, kernel) => {
    expect(loweredView(arithmeticOfSketch(kind, sketch), sketch as never).kernel).toBe(kernel);
  });

  it('say why they do not take a node', () => {
    const refusals = [
      ['average-pool2d', 1],
      ['average-pool2d', 3],
      ['concatenation', 1],
      ['transpose', 0],
    ] as const;
    expect(
      refusals.map(([kind, index]) => choiceOf(readCases(`${kind}.md`)[index]?.graph ?? layerGraph(conv))),
    ).toEqual([
      'window (global: 3x3 windows)',
      'window (global: 1x4 windows)',
      'interleave (join: the axis has 2 places before it: inputs interleave)',
      'elements (blocks: the last dimension moves: values are copied one by one)',
    ]);
  });
});

/** `weights int8_t[90]: layout`, for each table of a case. */
function tablesOf(kind: string, index: number): string[] {
  const example = readCases(`${kind}.md`)[index];
  if (example === undefined) throw new Error(`${kind} has no case ${index}`);
  return kernelOf(example.graph).tables.map(
    ({ symbol, ctype, values, description }) => `${symbol} ${ctype}[${values.length}]: ${description}`,
  );
}

describe('tables', () => {
  it('have a type, a size and a sentence', () => {
    const chosen = [
      ['conv2d', 2],
      ['conv2d', 3],
      ['conv2d', 4],
      ['depthwise-conv2d', 0],
      ['depthwise-conv2d', 2],
      ['fully-connected', 1],
      ['softmax', 0],
      ['logistic', 0],
      ['resize-nearest-neighbor', 0],
      ['add', 2],
    ] as const;
    expect(chosen.flatMap(([kind, index]) => [`${kind} ${index}`, ...tablesOf(kind, index)]).join('\n'))
      .toMatchInlineSnapshot(`
      "conv2d 2
      m_op00_weights int8_t[90]: 5 channels x 18, 4 channels interleaved
      m_op00_bias int32_t[5]: bias per channel
      m_op00_multiplier int32_t[5]: requantization multiplier per channel, in 2^-31
      m_op00_right_shift int8_t[5]: right shift per channel
      conv2d 3
      m_op00_weights int8_t[16]: 4 channels x 4, 4 channels interleaved
      m_op00_bias int32_t[4]: bias per channel, input zero point folded in
      conv2d 4
      m_op00_weights int8_t[16]: 2 channels x 8
      m_op00_bias int32_t[2]: bias per channel
      m_op00_right_shift int8_t[2]: right shift per channel
      depthwise-conv2d 0
      m_op00_weights int8_t[45]: 9 kernel elements x 5 channels
      m_op00_bias int32_t[5]: bias per channel
      m_op00_multiplier int32_t[5]: requantization multiplier per channel, in 2^-31
      m_op00_right_shift int8_t[5]: right shift per channel
      depthwise-conv2d 2
      m_op00_weights int8_t[8]: 4 kernel elements x 2 channels
      m_op00_bias int32_t[2]: bias per channel
      m_op00_right_shift int8_t[2]: right shift per channel
      fully-connected 1
      m_op00_weights int8_t[24]: 3 channels x 8, 4 channels interleaved
      m_op00_bias int32_t[3]: bias per channel, input zero point folded in
      m_op00_multiplier int32_t[3]: requantization multiplier per channel, in 2^-31
      m_op00_right_shift int8_t[3]: right shift per channel
      softmax 0
      m_op00_exponentials int32_t[57]: exp(-difference * beta * input scale), in 2^-31
      logistic 0
      m_op00_table int8_t[256]: output for each input from -128
      resize-nearest-neighbor 0
      m_op00_rows uint8_t[1]: input row of each output row
      m_op00_columns uint8_t[4]: input column of each output column
      add 2
      m_op00_in1 int8_t[3]: constant input, as in the model"
    `);
  });
});
