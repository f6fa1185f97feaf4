import { describe, expect, it } from 'vitest';
import type { Graph } from '../../src/ir/graph.js';
import { operators } from '../../src/operators/registry.js';
import type { Selected } from '../../src/select/selection.js';
import { caseFiles, readCases } from '../support/case-file.js';
import { otherSelections, programWith, selectionFor } from '../support/forced-kernels.js';
import { layerGraph, type LayerSketch } from '../support/layer-graph.js';
import { randomGraph } from '../support/random-graph.js';
import { sketchGraph } from '../support/tflite-graphs.js';

function onlySelected(graph: Graph): Selected {
  const [selected, ...more] = selectionFor(graph, 'double').values();
  if (selected === undefined || more.length > 0) throw new Error('not one node');
  return selected;
}

const pointwise: LayerSketch = { op: 'conv2d', input: [1, 3, 3, 2], weights: [5, 1, 1, 2], output: [1, 3, 3, 5] };

describe('the kernel of a node', () => {
  it('is the first that accepts it; the others are told with what they would cost', () => {
    const { kernel, refused, others } = onlySelected(layerGraph(pointwise));
    expect({ kernel, refused, others: others.map((other) => other.kernel) }).toEqual({
      kernel: 'pointwise',
      refused: [],
      others: ['valid', 'padded', 'grouped'],
    });
  });

  it('comes with the reason of every kernel that refused, before and after it', () => {
    const padded = layerGraph({ op: 'conv2d', input: [1, 4, 4, 2], weights: [5, 3, 3, 2], output: [1, 4, 4, 5] });
    expect(onlySelected(padded)).toMatchObject({
      kernel: 'padded',
      refused: [
        { kernel: 'pointwise', reason: 'the kernel is 3x3' },
        { kernel: 'valid', reason: 'windows reach outside the input' },
      ],
      others: [{ kernel: 'grouped' }],
    });
  });

  it('is one of those for the numbers that the node computes in', () => {
    const sketch = sketchGraph();
    const input = sketch.value([4], 'float32', null);
    const real = sketch.finish('real', [input], [sketch.node('quantize', {}, [input], sketch.value([4]))]);
    expect(onlySelected(real)).toMatchObject({
      kernel: 'real',
      refused: [],
      others: [],
    });
  });

  it('is selected for every node of a graph, by its id', () => {
    const { graph } = randomGraph(7, 'double');
    expect([...selectionFor(graph, 'double').keys()]).toEqual(graph.nodes.map(({ id }) => id));
  });

  it('of a view copies, where the plan cannot lay the view on its input', () => {
    const sketch = sketchGraph();
    const input = sketch.value([2, 3]);
    const same = sketch.node('reshape', { shape: [6] }, [input], sketch.value([6]));
    const copied = sketch.node('reshape', { shape: [6] }, [sketch.constant([2, 3])], sketch.value([6]));
    const graph = sketch.finish('views', [input], [same, copied]);
    const selection = selectionFor(graph, 'double');
    expect([...selection.values()].map(({ kernel }) => kernel)).toEqual(['copy', 'copy']);
    // 20 cycles to call it, 6 bytes at 0.6, one piece at 5.
    expect(programWith(graph, selection, 'double').steps).toMatchObject([
      { kind: 'view', cost: { cycles: 0, codeBytes: 0, tableBytes: 0, scratchBytes: 0 } },
      { kind: 'kernel', kernel: 'copy', cost: { cycles: 29, codeBytes: 16, tableBytes: 0, scratchBytes: 0 } },
    ]);
  });
});

