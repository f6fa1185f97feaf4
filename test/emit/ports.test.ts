import { describe, expect, it } from 'vitest';
import { planProgram } from '../../src/compiler.js';
import { emitPackage } from '../../src/emit/emit-package.js';
import { portRows, portViews } from '../../src/emit/macro-view.js';
import type { Graph } from '../../src/ir/graph.js';
import type { Program } from '../../src/lowering/program.js';
import { loadTarget } from '../../src/targets/load-target.js';
import { readCases } from '../support/case-file.js';
import { casePackages } from '../support/case-programs.js';
import { sketchGraph } from '../support/tflite-graphs.js';
import { manyPortsGraph, valueOf } from '../support/verify-samples.js';

function programOf(graph: Graph): Program {
  return valueOf(planProgram(graph, { name: 'ports', target: valueOf(loadTarget('host')), rounding: 'single' }));
}

/** Where the buffer of a tensor begins. */
function offsetOf({ buffers }: Program, id: number): number | undefined {
  return buffers.find(({ tensor }) => tensor === id)?.offset;
}

/** A scalar in, a scalar out, both with a positive zero point. */
function scalarGraph(): Graph {
  const sketch = sketchGraph();
  const quantization = { kind: 'perTensor', scale: 0.5, zeroPoint: 3 } as const;
  const input = sketch.value([], 'int8', quantization);
  return sketch.finish('scalar', [input], [sketch.node('relu', {}, [input], sketch.value([], 'int8', quantization))]);
}

describe('ports', () => {
  it('are what the header says of inputs', () => {
    const program = programOf(manyPortsGraph());
    expect(portViews(program.inputs, 'input')).toMatchObject([
      {
        index: 0,
        macro: 'INPUT_0',
        accessor: 'input_0',
        name: 'tensor/0',
        tensor: 0,
        ctype: 'int8_t',
        shape: '2, 3',
        rank: 2,
        size: 6,
        bytes: 6,
        alignment: 1,
        quantized: true,
        scale: '0.5f',
        zeroPoint: -3,
        zeroPointMacro: '(-3)',
      },
      {
        index: 1,
        macro: 'INPUT_1',
        accessor: 'input_1',
        name: 'tensor/1',
        tensor: 1,
        ctype: 'float',
        shape: '1, 3',
        rank: 2,
        size: 3,
        bytes: 12,
        alignment: 4,
        quantized: false,
        scale: '',
        zeroPoint: 0,
        zeroPointMacro: '0',
      },
    ]);
  });

  it('lie where the plan puts them', () => {
    const program = programOf(manyPortsGraph());
    const ports = portViews(program.outputs, 'output');
    expect(ports.map(({ accessor }) => accessor)).toEqual(['output_0', 'output_1']);
    expect(ports.map(({ offset }) => offset)).toEqual([2, 4].map((id) => offsetOf(program, id)));
  });

  it('of scalars have one dimension of one', () => {
    const program = programOf(scalarGraph());
    expect(portViews(program.inputs, 'input')).toMatchObject([
      { shape: '1', rank: 1, size: 1, bytes: 1, zeroPointMacro: '3' },
    ]);
    expect(portRows(program.inputs, 'input')).toMatchObject([{ shape: '1', values: 1, scale: '0.5', zeroPoint: '3' }]);
  });

  it('are rows of the README', () => {
    const program = programOf(manyPortsGraph());
    expect(portRows(program.inputs, 'input')).toEqual([
      {
        accessor: 'input_0',
        name: 'tensor/0',
        ctype: 'int8_t',
        shape: '2, 3',
        values: 6,
        scale: '0.5',
        zeroPoint: '-3',
      },
      { accessor: 'input_1', name: 'tensor/1', ctype: 'float', shape: '1, 3', values: 3, scale: '-', zeroPoint: '-' },
    ]);
  });
});

describe('the manifest', () => {
  it('says what the model takes and gives, what it costs and where it is', () => {
    const vectors = { seed: 1, tensors: [], cases: [] };
    const program = programOf(manyPortsGraph());
    const { manifest } = emitPackage(program, { modelFile: 'C:\\models\\ports.tflite', modelSha256: 'abc', vectors });
    const offset = (id: number): number | undefined => offsetOf(program, id);
    expect(manifest).toMatchObject({
      name: 'ports',
      model: { file: 'ports.tflite', sha256: 'abc' },
      rounding: 'single',
      target: 'host',
      arenaBytes: 64,
      arenaLowerBoundBytes: 64,
      memories: [{ name: 'ram', kind: 'ram', peakBytes: 64, lowerBoundBytes: 64 }],
      flashTableBytes: 0,
      macs: 0,
      inputs: [
        { name: 'tensor/0', dtype: 'int8', shape: [2, 3], scale: 0.5, zeroPoint: -3, arenaOffset: offset(0), bytes: 6 },
        {
          name: 'tensor/1',
          dtype: 'float32',
          shape: [1, 3],
          scale: null,
          zeroPoint: null,
          arenaOffset: offset(1),
          bytes: 12,
        },
      ],
      outputs: [{ name: 'tensor/2' }, { name: 'tensor/4', dtype: 'float32' }],
      layers: [
        { key: 'op00', operator: 'QUANTIZE', variant: 'real', macs: 0, tableBytes: 0 },
        { key: 'op01', operator: 'ADD', variant: 'portable', macs: 0, tableBytes: 0 },
        { key: 'op02', operator: 'DEQUANTIZE', variant: 'scale', macs: 0, tableBytes: 0 },
      ],
    });
  });
});

