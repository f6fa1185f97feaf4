import { describe, expect, it } from 'vitest';
import { checkModel } from '../../src/analysis/check-model.js';
import { renderDiagnostics } from '../../src/diagnostics/render-terminal.js';
import { operators } from '../../src/operators/registry.js';
import { createSimulator } from '../../src/simulator/simulate.js';
import { caseFiles, readCases } from '../support/case-file.js';

const cases = caseFiles().flatMap(readCases);

describe('case files', () => {
  it('there is one for every operator, and no other', () => {
    expect(caseFiles()).toEqual(operators.map(({ kind }) => `${kind}.md`).sort());
  });

  it.each(cases)('$name in the simulator', ({ rounding, graph, inputs, expected }) => {
    expect(renderDiagnostics(checkModel(graph, rounding))).toBe('');
    const [output] = createSimulator(graph, rounding).run(inputs);
    expect([...(output ?? [])]).toEqual([...expected]);
  });
});
