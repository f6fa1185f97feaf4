import { describe, expect, it } from 'vitest';
import { checkModel } from '../../src/analysis/check-model.js';
import { planProgram } from '../../src/compiler.js';
import type { Diagnostic } from '../../src/diagnostics/diagnostic.js';
import { buildGraph } from '../../src/ir/builder.js';
import type { FixedPointNumbers, Graph } from '../../src/ir/graph.js';
import { printGraph } from '../../src/ir/print-graph.js';
import type { Quantization, TensorValues } from '../../src/ir/tensor.js';
import type { Rounding } from '../../src/numerics/rounding.js';
import { prepareGraph } from '../../src/operators/prepare-graph.js';
import { createSimulator } from '../../src/simulator/simulate.js';
import { loadTarget } from '../../src/targets/load-target.js';
import { randomCases } from '../../src/verify/cases.js';
import { explicitGraph } from '../support/explicit-graph.js';
import { layerGraph, type LayerSketch } from '../support/layer-graph.js';
import { randomGraph } from '../support/random-graph.js';
import { valueOf } from '../support/verify-samples.js';

const target = valueOf(loadTarget('host'));

function bodies(graph: Graph, rounding: Rounding) {
  const { steps } = valueOf(planProgram(graph, { name: 'm', target, rounding }));
  return steps.map((step) => (step.kind === 'kernel' ? [step.kernel, step.view, step.tables] : []));
}

function outputs(graph: Graph, rounding: Rounding, inputs: readonly TensorValues[]) {
  return createSimulator(graph, rounding).run(inputs);
}

describe('multipliers, shifts and bounds instead of scales', () => {
  it.each<Rounding>(['double', 'single'])('give the same numbers, with %s rounding', (rounding) => {
    const operators = new Set<string>();
    for (let seed = 1; seed <= 60; seed += 1) {
      const { graph } = randomGraph(seed, rounding);
      const explicit = explicitGraph(graph, rounding);
      expect(checkModel(explicit, rounding), `seed ${seed}`).toEqual([]);
      expect(bodies(explicit, rounding), `seed ${seed}`).toEqual(bodies(graph, rounding));
      const [frame] = randomCases(graph, 1, seed);
      if (frame === undefined) throw new Error('no case');
      expect(outputs(explicit, rounding, frame.inputs())).toEqual(outputs(graph, rounding, frame.inputs()));
      for (const { op } of graph.nodes) operators.add(op);
    }
    expect(operators.size).toBeGreaterThan(24);
  });
});

const conv: LayerSketch = { op: 'conv2d', input: [1, 2, 2, 1], weights: [2, 1, 1, 1], output: [1, 2, 2, 2] };
const half = { multiplier: 2 ** 30, shift: 0 };

interface Change {
  readonly fixedPoint?: FixedPointNumbers;
  readonly attributes?: object;
  /** Quantization of the output. */
  readonly output?: Quantization;
}

function changed(sketch: LayerSketch, { fixedPoint, attributes, output }: Change): Graph {
  const graph = layerGraph(sketch);
  const [last] = graph.outputs;
  return buildGraph({
    ...graph,
    tensors: [...graph.tensors.values()].map((tensor) =>
      tensor.id === last && output !== undefined ? { ...tensor, quantization: output } : tensor,
    ),
    nodes: graph.nodes.map((node) => ({
      ...node,
      attributes: { ...(node.attributes as object), ...attributes },
      ...(fixedPoint === undefined ? {} : { fixedPoint }),
    })),
  });
}

function problems(sketch: LayerSketch, change: Change): string[] {
  const line = ({ code, severity, message, details }: Diagnostic): string =>
    `${code} ${severity}: ${message}; ${details.join('; ')}`;
  return checkModel(changed(sketch, change), 'double').map(line);
}

const numbers = (factors: FixedPointNumbers['factors'], bounds: FixedPointNumbers['bounds'] = null): Change => ({
  fixedPoint: { factors, bounds },
  output: { kind: 'unscaled', zeroPoint: 3 },
});
const many = (count: number) => ({ output: Array.from({ length: count }, () => half) });

