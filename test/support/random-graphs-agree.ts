import { compile } from '../../src/compiler.js';
import { renderDiagnostics } from '../../src/diagnostics/render-terminal.js';
import type { Result } from '../../src/diagnostics/diagnostic.js';
import type { EmittedPackage } from '../../src/emit/package.js';
import type { Rounding } from '../../src/numerics/rounding.js';
import type { Runner } from '../../src/runners/runner.js';
import type { TensorValues } from '../../src/ir/tensor.js';
import { createSimulator } from '../../src/simulator/simulate.js';
import { loadTarget, targetNames } from '../../src/targets/load-target.js';
import { extremeCases, randomCases, type VerifyCase } from '../../src/verify/cases.js';
import { makerNode } from '../../src/verify/makers.js';
import { differenceDiagnostics, verifyRunnable, type VerifyReport } from '../../src/verify/verify.js';
import { printCase } from './case-file.js';
import { randomGraph, type RandomGraph } from './random-graph.js';

interface Sample extends RandomGraph {
  readonly rounding: Rounding;
  readonly pkg: EmittedPackage;
}

export interface AgreementReport {
  /** One text for each graph and runner that does not agree, with the seed that makes it again. */
  readonly failures: readonly string[];
  readonly graphs: number;
  readonly operators: ReadonlyMap<string, number>;
  /** Nodes that were refused while the graphs grew, by code. */
  readonly refused: ReadonlyMap<string, number>;
  readonly tensorsCompared: number;
}

const randomCaseCount = 2;

/** Compiles the graphs of these seeds together and holds every runner against the simulator. */
export async function randomGraphsAgree(
  seeds: readonly number[],
  runners: readonly Runner[],
): Promise<AgreementReport> {
  const samples = seeds.map(makeSample);
  const failures: string[] = [];
  let tensorsCompared = 0;
  for (const runner of runners) {
    const models = must(
      await runner.prepareMany(samples.map(({ pkg }) => pkg)),
      `seeds ${seeds[0]} to ${seeds.at(-1)}`,
    );
    for (const [index, model] of models.entries()) {
      const sample = samples[index];
      if (sample === undefined) throw new Error('a model without a sample');
      const { graph, seed, rounding, pkg } = sample;
      const cases = [...extremeCases(graph), ...randomCases(graph, randomCaseCount, seed)];
      const report = await verifyRunnable(graph, pkg.name, model, {
        rounding,
        runner,
        cases,
        stopAtFirst: true,
        bisect: true,
      });
      if (!report.ok) failures.push(`seed ${seed}\n${renderDiagnostics(report.diagnostics)}`);
      else if (!report.value.equal)
        failures.push(
          `seed ${seed}\n${renderDiagnostics(differenceDiagnostics(graph, report.value))}\n${firstWrongCase(sample, cases, report.value)}`,
        );
      if (report.ok) tensorsCompared += report.value.tensorsCompared;
    }
    for (const model of models) await model.close();
  }
  return {
    failures,
    graphs: samples.length,
    operators: tally(samples.flatMap(({ graph }) => graph.nodes.map(({ op }) => op))),
    refused: tally(samples.flatMap(({ refused }) => refused)),
    tensorsCompared,
  };
}

/** The operator that is to blame, alone, as a case that every runner can answer: shrunk as far as it goes. */
function firstWrongCase(
  { graph, rounding }: Sample,
  cases: readonly VerifyCase[],
  { differences }: VerifyReport,
): string {
  const [difference] = differences;
  const wrong = difference?.tensors[0];
  const node = wrong === undefined ? undefined : makerNode(graph, wrong.tensor);
  if (difference === undefined || node === undefined) return '';
  const values = new Map<number, TensorValues>();
  createSimulator(graph, rounding).run(cases[difference.index]?.inputs() ?? [], (tensor, made) =>
    values.set(tensor.id, made.slice()),
  );
  return printCase(graph, node, rounding, values);
}

/** Roundings and targets take turns, so that every variant of a kernel has its share. */
function makeSample(seed: number): Sample {
  const rounding = seed % 3 === 0 ? 'single' : 'double';
  const targets = targetNames();
  const target = must(loadTarget(targets[seed % targets.length] ?? 'host'), `seed ${seed}`);
  const made = randomGraph(seed, rounding);
  const pkg = must(
    compile(made.graph, { file: 'random.tflite', sha256: '0' }, { name: `random_${seed}`, target, rounding }),
    `seed ${seed}`,
  );
  return { ...made, rounding, pkg };
}

function must<T>(result: Result<T>, where: string): T {
  if (!result.ok) throw new Error(`${where}\n${renderDiagnostics(result.diagnostics)}`);
  return result.value;
}

function tally(items: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);
  return counts;
}
