import { expect, it } from 'vitest';
import { renderDiagnostics } from '../../src/diagnostics/render-terminal.js';
import { emitPackage } from '../../src/emit/emit-package.js';
import { bytesOf, decodeValues } from '../../src/ir/tensor.js';
import { availableRunners } from '../../src/runners/index.js';
import { caseFiles, readCases } from '../support/case-file.js';
import { otherSelections, programWith } from '../support/forced-kernels.js';
import { requireTool } from '../support/tools.js';

/** A kernel that accepts a node gives its bits, also where a better one stands before it and nobody would take it. */

const noVectors = { seed: 0, tensors: [], cases: [] } as const;

const forced = caseFiles()
  .flatMap(readCases)
  .flatMap((example) => otherSelections(example.graph, example.rounding).map((selection) => ({ example, selection })))
  .map(({ example, selection }, index) => {
    const program = programWith(example.graph, selection, example.rounding, `other${index}`);
    const [step] = program.steps;
    const name = `${example.name}: ${step?.kind === 'kernel' ? step.kernel : 'view'}`;
    return { example, name, pkg: emitPackage(program, { modelFile: 'case', modelSha256: '', vectors: noVectors }) };
  });

const runners = await availableRunners({ sanitize: true });
if (runners.length < 2) requireTool('cc');

it('there are kernels of convolutions, pooling and moves that were not taken', () => {
  const kinds = forced.map(({ name }) => name.replace(/:.*: /, ' '));
  expect(new Set(kinds.map((kind) => kind.split(' ').at(-1)))).toEqual(
    new Set(['valid', 'padded', 'grouped', 'general', 'window', 'interleave', 'elements', 'offset']),
  );
});

it.each(runners)('all other kernels that accept a case give its bits: $description', async (runner) => {
  const prepared = await runner.prepareMany(forced.map(({ pkg }) => pkg));
  if (!prepared.ok) throw new Error(renderDiagnostics(prepared.diagnostics));
  for (const [index, model] of prepared.value.entries()) {
    const { example, name } = forced[index] ?? {};
    if (example === undefined) throw new Error('more models than cases');
    const ran = await model.run(example.inputs.map(bytesOf));
    if (!ran.ok) throw new Error(`${name}: ${renderDiagnostics(ran.diagnostics)}`);
    const dtype = example.expected instanceof Float32Array ? 'float32' : 'int8';
    expect([...decodeValues(dtype, ran.value.outputs[0] ?? new Uint8Array())], name).toEqual([...example.expected]);
  }
  await Promise.all(prepared.value.map((model) => model.close()));
});