describe('I8C2009: numbers that the arithmetic is defined for', () => {
  const start = 'I8C2009 error: conv2d must have multipliers, shifts and bounds that its arithmetic is defined for; ';
  it.each<[string, Change, string | null]>([
    ['one for all channels', numbers(many(1)), null],
    ['one for each channel', numbers(many(2)), null],
    ['too many', numbers(many(3)), '3 multipliers of factor output for 2 output channels'],
    ['none', numbers(many(0)), '0 multipliers of factor output for 2 output channels'],
    ['an unknown factor', numbers({ ...many(1), scale: [half] }), 'a factor scale; conv2d has output'],
    ['a factor of everybody', numbers({ ...many(1), toString: [half] }), 'a factor toString; conv2d has output'],
    ['the largest', numbers({ output: [{ multiplier: 2 ** 31 - 1, shift: -31 }] }), null],
    [
      'a multiplier too large',
      numbers({ output: [half, { multiplier: 2 ** 31, shift: 0 }] }),
      'factor output at channel 1: multiplier 2147483648, shift 0; shifts from -31 to 30 are defined here',
    ],
    [
      'a negative one',
      numbers({ output: [{ multiplier: -1, shift: 0 }] }),
      'factor output: multiplier -1, shift 0; shifts from -31 to 30 are defined here',
    ],
    [
      'a shift too far to the right',
      numbers({ output: [{ multiplier: 1, shift: -32 }] }),
      'factor output: multiplier 1, shift -32; shifts from -31 to 30 are defined here',
    ],
    [
      'a shift too far to the left',
      numbers({ output: [{ multiplier: 1, shift: 31 }] }),
      'factor output: multiplier 1, shift 31; shifts from -31 to 30 are defined here',
    ],
    ['bounds', numbers(many(1), { min: -128, max: 127 }), null],
    ['one value', numbers(many(1), { min: 4, max: 4 }), null],
    [
      'bounds the wrong way round',
      numbers(many(1), { min: 5, max: 4 }),
      'bounds 5 to 4; whole numbers from -128 to 127 are needed, the smaller one first',
    ],
    [
      'bounds beyond the type',
      numbers(many(1), { min: -129, max: 127 }),
      'bounds -129 to 127; whole numbers from -128 to 127 are needed, the smaller one first',
    ],
  ])('%s', (_what, change, seen) => {
    expect(problems(conv, change)).toEqual(seen === null ? [] : [start + seen]);
  });

  it('where an operator has none', () => {
    const { graph } = randomGraph(1, 'double');
    const odd = buildGraph({
      ...graph,
      tensors: graph.tensors.values(),
      nodes: graph.nodes.map((node) => ({ ...node, fixedPoint: { factors: { nothing: [half] }, bounds: null } })),
    });
    expect(checkModel(odd, 'double').map(({ code }) => code)).toEqual(graph.nodes.map(() => 'I8C2009'));
  });
});

describe('I8C2008: scales where nothing else is given', () => {
  const unscaled = { kind: 'unscaled', zeroPoint: 3 } as const;
  it.each<[string, Change, string[]]>([
    [
      'of a factor',
      { output: unscaled },
      [
        'I8C2008 error: conv2d needs the scale of output; output has a zero point and no scale; factor output (input scale * weight scale / output scale) follows from it',
      ],
    ],
    [
      'of an activation',
      { ...numbers(many(1)), attributes: { activation: 'relu6' } },
      [
        'I8C2008 error: conv2d needs the scale of output; output has a zero point and no scale; the bounds of relu6 follows from it',
      ],
    ],
    [
      'of an activation with bounds',
      { ...numbers(many(1), { min: 3, max: 90 }), attributes: { activation: 'relu6' } },
      [],
    ],
    ['of an activation at zero alone', { ...numbers(many(1)), attributes: { activation: 'relu' } }, []],
  ])('%s', (_what, change, seen) => expect(problems(conv, change)).toEqual(seen));
});

describe('I8C2010: numbers beside scales', () => {
  // 0.5 * 0.25 / 2 = 2^-4: multiplier 2^30, shift -3.
  const scales = { kind: 'perTensor', scale: 2, zeroPoint: 3 } as const;
  const given = (multiplier: number, shift: number, more: Change = {}): Change => ({
    fixedPoint: { factors: { output: [{ multiplier, shift }] }, bounds: null },
    output: scales,
    ...more,
  });
  it('may be the same', () => expect(problems(conv, given(2 ** 30, -3))).toEqual([]));

  it('may be rounded elsewhere, with a warning; the given ones are taken', () => {
    const change = given(2 ** 30 + 100, -3);
    expect(problems(conv, change)).toEqual([
      expect.stringMatching(/^I8C2010 warning: .*factor output at channel 0 differs most, by 0\.0931 ppm/) as string,
    ]);
    const graph = changed(conv, change);
    const [node] = graph.nodes;
    if (node === undefined) throw new Error('no node');
    expect(prepareGraph(graph, 'double').of(node).prepared).toMatchObject({
      factors: [
        { multiplier: 2 ** 30 + 100, shift: -3 },
        { multiplier: 2 ** 30 + 100, shift: -3 },
      ],
    });
    expect(planProgram(graph, { name: 'm', target, rounding: 'double' }).diagnostics).toHaveLength(1);
  });

  it.each([
    [2 ** 30, -2, '1000000 ppm'],
    [2 ** 30 + 2048, -3, '1.91 ppm'],
    [0, 0, '1000000 ppm'],
  ])('may not be others: multiplier %i, shift %i', (multiplier, shift, ppm) => {
    expect(problems(conv, given(multiplier, shift))).toEqual([
      expect.stringContaining(`I8C2010 error: conv2d must have multipliers and shifts that are those of its scales`),
    ]);
    expect(problems(conv, given(multiplier, shift))[0]).toContain(`by ${ppm}`);
  });

  it('bounds are those of the activation', () => {
    const bounded = (min: number, max: number): Change => ({
      fixedPoint: { factors: {}, bounds: { min, max } },
      attributes: { activation: 'relu6' },
      output: scales,
    });
    expect(problems(conv, bounded(3, 6))).toEqual([]);
    expect(problems(conv, bounded(3, 7))).toEqual([
      "I8C2010 error: conv2d must have the bounds of its activation; given 3 to 7; relu6 at the output's scale is 3 to 6",
    ]);
  });
});

it('a printed graph shows them', () => {
  const text = printGraph(changed(conv, numbers(many(2), { min: -5, max: 9 })));
  expect(text).toContain('output 2 multipliers, bounds -5 .. 9} : int8 [1, 2, 2, 2]   zero 3');
  expect(printGraph(changed(conv, numbers(many(1))))).toContain('output 1073741824 shift 0}');
});
