import { describe, expect, it } from 'vitest';
import { checkModel, compile } from '../../src/compiler.js';
import { renderDiagnostics } from '../../src/diagnostics/render-terminal.js';
import { bytesOf, decodeValues, type DataType } from '../../src/ir/tensor.js';
import { operators } from '../../src/operators/registry.js';
import { availableRunners } from '../../src/runners/index.js';
import { createSimulator } from '../../src/simulator/simulate.js';
import { loadTarget } from '../../src/targets/load-target.js';
import { caseFiles, readCases } from '../support/case-file.js';
import { requireTool } from '../support/tools.js';

const cases = caseFiles().flatMap(readCases);
const runners = await availableRunners({ sanitize: true });
if (runners.length < 2) requireTool('cc');

describe('case files', () => {
  it('there is one for every operator, and no other', () => {
    expect(caseFiles()).toEqual(operators.map(({ kind }) => `${kind}.md`).sort());
  });

  it.each(cases)('$name in the simulator', ({ rounding, graph, inputs, expected }) => {
    expect(renderDiagnostics(checkModel(graph, rounding))).toBe('');
    const [output] = createSimulator(graph, rounding).run(inputs);
    expect([...(output ?? [])]).toEqual([...expected]);
  });

  it.each(runners)('all in C: $description', async (runner) => {
    const target = loadTarget('host');
    if (!target.ok) throw new Error('no target');
    const packages = cases.map(({ name, rounding, graph }) => {
      const made = compile(graph, { file: name, sha256: '' }, { name: graph.name, target: target.value, rounding });
      if (!made.ok) throw new Error(renderDiagnostics(made.diagnostics));
      return made.value;
    });
    const prepared = await runner.prepareMany(packages);
    if (!prepared.ok) throw new Error(renderDiagnostics(prepared.diagnostics));
    for (const [index, model] of prepared.value.entries()) {
      const example = cases[index];
      if (example === undefined) throw new Error('more models than cases');
      const ran = await model.run(example.inputs.map(bytesOf));
      if (!ran.ok) throw new Error(`${example.name}: ${renderDiagnostics(ran.diagnostics)}`);
      const dtype: DataType = example.expected instanceof Float32Array ? 'float32' : 'int8';
      expect([...decodeValues(dtype, ran.value.outputs[0] ?? new Uint8Array())], example.name).toEqual([...example.expected]);
    }
    await Promise.all(prepared.value.map((model) => model.close()));
  });
});