describe('the files', () => {
  const roles = (vectors: Parameters<typeof emitPackage>[1]['vectors']): string[] =>
    emitPackage(programOf(manyPortsGraph()), { modelFile: 'm', modelSha256: '', vectors }).files.map(
      ({ path, role }) => `${role} ${path}`,
    );

  it('have roles, by which runners and builds know them', () => {
    expect(roles({ seed: 1, tensors: [], cases: [] })).toEqual([
      'header ports.h',
      'source ports.c',
      'header ports_data.h',
      'data ports_data.c',
      'header int8c_runtime.h',
      'build CMakeLists.txt',
      'build Makefile',
      'documentation README.md',
      'checkout .gitattributes',
      'test test/ports_test.c',
      'test test/ports_vectors.h',
      'manifest manifest.json',
    ]);
  });

  it('are without a self-test where there are no vectors', () => {
    expect(roles(null).filter((line) => line.includes('test'))).toEqual([]);
  });

  it('include <string.h> only where bytes are copied or filled', () => {
    const includes = ['pad', 'add'].map((kind) => {
      const [pkg] = casePackages(readCases(`${kind}.md`).slice(0, 1));
      return pkg?.files.find(({ role }) => role === 'source')?.text.includes('#include <string.h>');
    });
    expect(includes).toEqual([true, false]);
  });
});

describe('the self-test', () => {
  const cases = [
    {
      name: 'a "case"',
      kind: 'random',
      checksums: [0, 0xffffffff],
      output: Uint8Array.from({ length: 40 }, (_, index) => 200 + index),
    },
  ] as const;
  it('holds checksums and bytes as C', () => {
    const program = programOf(manyPortsGraph());
    const { files } = emitPackage(program, {
      modelFile: 'm',
      modelSha256: '',
      vectors: { seed: 0xabc, tensors: [{ id: 0, label: 'in\\"0' }], cases },
    });
    const [test = '', vectors = ''] = ['test/ports_test.c', 'test/ports_vectors.h'].map(
      (path) => files.find((file) => file.path === path)?.text,
    );
    for (const text of ['0xabcu', '0x00000000u, 0xffffffffu', '"a \\"case\\""', 'in\\\\\\"0', 'RANDOM'])
      expect(`${test}${vectors}`).toContain(text);
    const bytes = /200, 201[\s\S]*?239/.exec(vectors)?.[0].split('\n') ?? [];
    expect(bytes.map((line) => line.trim().length).every((length) => length <= 96)).toBe(true);
    expect(bytes.join(' ').match(/\d+/g)?.map(Number)).toEqual([...(cases[0]?.output ?? [])]);
    expect(bytes).toHaveLength(3);
  });

  it('breaks lines where 96 columns are passed, not where they are full', () => {
    const output = (last: number): Uint8Array =>
      Uint8Array.from([100, 100, 100, ...new Array<number>(20).fill(10), last]);
    const program = programOf(scalarGraph());
    const lastLine = (last: number): string => {
      const vectors = {
        seed: 1,
        tensors: [],
        cases: [{ name: 'x', kind: 'zero' as const, checksums: [], output: output(last) }],
      };
      const text =
        emitPackage(program, { modelFile: 'm', modelSha256: '', vectors }).files.find(({ path }) =>
          path.endsWith('_vectors.h'),
        )?.text ?? '';
      return text.split('\n').find((line) => line.includes(`${last}`) && !line.includes('100')) === undefined
        ? 'one line'
        : 'two lines';
    };
    expect([5, 77].map(lastLine)).toEqual(['one line', 'two lines']);
  });

  it('fills float inputs with sixteenths, int8 inputs with whole numbers around their zero point', () => {
    const text =
      emitPackage(programOf(manyPortsGraph()), {
        modelFile: 'm',
        modelSha256: '',
        vectors: { seed: 1, tensors: [], cases },
      }).files.find(({ path }) => path === 'test/ports_test.c')?.text ?? '';
    expect(text).toContain('= next_value(kind, i, &state, -3);');
    expect(text).toContain('= (float)next_value(kind, i, &state, 0) * 0.0625f;');
  });
});
