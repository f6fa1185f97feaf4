import { describe, expect, it } from 'vitest';
import { buildGraph } from '../../src/ir/builder.js';
import type { Graph } from '../../src/ir/graph.js';
import type { TensorValues } from '../../src/ir/tensor.js';
import type { Rounding } from '../../src/numerics/rounding.js';
import { availableRunners } from '../../src/runners/index.js';
import { createSimulator } from '../../src/simulator/simulate.js';
import { extremeCases, givenCases, randomCases, type VerifyCase } from '../../src/verify/cases.js';
import { differenceDiagnostics, verifyModel, type VerifyReport } from '../../src/verify/verify.js';
import { convolutionGraph } from '../support/tflite-graphs.js';
import { codesOf, denseGraph, editPackage, manyPortsGraph, packageOf, valueOf } from '../support/verify-samples.js';

/** The fastest runner of this machine: what verify does with its answers does not depend on it. */
const runner = (await availableRunners()).at(-1);
if (runner === undefined) throw new Error('the wasm runner is always there');

const allCases = (graph: Graph): VerifyCase[] => [...extremeCases(graph), ...randomCases(graph, 4, 7)];

/**
 * Every tensor that two graphs compute differently in a case, the first element of each that differs, and by how much.
 */
function expectedDifferences(
  good: Graph,
  bad: Graph,
  inputs: TensorValues[],
  roundings: readonly [Rounding, Rounding],
) {
  const wanted = new Map<number, TensorValues>();
  createSimulator(good, roundings[0]).run(inputs, ({ id }, values) => wanted.set(id, values));
  const differences: {
    tensor: number;
    index: number;
    expected: number;
    got: number;
    differing: number;
    most: number;
  }[] = [];
  createSimulator(bad, roundings[1]).run(inputs, ({ id }, values) => {
    const reference = wanted.get(id) ?? new Int8Array();
    const wrong = [...values.keys()].filter((index) => values[index] !== reference[index]);
    const [index] = wrong;
    if (index === undefined) return;
    const most = Math.max(...wrong.map((at) => Math.abs((values[at] ?? 0) - (reference[at] ?? 0))));
    differences.push({
      tensor: id,
      index,
      expected: reference[index] ?? 0,
      got: values[index] ?? 0,
      differing: wrong.length,
      most,
    });
  });
  return differences;
}

/** The same of a report, for one of its cases. */
function reported(report: VerifyReport, index: number) {
  const tensors = report.differences.find((difference) => difference.index === index)?.tensors ?? [];
  return tensors
    .filter(({ when }) => when === 'made')
    .map(({ tensor, first, differing, maxAbsDifference }) => ({
      tensor,
      index: first.index,
      expected: first.expected,
      got: first.got,
      differing,
      most: maxAbsDifference,
    }));
}

