import { describe, expect, it } from 'vitest';
import { simulateBatch, type Frame } from '../../src/simulator/batch.js';
import { shareConstants } from '../../src/simulator/shared-graph.js';
import { createSimulator } from '../../src/simulator/simulate.js';
import { randomCases } from '../../src/verify/cases.js';
import { convolutionGraph } from '../support/tflite-graphs.js';
import { codesOf, denseGraph, manyPortsGraph, valueOf } from '../support/verify-samples.js';
import type { Graph } from '../../src/ir/graph.js';

const framesOf = (graph: Graph, count: number): Frame[] => randomCases(graph, count, 11).map((item) => item.inputs());

describe('simulateBatch', () => {
  it.each([
    ['in this thread', 0],
    ['in two threads', 2],
    ['in four threads', 4],
  ])('gives the outputs of each frame in their order, %s', async (_where, workers) => {
    for (const graph of [convolutionGraph(), manyPortsGraph()]) {
      const frames = framesOf(graph, 41);
      const simulator = createSimulator(graph, 'double');
      const expected = frames.map((inputs) => simulator.run(inputs));
      const progress: number[] = [];
      const totals = new Set<number>();
      const onProgress = (done: number, total: number): void => void (progress.push(done), totals.add(total));
      expect(valueOf(await simulateBatch(graph, 'double', frames, { workers, onProgress }))).toEqual(expected);
      expect(progress.at(-1)).toBe(41);
      expect(progress).toEqual([...progress].sort((a, b) => a - b));
      expect([...totals]).toEqual([41]);
    }
  });

  it('uses the rounding it is told, also in threads', async () => {
    const graph = denseGraph();
    const frames = framesOf(graph, 64);
    const double = valueOf(await simulateBatch(graph, 'double', frames, { workers: 2 }));
    const single = valueOf(await simulateBatch(graph, 'single', frames, { workers: 2 }));
    const simulator = createSimulator(graph, 'single');
    expect(single).toEqual(frames.map((inputs) => simulator.run(inputs)));
    expect(single).not.toEqual(double);
  });

  it('gives nothing for no frames', async () => {
    expect(valueOf(await simulateBatch(convolutionGraph(), 'double', []))).toEqual([]);
    expect(valueOf(await simulateBatch(convolutionGraph(), 'double', [], { workers: 4 }))).toEqual([]);
  });

  it('reports a thread that fails as an error', async () => {
    const wrong: Frame = [new Int8Array(3)];
    const frames = [wrong, wrong, wrong];
    expect(codesOf(await simulateBatch(convolutionGraph(), 'double', frames, { workers: 2 }))).toEqual(['I8C5401']);
  });

  it('leaves no thread whose answer would come after the end, however often tasks fail together', async () => {
    const frames = Array.from({ length: 12 }, (): Frame => [new Int8Array(3)]);
    for (let round = 0; round < 8; round += 1) {
      expect(codesOf(await simulateBatch(convolutionGraph(), 'double', frames, { workers: 2 }))).toEqual(['I8C5401']);
    }
  });
});

describe('shareConstants', () => {
  it('moves constants into one shared buffer and changes nothing else', () => {
    const graph = convolutionGraph();
    const shared = shareConstants(graph);
    const buffers = new Set([...shared.tensors.values()].flatMap(({ data }) => (data === null ? [] : [data.buffer])));
    expect(buffers.size).toBe(1);
    expect([...buffers][0]).toBeInstanceOf(SharedArrayBuffer);
    expect({ ...shared, tensors: [...shared.tensors.values()] }).toEqual({
      ...graph,
      tensors: [...graph.tensors.values()],
    });
  });
});