describe('costs', () => {
  it('follow from what a layer does: by hand', () => {
    const { cost, others } = onlySelected(layerGraph(pointwise));
    // 9 pixels, 2 deep: four channels in a block are 72 multiplications, one that is left 18; each pixel is a dot
    // product for the block and one for the channel; 45 outputs. 20 cycles to call it.
    const cycles = Math.round(72 * 2.7 + 18 * 4.7 + 18 * 10 + 45 * 32 + 20);
    // Tables: 10 weights, 5 biases; multiplier and shift are shared.
    expect(cost).toEqual({ cycles, codeBytes: 250, tableBytes: 30, scratchBytes: 0 });
    expect(others.map((other) => other.cost.tableBytes)).toEqual([30, 30, 30]);
  });

  it('count what lies inside the input, row by row where windows are cut off', () => {
    const graph = layerGraph({ op: 'conv2d', input: [1, 2, 2, 1], weights: [4, 3, 3, 1], output: [1, 2, 2, 4] });
    const { cost, others } = onlySelected(graph);
    // Two of three kernel rows are inside at each of two places down, two of three columns at each of two across:
    // 4 * 2 rows begin, 4 * 4 elements of one channel; the block of four channels is 64 multiplications, 16 outputs.
    expect(cost.cycles).toBe(Math.round(64 * 2.7 + 8 * 27 + 16 * 32 + 20));
    const grouped = Math.round(64 * 5.2 + 64 * 18 + 16 * 19 + 20);
    expect(others).toMatchObject([{ kernel: 'grouped', cost: { cycles: grouped } }]);
  });

  it('of multipliers and shifts for each channel are 5 bytes each, to the byte', () => {
    const scales = [0.25, 0.1, 0.003].map(Math.fround);
    const weightQuantization = { kind: 'perChannel', axis: 0, scales, zeroPoints: [0, 0, 0] } as const;
    const shapes = { input: [1, 4], weights: [3, 4], output: [1, 3] };
    const dense: LayerSketch = { op: 'fully-connected', ...shapes, weightQuantization };
    // 12 multiplications one by one, in 3 dot products, 3 outputs; 12 weights, 3 biases, 3 multipliers and 3 shifts.
    const cycles = Math.round(12 * 4.7 + 3 * 10 + 3 * 32 + 20);
    const cost = { cycles, codeBytes: 250, tableBytes: 12 + 12 + 12 + 3, scratchBytes: 0 };
    expect(onlySelected(layerGraph(dense)).cost).toEqual(cost);
  });

  it('of windows count every element of them', () => {
    const sketch = sketchGraph();
    const input = sketch.value([1, 4, 4, 3]);
    const attributes = { strides: [2, 2], filter: [2, 2], padding: 'valid', activation: 'none' } as const;
    const pooled = sketch.node('max-pool2d', attributes, [input], sketch.value([1, 2, 2, 3]));
    expect(onlySelected(sketch.finish('pool', [input], [pooled])).cost.cycles).toBe(Math.round(12 * 4 * 8.4 + 20));
  });

  it.each(operators.map(({ kind }) => kind))('%s: of tables are to the byte, whichever kernel it is', (kind) => {
    for (const { graph, rounding } of readCases(`${kind}.md`)) {
      for (const selection of [selectionFor(graph, rounding), ...otherSelections(graph, rounding)]) {
        for (const step of programWith(graph, selection, rounding).steps) {
          const read = step.inputs.filter(({ role, place }) => role === 'value' && place.kind === 'table');
          const constants = read.reduce((sum, { bytes }) => sum + bytes, 0);
          expect(step.cost.tableBytes + (step.kind === 'view' ? 0 : constants)).toBe(step.tableBytes);
        }
      }
    }
  });

  it('are whole numbers, and there is one for every case', () => {
    for (const { graph, rounding } of caseFiles().flatMap(readCases)) {
      for (const { cost, others } of selectionFor(graph, rounding).values()) {
        for (const { cycles, codeBytes, scratchBytes } of [cost, ...others.map((other) => other.cost)]) {
          expect([cycles, codeBytes].every((value) => Number.isInteger(value) && value > 0)).toBe(true);
          expect(scratchBytes).toBe(0);
        }
      }
    }
  });
});

describe('lowering', () => {
  it('writes the kernel that was selected, and asks none whether it would take the node', () => {
    const graph = layerGraph(pointwise);
    const [valid, padded, grouped] = otherSelections(graph, 'double').map((selection) => {
      return programWith(graph, selection, 'double').steps[0];
    });
    expect(valid).toMatchObject({ kernel: 'valid', template: 'kernels/portable/conv2d-valid.c.hbs' });
    expect(padded).toMatchObject({ kernel: 'padded', template: 'kernels/portable/conv2d-padded.c.hbs' });
    expect(grouped).toMatchObject({ kernel: 'grouped', template: 'kernels/portable/conv2d-grouped.c.hbs' });
  });

  it('needs a kernel for every node', () => {
    const none = (): unknown => programWith(layerGraph(pointwise), new Map(), 'double');
    expect(none).toThrow('no kernel was selected for node 0, conv2d');
  });
});
