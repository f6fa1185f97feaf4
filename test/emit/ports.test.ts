import { describe, expect, it } from 'vitest';
import { planProgram } from '../../src/compiler.js';
import { emitPackage } from '../../src/emit/emit-package.js';
import { portRows } from '../../src/emit/macro-view.js';
import type { Graph } from '../../src/ir/graph.js';
import type { Program } from '../../src/lowering/program.js';
import { loadTarget } from '../../src/targets/load-target.js';
import { manyPortsGraph, valueOf } from '../support/verify-samples.js';

function programOf(graph: Graph): Program {
  return valueOf(planProgram(graph, { name: 'ports', target: valueOf(loadTarget('host')), rounding: 'single' }));
}

/** Where the buffer of a tensor begins. */
function offsetOf({ buffers }: Program, id: number): number | undefined {
  return buffers.find(({ tensor }) => tensor === id)?.offset;
}

describe('ports', () => {
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
        { key: 'op00', operator: 'QUANTIZE', kernel: 'real', macs: 0, tableBytes: 0 },
        { key: 'op01', operator: 'ADD', kernel: 'portable', macs: 0, tableBytes: 0 },
        { key: 'op02', operator: 'DEQUANTIZE', kernel: 'scale', macs: 0, tableBytes: 0 },
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
});
