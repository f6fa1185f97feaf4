import { describe, expect } from 'vitest';
import { readTflite } from '../../src/formats/tflite/read-tflite.js';
import { compile } from '../../src/compiler.js';
import type { EmittedPackage } from '../../src/emit/package.js';
import type { Graph } from '../../src/ir/graph.js';
import type { Rounding } from '../../src/numerics/rounding.js';
import { createHostRunner } from '../../src/runners/host-runner.js';
import type { Runner } from '../../src/runners/runner.js';
import { createWasmRunner } from '../../src/runners/wasm-runner.js';
import { loadTarget, targetNames } from '../../src/targets/load-target.js';
import { withUnlimitedRam } from '../../src/targets/target.js';
import { extremeCases, randomCases } from '../../src/verify/cases.js';
import { differenceDiagnostics, verifyRunnable } from '../../src/verify/verify.js';
import { renderDiagnostics } from '../../src/diagnostics/render-terminal.js';
import { caseFiles, readCases } from '../support/case-file.js';
import { testWithLibrary } from '../support/cmsis-nn.js';
import { goldenDirectory, readGolden } from '../support/golden.js';
import { randomGraph } from '../support/random-graph.js';
import { valueOf } from '../support/verify-samples.js';

/** The library's own values against the simulator's, on every tensor; nothing is tolerated. */

interface Sample {
  readonly title: string;
  readonly graph: Graph;
  readonly rounding: Rounding;
  readonly pkg: EmittedPackage;
}

function sampleOf(title: string, graph: Graph, rounding: Rounding, index: number): Sample {
  const names = targetNames();
  const target = withUnlimitedRam(valueOf(loadTarget(names[index % names.length] ?? 'host')));
  const options = { name: `sample_${index}`, target, rounding, kernels: 'cmsis-nn', selfTest: false } as const;
  const pkg = valueOf(compile(graph, { file: 'sample.tflite', sha256: '0' }, options));
  return { title, graph, rounding, pkg };
}

/** Compiles samples of one rounding together, and names those that differ. */
async function differing(samples: readonly Sample[], runner: Runner, caseCount = 2): Promise<string[]> {
  const models = valueOf(await runner.prepareMany(samples.map(({ pkg }) => pkg)));
  const failures: string[] = [];
  for (const [index, model] of models.entries()) {
    const sample = samples[index];
    if (sample === undefined) throw new Error('a model without a sample');
    const { title, graph, rounding, pkg } = sample;
    const cases = [...extremeCases(graph), ...randomCases(graph, caseCount, index)];
    const report = await verifyRunnable(graph, pkg.name, model, { rounding, runner, cases, stopAtFirst: true });
    const problems = report.ok ? differenceDiagnostics(graph, report.value) : report.diagnostics;
    if (problems.length > 0) failures.push(`${title} for ${pkg.manifest.target}\n${renderDiagnostics(problems)}`);
  }
  for (const model of models) await model.close();
  return failures;
}

const roundings: readonly Rounding[] = ['double', 'single'];
const host = createHostRunner();
const sanitized = createHostRunner({ sanitize: true });

/** As many random graphs as the other suites try. */
const graphCount = Number(process.env['INT8C_RANDOM_GRAPHS'] ?? 24);

describe.each(roundings)('with %s rounding', (rounding) => {
  const alike = caseFiles()
    .flatMap(readCases)
    .filter((example) => example.rounding === rounding);

  testWithLibrary('every case of every operator computes what it says', async () => {
    const samples = alike.map(({ name, graph }, index) => sampleOf(name, graph, rounding, index));
    expect(await differing(samples, sanitized)).toEqual([]);
  });

  testWithLibrary('random graphs compute what the simulator does, with ASan and UBSan', async () => {
    const samples = Array.from({ length: graphCount }, (_, seed) => {
      return sampleOf(`seed ${seed}`, randomGraph(seed, rounding).graph, rounding, seed);
    });
    const taken = new Set(samples.flatMap(({ pkg }) => pkg.manifest.layers.map(({ kernel }) => kernel)));
    expect([...taken].filter((kernel) => kernel.startsWith('cmsis-nn.')).length).toBeGreaterThan(8);
    expect(await differing(samples, sanitized)).toEqual([]);
  });
});

testWithLibrary('a few random graphs in WebAssembly', async () => {
  const samples = [1, 2, 3].map((seed) => sampleOf(`seed ${seed}`, randomGraph(seed, 'double').graph, 'double', seed));
  expect(await differing(samples, createWasmRunner())).toEqual([]);
});

const directory = goldenDirectory();

describe.skipIf(directory === null).each(['kws_ref_model', 'pretrainedResnet_quant', 'person_detect'])(
  '%s',
  (model) => {
    testWithLibrary('computes on every tensor what the simulator does, for every target', async () => {
      const graph = valueOf(readTflite(readGolden(directory ?? '', model, 'model.tflite'), `${model}.tflite`));
      const samples = targetNames().map((name, index) => sampleOf(name, graph, 'double', index));
      for (const { pkg } of samples) {
        const own = pkg.manifest.layers.filter(({ kernel }) => kernel !== 'view' && !kernel.startsWith('cmsis-nn.'));
        expect(own).toEqual([]);
      }
      expect(await differing(samples, host, 1)).toEqual([]);
    });
  },
);
