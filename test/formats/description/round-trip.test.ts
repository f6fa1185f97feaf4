import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkModel } from '../../../src/analysis/check-model.js';
import { compile } from '../../../src/compiler.js';
import { hasErrors } from '../../../src/diagnostics/diagnostic.js';
import { renderDiagnostics } from '../../../src/diagnostics/render-terminal.js';
import { describeGraph } from '../../../src/formats/description/describe-graph.js';
import { readTflite } from '../../../src/formats/tflite/read-tflite.js';
import type { Graph } from '../../../src/ir/graph.js';
import type { Rounding } from '../../../src/numerics/rounding.js';
import { loadTarget } from '../../../src/targets/load-target.js';
import { explicitGraph } from '../../support/explicit-graph.js';
import { goldenDirectory, noGoldens, readGolden } from '../../support/golden.js';
import { randomGraph } from '../../support/random-graph.js';
import { readBack } from '../../support/read-description.js';
import { valueOf } from '../../support/verify-samples.js';

const target = valueOf(loadTarget('host'));
const origins =
  /random graph|[\w.-]+\.tflite, subgraph 0, operator \d+|model\.json:\d+:\d+ \([^)]*\)|model\.ts:\d+:\d+/g;

/** Files of the package without origins, which differ, and the manifest, which has the sums of the others. */
function sources(graph: Graph, rounding: Rounding): string[] {
  const made = compile(graph, { file: 'm', sha256: '0' }, { name: 'm', target, rounding, selfTest: false });
  if (!made.ok) throw new Error(renderDiagnostics(made.diagnostics));
  return made.value.files
    .filter(({ path }) => path !== 'manifest.json')
    .map(({ path, text }) => `${path}\n${text.replace(origins, 'ORIGIN')}`);
}

describe('graphs that are described and read again are the same to the last byte of C', () => {
  it.each<Rounding>(['double', 'single'])('random ones, in JSON, with %s rounding', async (rounding) => {
    for (let seed = 1; seed <= 60; seed += 1) {
      const { graph } = randomGraph(seed, rounding);
      const explicit = explicitGraph(graph, rounding);
      for (const each of [graph, explicit]) {
        const read = await readBack(describeGraph(each), 'json');
        expect(sources(read, rounding), `seed ${seed}`).toEqual(sources(each, rounding));
      }
    }
  });

  it('random ones, in TypeScript', async () => {
    for (let seed = 61; seed <= 80; seed += 1) {
      const { graph } = randomGraph(seed, 'double');
      const explicit = explicitGraph(graph, 'double');
      for (const each of [graph, explicit]) {
        const read = await readBack(describeGraph(each), 'ts');
        expect(sources(read, 'double'), `seed ${seed}`).toEqual(sources(each, 'double'));
      }
    }
  });
});

const folder = goldenDirectory();
const models =
  folder === null ? [] : readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
const named = models.map(({ name }) => name).filter((name) => readModel(name) !== null);

function readModel(name: string): Graph | null {
  const file = readdirSync(`${folder ?? ''}/${name}`).find((each) => each.endsWith('.tflite'));
  if (file === undefined) return null;
  const read = readTflite(readGolden(folder ?? '', name, file), file);
  return read.ok && !hasErrors(checkModel(read.value, 'double')) ? read.value : null;
}

describe.skipIf(folder === null)(`recorded models too${folder === null ? `: ${noGoldens}` : ''}`, () => {
  it.each(named.flatMap((name) => [[name, 'json'] as const, [name, 'ts'] as const]))(
    '%s in %s',
    async (name, format) => {
      const graph = readModel(name);
      if (graph === null) throw new Error(`${name} is not there`);
      const read = await readBack(describeGraph(graph), format);
      expect(sources(read, 'double')).toEqual(sources(graph, 'double'));
    },
  );
});
