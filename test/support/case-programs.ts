import { planProgram } from '../../src/compiler.js';
import { renderDiagnostics } from '../../src/diagnostics/render-terminal.js';
import { emitPackage } from '../../src/emit/emit-package.js';
import type { EmittedPackage } from '../../src/emit/package.js';
import { loadTarget } from '../../src/targets/load-target.js';
import type { OperatorCase } from './case-file.js';

/** Runners do not compile the self-test, and a case has an answer of its own: nothing is simulated. */
const noVectors = { seed: 0, tensors: [], cases: [] } as const;

/** The package of each case, for the host. */
export function casePackages(cases: readonly OperatorCase[]): EmittedPackage[] {
  const target = loadTarget('host');
  if (!target.ok) throw new Error('no target');
  return cases.map(({ name, rounding, graph }) => {
    const planned = planProgram(graph, { name: graph.name, target: target.value, rounding });
    if (!planned.ok) throw new Error(renderDiagnostics(planned.diagnostics));
    return emitPackage(planned.value, { modelFile: name, modelSha256: '', vectors: noVectors });
  });
}
