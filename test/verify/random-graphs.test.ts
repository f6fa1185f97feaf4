import { describe, expect, it } from 'vitest';
import { operators } from '../../src/operators/registry.js';
import { findHostCompiler } from '../../src/runners/host-compiler.js';
import { createHostRunner } from '../../src/runners/host-runner.js';
import { createWasmRunner } from '../../src/runners/wasm-runner.js';
import { randomGraph } from '../support/random-graph.js';
import { randomGraphsAgree } from '../support/random-graphs-agree.js';

/** How many graphs: a share of them in every run of the suite, all with INT8C_RANDOM_GRAPHS=300. */
const count = Number(process.env['INT8C_RANDOM_GRAPHS'] ?? 24);
const firstSeed = Number(process.env['INT8C_RANDOM_SEED'] ?? 1);
const perBuild = 24;

const hasCompiler = (await findHostCompiler()).ok;
const runners = [createWasmRunner(), ...(hasCompiler ? [createHostRunner({ sanitize: true })] : [])];

const builds = Array.from({ length: Math.ceil(count / perBuild) }, (_, build) => {
  const start = firstSeed + build * perBuild;
  return Array.from({ length: Math.min(perBuild, firstSeed + count - start) }, (_seed, index) => start + index);
});

describe('random graphs', () => {
  it.each(builds.map((seeds) => [seeds[0], seeds.at(-1), seeds] as const))(
    `of the seeds %i to %i agree in the simulator, wasm${hasCompiler ? ' and host C with sanitizers' : '; no host C: no compiler is installed'}`,
    async (_first, _last, seeds) => {
      const report = await randomGraphsAgree(seeds, runners);
      expect(report.failures.join('\n\n')).toBe('');
      expect(report.graphs).toBe(seeds.length);
      expect(report.tensorsCompared).toBeGreaterThan(report.graphs * runners.length * 10);
    },
  );

  it('are the same for the same seed, and together have every operator', () => {
    expect(randomGraph(3, 'double')).toEqual(randomGraph(3, 'double'));
    const seen = new Set<string>();
    let refused = 0;
    for (let seed = 1; seed <= 100; seed += 1) {
      const made = randomGraph(seed, 'double');
      for (const { op } of made.graph.nodes) seen.add(op);
      refused += made.refused.length;
    }
    expect([...seen].sort()).toEqual(operators.map(({ kind }) => kind).sort());
    // Most of what is drawn must be valid, or the graphs are not what they are taken for; some must not be, or nothing
    // is extreme.
    expect(refused).toBeGreaterThan(0);
    expect(refused).toBeLessThan(100);
  });
});
