import { describe, expect, it } from 'vitest';
import { planProgram } from '../../src/compiler.js';
import type { Origin } from '../../src/diagnostics/origin.js';
import { fileNameOnly, layerHeadline } from '../../src/emit/layer-view.js';
import type { Graph } from '../../src/ir/graph.js';
import { loadTarget } from '../../src/targets/load-target.js';
import { layerGraph } from '../support/layer-graph.js';
import { valueOf } from '../support/verify-samples.js';

describe('headlines', () => {
  /** What stands above a layer of this origin and name. */
  function headline(origin: Origin, name = 'out'): string {
    const graph = layerGraph({ op: 'fully-connected', input: [1, 1], weights: [1, 1], output: [1, 1] });
    const nodes = graph.nodes.map((node) => ({ ...node, origin }));
    const tensors = new Map([...graph.tensors].map(([id, tensor]) => [id, id === 3 ? { ...tensor, name } : tensor]));
    const named: Graph = { ...graph, nodes, tensors };
    const program = valueOf(planProgram(named, { name: 'm', target: valueOf(loadTarget('host')), rounding: 'double' }));
    const [step] = program.steps;
    if (step === undefined) throw new Error('no step');
    return layerHeadline(step);
  }

  const model = { kind: 'model', file: '/some/folder/m.tflite', subgraph: 0 } as const;

  it.each<[Origin, string]>([
    [model, 'm.tflite, subgraph 0'],
    [{ ...model, operator: 3, operatorName: 'FULLY_CONNECTED', name: 'out' }, 'm.tflite, subgraph 0, operator 3'],
    [{ kind: 'file', file: 'C:\\models\\m.tflite' }, 'm.tflite'],
    [{ kind: 'file', file: 'm.tflite', byteOffset: 7 }, 'm.tflite, byte 7'],
  ])('name the file without its folder: %j', (origin, text) => {
    expect(headline(origin)).toBe(`op00   FULLY_CONNECTED   "out"   ${text}`);
  });

  it('name what a pass made a layer from, without folders', () => {
    const text = headline({
      kind: 'pass',
      pass: 'fold',
      from: [
        { ...model, operator: 3 },
        { kind: 'pass', pass: 'inner', from: [model] },
      ],
    });
    expect(text).toContain('m.tflite, subgraph 0, operator 3');
    expect(text).not.toContain('m.tflite, subgraph 0, operator 3, ');
    expect(text).toContain('fold of ');
    expect(text).not.toContain('folder');
  });

  it('cut names that are longer than 48', () => {
    expect(headline(model, 'n'.repeat(48))).toContain(`"${'n'.repeat(48)}"`);
    expect(headline(model, 'n'.repeat(49))).toContain(`"${'n'.repeat(45)}..."`);
  });

  it('know folders of every system', () => {
    expect(['a/b.tflite', 'a\\b.tflite', 'b.tflite', 'a/b\\c.tflite'].map(fileNameOnly)).toEqual([
      'b.tflite',
      'b.tflite',
      'b.tflite',
      'c.tflite',
    ]);
  });
});
