import fc from 'fast-check';
import { expect, test } from 'vitest';

import { renderDiagnostics } from '../../src/diagnostics/render-terminal.js';
import { rows } from '../../src/formats/tflite/codec-rows.js';
import { readTflite } from '../../src/formats/tflite/read-tflite.js';
import { buildGraph } from '../../src/ir/builder.js';
import type { Graph } from '../../src/ir/graph.js';
import type { Quantization, Shape } from '../../src/ir/tensor.js';
import { fusedActivations } from '../../src/numerics/activation.js';
import type { OperatorAttributes, OperatorKind } from '../../src/operators/registry.js';
import { convolutionGraph, everyOperatorGraph, sketchGraph } from '../support/tflite-graphs.js';
import { writeTflite } from '../../src/formats/tflite/write-tflite.js';

/** Origins tell where a graph was read and differ by nature; data is compared as plain bytes. */
function essence(graph: Graph): object {
  return {
    name: graph.name,
    tensors: [...graph.tensors.values()].map(({ origin: _, data, ...tensor }) => ({
      ...tensor,
      data: data === null ? null : [...data],
    })),
    nodes: graph.nodes.map(({ origin: _, ...node }) => node),
    inputs: graph.inputs,
    outputs: graph.outputs,
  };
}

function readBack(graph: Graph): Graph {
  const result = readTflite(writeTflite(graph), `${graph.name}.tflite`);
  if (!result.ok) throw new Error(renderDiagnostics(result.diagnostics));
  return result.value;
}

test('a convolution survives writing and reading', () => {
  expect(essence(readBack(convolutionGraph()))).toEqual(essence(convolutionGraph()));
});

test('every kind of operator survives writing and reading', () => {
  const graph = everyOperatorGraph();
  const kinds = new Set<string>(graph.nodes.map((node) => node.op));
  expect(rows.map(({ kind }) => kind).filter((kind) => !kinds.has(kind))).toEqual([]);
  expect(essence(readBack(graph))).toEqual(essence(graph));
});

test('gaps between tensor ids are kept', () => {
  const graph = convolutionGraph();
  const moved = new Map([
    [0, 2],
    [1, 3],
    [2, 7],
    [3, 9],
  ]);
  const at = (id: number): number => moved.get(id) ?? -1;
  const spread = buildGraph({
    ...graph,
    tensors: [...graph.tensors.values()].map((tensor) => ({ ...tensor, id: at(tensor.id) })),
    nodes: graph.nodes.map((node) => ({
      ...node,
      inputs: node.inputs.map((id) => at(id ?? -1)),
      outputs: node.outputs.map(at),
    })),
    inputs: graph.inputs.map(at),
    outputs: graph.outputs.map(at),
  });
  expect(essence(readBack(spread))).toEqual(essence(spread));
});

test('constant data is a window on the file, aligned to 16 bytes', () => {
  const bytes = writeTflite(convolutionGraph());
  const result = readTflite(bytes, 'convolution.tflite');
  const data = result.ok ? [...result.value.tensors.values()].flatMap((tensor) => tensor.data ?? []) : [];
  expect(data).toHaveLength(2);
  for (const window of data) {
    expect(window.buffer).toBe(bytes.buffer);
    expect(window.byteOffset % 16).toBe(0);
  }
});

test('a file may stand anywhere in a larger buffer', () => {
  const bytes = writeTflite(convolutionGraph());
  const larger = new Uint8Array(bytes.length + 7);
  larger.set(bytes, 3);
  const result = readTflite(larger.subarray(3, 3 + bytes.length), 'convolution.tflite');
  expect(result.ok && essence(result.value)).toEqual(essence(convolutionGraph()));
});

const size = fc.integer({ min: 1, max: 5 });
const window = fc.record({
  padding: fc.constantFrom('same' as const, 'valid' as const),
  strides: fc.tuple(size, size),
  activation: fc.constantFrom(...fusedActivations),
});
const conv = fc.tuple(window, fc.record({ dilations: fc.tuple(size, size) })).map(([a, b]) => ({ ...a, ...b }));
const pool = fc.tuple(window, fc.record({ filter: fc.tuple(size, size) })).map(([a, b]) => ({ ...a, ...b }));
const elementwise = fc.record({ activation: fc.constantFrom(...fusedActivations) });
const none = fc.constant({});
const axis = fc.integer({ min: -2, max: 1 });
const padding = fc.tuple(fc.nat(9), fc.nat(9));

