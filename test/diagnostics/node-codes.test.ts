import { expect, test } from 'vitest';
import { checkModel } from '../../src/analysis/check-model.js';
import { buildGraph } from '../../src/ir/builder.js';
import type { Graph, Node } from '../../src/ir/graph.js';
import { sketchGraph } from '../support/tflite-graphs.js';

/** A reshape of four values, with its node changed. */
function reshapeGraph(change: Partial<Node>): Graph {
  const sketch = sketchGraph();
  const input = sketch.value([4]);
  const output = sketch.node('reshape', { shape: [2, 2] }, [input], sketch.value([2, 2]));
  const graph = sketch.finish('reshape', [input], [output]);
  return buildGraph({
    ...graph,
    tensors: graph.tensors.values(),
    nodes: graph.nodes.map((node) => ({ ...node, ...change })),
  });
}

test('a graph as it should be has no diagnostics', () => expect(checkModel(reshapeGraph({}), 'double')).toEqual([]));

test('I8C2001: an operator that is not in the registry', () => {
  expect(checkModel(reshapeGraph({ op: 'fold' }), 'double')).toMatchObject([
    { code: 'I8C2001', message: 'int8c has no operator fold' },
  ]);
});

test('I8C2003: a wrong number of inputs', () => {
  expect(checkModel(reshapeGraph({ inputs: [0, 0] }), 'double')).toMatchObject([
    { code: 'I8C2003', details: ['2 inputs, 1 outputs'] },
  ]);
});
