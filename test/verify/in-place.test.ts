import { expect, it } from 'vitest';
import { renderDiagnostics } from '../../src/diagnostics/render-terminal.js';
import type { Graph } from '../../src/ir/graph.js';
import type { Program, ProgramStep } from '../../src/lowering/program.js';
import { availableRunners } from '../../src/runners/index.js';
import { extremeCases, randomCases } from '../../src/verify/cases.js';
import { verifyRunnable } from '../../src/verify/verify.js';
import { layeredGraph, packageOf, programOf } from '../support/in-place.js';
import { randomGraph } from '../support/random-graph.js';
import { requireTool } from '../support/tools.js';
import { valueOf } from '../support/verify-samples.js';

const runners = await availableRunners({ sanitize: true });
if (runners.length < 2) requireTool('cc');

interface Sample {
  readonly graph: Graph;
  readonly made: Program;
}

/** Graphs in which something is written in place. */
const samples: readonly Sample[] = [
  { graph: layeredGraph(), made: programOf(layeredGraph(), true) },
  ...Array.from({ length: 25 }, (_, seed): Sample => {
    const random = randomGraph(seed, 'double').graph;
    return { graph: random, made: programOf(random, true, `random${seed}`) };
  }).filter(({ made }) => made.steps.some(isInPlace)),
];

function isInPlace(step: ProgramStep): boolean {
  return step.kind === 'kernel' && step.arguments.some((argument) => argument.kind === 'arena' && argument.aliased);
}

it.each(runners)('what is emitted in place has the bits of the simulator: $description', async (runner) => {
  expect(samples.length).toBeGreaterThan(10);
  const models = valueOf(await runner.prepareMany(samples.map(({ made }) => packageOf(made))));
  for (const [index, model] of models.entries()) {
    const sample = samples[index];
    if (sample === undefined) throw new Error('more models than samples');
    const cases = [...extremeCases(sample.graph), ...randomCases(sample.graph, 3, index)];
    const options = { rounding: 'double', runner, cases, stopAtFirst: true, bisect: true } as const;
    const report = await verifyRunnable(sample.graph, sample.made.prefix, model, options);
    await model.close();
    const seen = report.ok ? report.value.equal : renderDiagnostics(report.diagnostics);
    expect(seen, sample.made.prefix).toBe(true);
  }
});
