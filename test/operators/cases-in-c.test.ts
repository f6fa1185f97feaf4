import { expect, it } from 'vitest';
import { renderDiagnostics } from '../../src/diagnostics/render-terminal.js';
import { tensorOf } from '../../src/ir/graph.js';
import { bytesOf, decodeValues } from '../../src/ir/tensor.js';
import { availableRunners } from '../../src/runners/index.js';
import { caseFiles, readCases } from '../support/case-file.js';
import { casePackages } from '../support/case-programs.js';
import { requireTool } from '../support/tools.js';

const cases = caseFiles().flatMap(readCases);
const runners = await availableRunners({ sanitize: true });
if (runners.length < 2) requireTool('cc');

it.each(runners)('all cases in C: $description', async (runner) => {
  const prepared = await runner.prepareMany(casePackages(cases));
  if (!prepared.ok) throw new Error(renderDiagnostics(prepared.diagnostics));
  for (const [index, model] of prepared.value.entries()) {
    const example = cases[index];
    if (example === undefined) throw new Error('more models than cases');
    const ran = await model.run(example.inputs.map(bytesOf));
    if (!ran.ok) throw new Error(`${example.name}: ${renderDiagnostics(ran.diagnostics)}`);
    const { dtype } = tensorOf(example.graph.tensors, example.graph.outputs[0] ?? -1);
    expect([...decodeValues(dtype, ran.value.outputs[0] ?? new Uint8Array())], example.name).toEqual([
      ...example.expected,
    ]);
  }
  await Promise.all(prepared.value.map((model) => model.close()));
});
