import { describe, expect, it } from 'vitest';
import { planProgram } from '../../src/compiler.js';
import { emitPackage } from '../../src/emit/emit-package.js';
import type { Graph } from '../../src/ir/graph.js';
import type { Program } from '../../src/lowering/program.js';
import { inspectProgram } from '../../src/report/inspect.js';
import { loadTarget } from '../../src/targets/load-target.js';
import { caseFiles, readCases } from '../support/case-file.js';
import { layerGraph } from '../support/layer-graph.js';
import { manyPortsGraph, valueOf } from '../support/verify-samples.js';

function programOf(graph: Graph, target = 'cortex-m4', ramBytes?: number): Program {
  const options = { name: 'net', target: valueOf(loadTarget(target, ramBytes)), rounding: 'double' } as const;
  return valueOf(planProgram(graph, options));
}

describe('a program', () => {
  it.each(caseFiles())('%s: is plain data: of a copy come the same files and the same report', (file) => {
    const source = { file: 'm.tflite', sha256: '' };
    for (const { graph } of readCases(file).slice(0, 3)) {
      const program = programOf(graph);
      const copy = structuredClone(program);
      const options = { modelFile: 'm.tflite', modelSha256: '', vectors: null };
      expect(emitPackage(copy, options)).toEqual(emitPackage(program, options));
      expect(inspectProgram(copy, source)).toEqual(inspectProgram(program, source));
    }
  });

  it('says of a step what it reads and writes, where that is, and what it costs', () => {
    const weights = [2, 3, 3, 1];
    const shapes = { input: [1, 4, 4, 1], weights, output: [1, 4, 4, 2] };
    const graph = layerGraph({ op: 'conv2d', ...shapes, bias: [100, -100], weightValues: () => 1 });
    const arena = (offset: number) => ({ kind: 'arena', offset });
    const table = { kind: 'table' };
    const [step] = programOf(graph).steps;
    expect(step).toMatchObject({
      kind: 'kernel',
      key: 'op00',
      number: 0,
      op: 'conv2d',
      tfliteName: 'CONV_2D',
      attributes: ['SAME (top 1, left 1)', 'stride 1x1'],
      macs: 16 * 2 * 9,
      // Nine weights of 1, inputs -128 .. 127, and a bias of 100 or -100.
      accumulator: { min: 9 * -128 - 100, max: 9 * 127 + 100 },
      // 18 weights and two biases; one multiplier and one shift are in the code.
      tableBytes: 18 + 8,
      inputs: [
        { role: 'value', name: 'input', ctype: 'int8_t', bytes: 16, scale: 0.5, zeroPoint: 0, place: arena(32) },
        { role: 'weights', name: 'weights', shape: weights, bytes: 18, place: table },
        { role: 'bias', dtype: 'int32', ctype: 'int32_t', elements: 2, elementBytes: 4, scale: null, place: table },
      ],
      outputs: [{ tensor: 3, bytes: 32, perChannel: false, place: arena(0) }],
    });
  });

  it('has its inputs and outputs in the order of the model, and the buffers they are in', () => {
    const program = programOf(manyPortsGraph());
    expect(program.inputs.map(({ tensor }) => tensor)).toEqual([0, 1]);
    expect(program.outputs.map(({ tensor }) => tensor)).toEqual([2, 4]);
    for (const { tensor, bytes, place } of [...program.inputs, ...program.outputs]) {
      const buffer = program.buffers.find((each) => each.tensor === tensor);
      expect(place).toEqual({ kind: 'arena', offset: buffer?.offset });
      expect(buffer?.bytes).toBe(bytes);
    }
  });

  it('says that a view is the bytes of its input', () => {
    const [reshape] = readCases('reshape.md');
    const program = programOf(reshape?.graph ?? manyPortsGraph());
    expect(program.steps).toMatchObject([{ kind: 'view', tableBytes: 0, accumulator: null, macs: 0 }]);
    const aliases = program.outputs.map(({ tensor }) => tensor);
    expect(program.buffers).toMatchObject([{ tensor: 0, aliases, firstStep: -1, lastStep: 1 }]);
    expect(program.outputs[0]?.place).toEqual(program.inputs[0]?.place);
  });
});

describe('the memory that a program takes', () => {
  const graph = manyPortsGraph();

  it('has the name of the region that it lies in', () => {
    expect(programOf(graph).memories).toMatchObject([{ name: 'sram', kind: 'ram' }]);
    const memories = [
      { name: 'small', bytes: 64 },
      { name: 'large', bytes: 4096 },
    ];
    const target = { ...valueOf(loadTarget('cortex-m4')), memories };
    const program = valueOf(planProgram(graph, { name: 'net', target, rounding: 'double' }));
    expect(program.memories.map(({ name }) => name)).toEqual(['large']);
  });

  it('is ram on this machine, without a limit', () => {
    expect(programOf(graph, 'host').memories.map(({ name }) => name)).toEqual(['ram']);
  });

  it('may be larger than the target has, for who only wants to look', () => {
    const target = valueOf(loadTarget('cortex-m4', 8));
    const look = planProgram(graph, { name: 'net', target, rounding: 'double', arenaTooLarge: 'warning' });
    expect(look.ok).toBe(true);
    expect(look.diagnostics).toMatchObject([{ code: 'I8C4001', severity: 'warning' }]);
    expect(planProgram(graph, { name: 'net', target, rounding: 'double' })).toMatchObject({
      ok: false,
      diagnostics: [{ code: 'I8C4001', severity: 'error' }],
    });
  });
});