describe('verifyModel', () => {
  it.each([
    ['dense layers', denseGraph()],
    ['a convolution', convolutionGraph()],
    ['several inputs and outputs', manyPortsGraph()],
  ])('finds %s equal in every tensor of every case, under both roundings', async (_name, graph) => {
    for (const rounding of ['double', 'single'] as const) {
      const cases = allCases(graph);
      const progress: number[] = [];
      const report = valueOf(
        await verifyModel(graph, packageOf(graph, 'sample', rounding), {
          rounding,
          runner,
          cases,
          onProgress: (done) => progress.push(done),
        }),
      );
      expect(report).toMatchObject({
        model: 'sample',
        runner: runner.name,
        rounding,
        equal: true,
        differences: [],
        verdict: null,
        casesRun: cases.length,
      });
      expect(report.tensorsCompared).toBe(cases.length * (graph.inputs.length + graph.nodes.length));
      expect(progress).toEqual(cases.map((_case, index) => index + 1));
      expect(differenceDiagnostics(graph, report)).toEqual([]);
    }
  });

  it('reports the exact first difference of a changed weight, in every case', async () => {
    const graph = denseGraph();
    const weights = graph.tensors.get(1);
    const changedData = Uint8Array.from(weights?.data ?? []);
    changedData[0] = 100;
    const changed = buildGraph({
      ...graph,
      tensors: [...graph.tensors.values()].map((tensor) =>
        tensor.id === 1 ? { ...tensor, data: changedData } : tensor,
      ),
    });
    const pkg = editPackage(packageOf(graph, 'dense'), 'dense_data.c', (text) =>
      text.replace(/(op00_weights\[24\] = \{\s*)0,/, '$1100,'),
    );
    const cases = allCases(graph);
    const report = valueOf(await verifyModel(graph, pkg, { rounding: 'double', runner, cases, bisect: true }));
    const expected = cases.map((item) => expectedDifferences(graph, changed, item.inputs(), ['double', 'double']));
    expect(cases.map((_case, index) => reported(report, index))).toEqual(expected);
    expect(expected.filter((differences) => differences.length > 0).length).toBe(report.differences.length);
    expect(report.equal).toBe(false);
    expect(report.verdict).toEqual({
      kind: 'wrong operator',
      operator: { kind: 'operator', key: 'op00', operator: 'fully-connected', node: 0 },
      tensor: 2,
    });
    const [first] = report.differences[0]?.tensors ?? [];
    expect(first).toMatchObject({
      tensor: 2,
      name: 'tensor/2',
      maker: { key: 'op00', operator: 'fully-connected' },
      when: 'made',
      elements: 12,
    });
  });

  it('notices that a package was compiled with the other rounding', async () => {
    const graph = denseGraph();
    const cases = randomCases(graph, 40, 3);
    const report = valueOf(
      await verifyModel(graph, packageOf(graph, 'dense', 'single'), { rounding: 'double', runner, cases }),
    );
    const expected = cases.map((item) => expectedDifferences(graph, graph, item.inputs(), ['double', 'single']));
    expect(expected.flat().length).toBeGreaterThan(0);
    expect(cases.map((_case, index) => reported(report, index))).toEqual(expected);
  });

  it('notices broken rounding in the runtime', async () => {
    const graph = denseGraph();
    const pkg = editPackage(packageOf(graph, 'dense'), 'int8c_runtime.h', (text) =>
      text.replace('(mask >> 1) + (value < 0 ? 1 : 0)', '(mask >> 1) - (value < 0 ? 1 : 0)'),
    );
    const report = valueOf(
      await verifyModel(graph, pkg, {
        rounding: 'double',
        runner,
        cases: randomCases(graph, 40, 3),
        stopAtFirst: true,
      }),
    );
    expect(report.equal).toBe(false);
    expect(report.differences.length).toBe(1);
    expect(report.casesRun).toBe((report.differences[0]?.index ?? 0) + 1);
    expect(report.differences[0]?.tensors[0]?.maxAbsDifference).toBe(1);
  });

  it('blames the operator that overwrites a tensor which is still needed, not the one that reads it', async () => {
    const graph = denseGraph();
    const report = valueOf(
      await verifyModel(graph, overlappingPlan(), {
        rounding: 'double',
        runner,
        cases: randomCases(graph, 8, 1),
        bisect: true,
      }),
    );
    const { tensors } = report.differences[0] ?? { tensors: [] };
    expect(tensors.map(({ tensor, when, differing }) => ({ tensor, when, differing }))).toEqual([
      { tensor: 5, when: 'made', differing: 1 },
      { tensor: 5, when: 'output', differing: 1 },
    ]);
    expect(tensors[0]?.first).toMatchObject({ index: 0, coordinates: [0, 0] });
    expect(report.verdict).toEqual({
      kind: 'overwritten input',
      operator: { kind: 'operator', key: 'op01', operator: 'fully-connected', node: 1 },
      victim: { kind: 'operator', key: 'op02', operator: 'add', node: 2 },
      tensor: 2,
    });
    expect(differenceDiagnostics(graph, report)[0]?.details.at(-1)).toBe(
      'bisect    op01 fully-connected overwrote tensor 2 "tensor/2" before op02 add had read it',
    );
  });

  it('notices a tensor that is never reported, and an output that changes after it was made', async () => {
    const graph = denseGraph();
    const silent = editPackage(packageOf(graph, 'dense'), 'dense.c', (text) =>
      text.replace(/ {4}DENSE_TRACE_TENSOR\(4,.*\n/, ''),
    );
    const cases = randomCases(graph, 1, 1);
    const missing = valueOf(await verifyModel(graph, silent, { rounding: 'double', runner, cases }));
    expect(missing.differences[0]?.tensors).toMatchObject([
      { tensor: 4, when: 'made', differing: 12, maxAbsDifference: Infinity, first: { index: 0, got: null } },
    ]);
    const late = editPackage(packageOf(graph, 'dense'), 'dense.c', (text) =>
      text.replace(/( {4}DENSE_TRACE_TENSOR\(5, (\d+),.*\n)/, '$1    arena[$2 + 7] ^= 1;\n'),
    );
    const changed = valueOf(await verifyModel(graph, late, { rounding: 'double', runner, cases }));
    expect(changed.differences[0]?.tensors).toMatchObject([
      { tensor: 5, when: 'output', differing: 1, maxAbsDifference: 1, first: { index: 7, coordinates: [1, 1] } },
    ]);
  });

  it('reads out a difference as one error', async () => {
    const graph = denseGraph();
    const pkg = editPackage(packageOf(graph, 'dense'), 'dense.c', (text) =>
      text.replace(/scaled - 9, -128, 127/, 'scaled - 8, -128, 127'),
    );
    const report = valueOf(
      await verifyModel(graph, pkg, {
        rounding: 'double',
        runner,
        cases: givenCases([[new Int8Array(8)]], 'zeros.bin'),
        bisect: true,
      }),
    );
    const [item] = differenceDiagnostics(graph, report);
    expect(item?.code).toBe('I8C5201');
    expect(item?.details).toEqual([
      'case      0 "zeros.bin"; 1 of 1 cases differ',
      'operator  op01 fully-connected',
      'tensor    tensor 4 "tensor/4"   int8 [2, 6]',
      'index     0   at [0, 0]',
      'expected  -9',
      'got       -8',
      '          8 of 12 values differ, by at most 1',
      expect.stringMatching(/^then {6}op02 add, tensor 5: /),
      expect.stringMatching(/^then {6}op02 add, tensor 5: /),
      'bisect    op01 fully-connected is the first wrong operator: its inputs were right when it ran',
    ]);
  });

  it('names the case in which a model cannot be run', async () => {
    const graph = denseGraph();
    const pkg = editPackage(packageOf(graph, 'dense'), 'dense.c', (text) =>
      text.replace('arena = context->arena;', 'arena = context->arena;\n    arena[-1] = 1;'),
    );
    const report = await verifyModel(graph, pkg, { rounding: 'double', runner, cases: extremeCases(graph) });
    expect(codesOf(report)).toEqual(['I8C5105']);
    expect(report.ok ? '' : report.diagnostics[0]?.details[0]).toBe('case "zero point"');
  });
});

/** `denseGraph` with a plan of its own, in which the last byte of tensor 4 is the first of tensor 2. */
function overlappingPlan() {
  const places = new Map([
    ['op00', [20, 43]],
    ['op01', [43, 32]],
    ['op02', [43, 32, 0]],
  ]);
  const offsets = new Map([
    [0, 20],
    [2, 43],
    [4, 32],
    [5, 0],
  ]);
  const moveArguments = (line: string): string => {
    const place = places.get(/^ {4}dense_(op\d+)_/.exec(line)?.[1] ?? '');
    if (place === undefined) return line;
    let argument = 0;
    return line.replace(/\(arena \+ \d+\)|\barena\b/g, () => `(arena + ${place[argument++]})`);
  };
  const moved = editPackage(packageOf(denseGraph(), 'dense'), 'dense.c', (text) =>
    text
      .split('\n')
      .map(moveArguments)
      .join('\n')
      .replace(/(TRACE_TENSOR\((\d+), )\d+/g, (whole, start: string, tensor: string) =>
        offsets.has(Number(tensor)) ? `${start}${offsets.get(Number(tensor))}` : whole,
      )
      .replace(/(dense_input_0[^]*?void \*\)\()context->arena[^)]*\)/, '$1context->arena + 20)')
      .replace(/(dense_output_0[^]*?void \*\)\()context->arena[^)]*\)/, '$1context->arena + 0)'),
  );
  const roomy = editPackage(moved, 'dense.h', (text) => text.replace(/(DENSE_ARENA_BYTES) \d+/, '$1 64'));
  return { ...roomy, manifest: { ...roomy.manifest, arenaBytes: 64 } };
}
