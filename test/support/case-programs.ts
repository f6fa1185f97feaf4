import { compile } from '../../src/compiler.js';
import { renderDiagnostics } from '../../src/diagnostics/render-terminal.js';
import type { EmittedPackage } from '../../src/emit/package.js';
import { loadTarget } from '../../src/targets/load-target.js';
import type { OperatorCase } from './case-file.js';

/** The package of each case, for the host. */
export function casePackages(cases: readonly OperatorCase[]): EmittedPackage[] {
  const target = loadTarget('host');
  if (!target.ok) throw new Error('no target');
  return cases.map(({ name, rounding, graph }) => {
    const made = compile(graph, { file: name, sha256: '' }, { name: graph.name, target: target.value, rounding });
    if (!made.ok) throw new Error(renderDiagnostics(made.diagnostics));
    return made.value;
  });
}