const attributeArbitraries: { readonly [K in OperatorKind]: fc.Arbitrary<OperatorAttributes[K]> } = {
  conv2d: conv,
  'depthwise-conv2d': conv,
  'fully-connected': fc.record({ activation: fc.constantFrom(...fusedActivations), keepDimensions: fc.boolean() }),
  'average-pool2d': pool,
  'max-pool2d': pool,
  add: elementwise,
  sub: elementwise,
  mul: elementwise,
  pad: fc.record({ paddings: fc.tuple(padding, padding), value: fc.option(fc.integer({ min: -128, max: 127 })) }),
  mean: fc.record({ axes: fc.array(axis, { maxLength: 3 }), keepDimensions: fc.boolean() }),
  reshape: fc.record({ shape: fc.tuple(fc.constantFrom(-1, 1, 7), size, size) }),
  squeeze: fc.record({ axes: fc.array(axis, { maxLength: 3 }) }),
  'expand-dims': fc.record({ axis }),
  concatenation: fc.record({ axis, activation: fc.constantFrom(...fusedActivations) }),
  transpose: fc.record({ permutation: fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4 }) }),
  'resize-nearest-neighbor': fc.record({
    outputSize: fc.tuple(size, size),
    alignCorners: fc.boolean(),
    halfPixelCenters: fc.boolean(),
  }),
  softmax: fc.record({ beta: fc.constantFrom(0.5, 1, 2) }),
  logistic: none,
  tanh: none,
  relu: none,
  relu6: none,
  'leaky-relu': fc.record({ alpha: fc.constantFrom(0.25, -0.5, 0) }),
  maximum: none,
  minimum: none,
  // Every dimension has one element at least; bounds of larger ones are resolved in strided-slice.test.ts.
  'strided-slice': fc.record({
    starts: fc.constant([0, 0]),
    steps: fc.constant([1, 1]),
    sizes: fc.constant([1, 1]),
    droppedAxes: fc.subarray([0, 1]),
  }),
  quantize: none,
  dequantize: none,
};

const scale = fc.float({ min: Math.fround(1e-30), max: Math.fround(1e30), noNaN: true, noDefaultInfinity: true });
const perTensor: fc.Arbitrary<Quantization> = fc.record({
  kind: fc.constant('perTensor'),
  scale,
  zeroPoint: fc.integer({ min: -128, max: 127 }),
});
/** All values of random graphs have rank 2, so that axes and paddings fit; the reader does not ask for more. */
const shape = fc.tuple(size, size);

const step = fc.record({
  operator: fc.constantFrom(...(Object.keys(attributeArbitraries) as OperatorKind[])).chain((kind) =>
    fc.record({
      kind: fc.constant(kind),
      attributes: attributeArbitraries[kind] as fc.Arbitrary<OperatorAttributes[OperatorKind]>,
    }),
  ),
  shape,
  quantization: perTensor,
  sources: fc.tuple(fc.nat(), fc.nat(), fc.nat()),
  constant: fc.tuple(size, size),
  withBias: fc.boolean(),
});

type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** A graph of random operators. What they compute need not make sense: only the reader and the writer look at it. */
function randomGraph(input: { shape: Shape; quantization: Quantization }, steps: readonly Step[]): Graph {
  const sketch = sketchGraph();
  const first = sketch.value(input.shape, 'int8', input.quantization);
  const values = [first];
  for (const { operator, shape: outputShape, quantization, sources, constant, withBias } of steps) {
    const { kind, attributes } = operator;
    const sourceOf = (index: number): number => values[index % values.length] ?? first;
    const count = rows.find((row) => row.kind === kind)?.inputs.values ?? 0;
    const weighted = (): (number | null)[] => [
      sourceOf(sources[0]),
      sketch.constant(constant),
      withBias ? sketch.constant([constant[0]], 'int32') : null,
    ];
    // Weights and a bias follow the value where there are three inputs.
    const inputs = count === 3 ? weighted() : sources.slice(0, count).map(sourceOf);
    const output = sketch.value(outputShape, 'int8', quantization);
    values.push(sketch.node(kind, attributes, inputs, output));
  }
  return sketch.finish('random', [first], [values.at(-1) ?? first]);
}

const graphs = fc
  .tuple(fc.record({ shape, quantization: perTensor }), fc.array(step, { minLength: 1, maxLength: 12 }))
  .map(([input, steps]) => randomGraph(input, steps));

test('reading undoes writing, for any graph', () => {
  fc.assert(
    fc.property(graphs, (graph) => {
      expect(essence(readBack(graph))).toEqual(essence(graph));
    }),
    { numRuns: 300 },
  );
});
