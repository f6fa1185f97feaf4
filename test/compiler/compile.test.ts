import { describe, expect, it } from 'vitest';
import { compile, planProgram } from '../../src/compiler.js';
import { renderDiagnostics } from '../../src/diagnostics/render-terminal.js';
import { referenceKernels } from '../../src/operators/reference-kernels.js';
import { loadTarget } from '../../src/targets/load-target.js';
import type { Target } from '../../src/targets/target.js';
import { caseFiles, readCases } from '../support/case-file.js';
import { layerGraph } from '../support/layer-graph.js';

function target(name: string, ramBytes?: number): Target {
  const loaded = loadTarget(name, ramBytes);
  if (!loaded.ok) throw new Error('no target');
  return loaded.value;
}

const options = { name: 'net', target: target('cortex-m4'), rounding: 'double' } as const;
const source = { file: '/somewhere/net.tflite', sha256: '00' };
const layer = layerGraph({
  op: 'conv2d',
  input: [1, 4, 4, 2],
  weights: [5, 3, 3, 2],
  output: [1, 4, 4, 5],
  bias: [1, 2, 3, 4, 5],
});

describe('compile', () => {
  it.each(caseFiles())('%s: writes the same bytes every time, without folders, dates or machines in them', (file) => {
    const [example] = readCases(file);
    if (example === undefined) throw new Error('no case');
    const [first, second] = [compile(example.graph, source, options), compile(example.graph, source, options)];
    if (!first.ok || !second.ok) throw new Error(renderDiagnostics(first.diagnostics));
    expect(second.value.files).toEqual(first.value.files);
    for (const { text } of first.value.files) {
      expect(text).not.toContain('/somewhere');
      // The date of the reference is a fact about the results, the same every day.
      expect(text.replaceAll(referenceKernels.date, '')).not.toMatch(new RegExp(`\\b${new Date().getFullYear()}\\b`));
      expect(text.endsWith('\n')).toBe(true);
    }
  });

  it.each(caseFiles())('%s: writes ASCII, no tabs outside make, no trailing blanks', (file) => {
    const texts = readCases(file).flatMap(({ graph, rounding }) => {
      const made = compile(graph, source, { ...options, rounding });
      if (!made.ok) throw new Error(renderDiagnostics(made.diagnostics));
      return made.value.files.filter(({ path }) => /\.[ch]$/.test(path));
    });
    for (const { path, text } of texts) {
      expect(text, path).toMatch(/^[\x20-\x7e\n]*$/);
      expect(text, path).not.toMatch(/ +$/m);
      expect(text, path).not.toMatch(/\n{3,}/);
      expect(text, path).not.toMatch(/\b(undefined|null)\b/);
    }
  });

  it('names files and symbols after the model', () => {
    const made = compile(layer, source, options);
    expect(made.ok && made.value.files.map(({ path }) => path)).toEqual([
      'net.h',
      'net.c',
      'net_data.h',
      'net_data.c',
      'int8c_runtime.h',
      'CMakeLists.txt',
      'Makefile',
      'README.md',
      '.gitattributes',
      'test/net_test.c',
      'test/net_vectors.h',
      'manifest.json',
    ]);
    expect(made.ok && made.value.manifest).toMatchObject({
      arenaBytes: 112,
      macs: 1440,
      rounding: 'double',
      target: 'cortex-m4',
    });
  });

  it('says before anything is written that the arena does not fit', () => {
    const made = compile(layer, source, { ...options, target: target('cortex-m4', 100) });
    expect(renderDiagnostics(made.diagnostics)).toMatchInlineSnapshot(`
      "error[I8C4001]: the arena must fit the RAM of the target
        --> layer
         |  arena 112 bytes, cortex-m4 ram 100 bytes
         |  peak at layer: tensor 3 80 B + tensor 0 32 B
         = help  choose a target with more RAM, say how much yours has with --ram, or use a smaller model or input"
    `);
  });

  it('records which kernels were passed over, and why', () => {
    const planned = planProgram(layer, options);
    const [step] = planned.ok ? planned.value.steps : [];
    expect(step).toMatchObject({
      kind: 'kernel',
      key: 'op00',
      kernel: 'padded',
      refusals: [
        { kernel: 'pointwise', reason: 'the kernel is 3x3' },
        { kernel: 'valid', reason: 'windows reach outside the input' },
      ],
    });
  });
});

describe('targets', () => {
  it('are refused with their names', () => {
    expect(renderDiagnostics(loadTarget('cortex-m44').diagnostics)).toMatchInlineSnapshot(`
      "error[I8C4002]: there is no target of that name
         |  --target cortex-m44
         = help  targets are cortex-m0plus, cortex-m3, cortex-m33, cortex-m4, cortex-m55, cortex-m7, host"
    `);
  });
});
