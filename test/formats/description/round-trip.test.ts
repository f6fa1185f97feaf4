import { describe, expect, it } from 'vitest';
import { compile } from '../../../src/compiler.js';
import { renderDiagnostics } from '../../../src/diagnostics/render-terminal.js';
import { describeGraph, type DescribedModel } from '../../../src/formats/description/describe-graph.js';
import { printJson } from '../../../src/formats/description/print-description.js';
import { readJsonDescription } from '../../../src/formats/description/read-json.js';
import type { Graph } from '../../../src/ir/graph.js';
import { decodeValues } from '../../../src/ir/tensor.js';
import { npyBytes } from '../../../src/report/npy-bytes.js';
import { loadTarget } from '../../../src/targets/load-target.js';
import { explicitGraph } from '../../support/explicit-graph.js';
import { randomGraph } from '../../support/random-graph.js';
import { valueOf } from '../../support/verify-samples.js';

const target = valueOf(loadTarget('host'));

export function readBack(described: DescribedModel): Graph {
  const files = new Map(
    described.data.map(({ path, dtype, shape, data }) => [path, npyBytes(dtype, shape, decodeValues(dtype, data))]),
  );
  const bytes = Buffer.from(printJson(described));
  const read = readJsonDescription(
    bytes,
    'model.json',
    (path) => files.get(path) ?? { problem: 'no such file', help: '' },
  );
  if (!read.ok) throw new Error(renderDiagnostics(read.diagnostics));
  return read.value;
}

/** Comments tell origins, which differ. */
function sources(graph: Graph, rounding: 'double' | 'single'): string[] {
  const made = compile(graph, { file: 'm', sha256: '0' }, { name: 'm', target, rounding, selfTest: false });
  if (!made.ok) throw new Error(renderDiagnostics(made.diagnostics));
  return made.value.files
    .filter(({ path }) => path !== 'manifest.json')
    .map(({ path, text }) => `${path}\n${text}`.replace(/random graph|model\.json(:\d+:\d+ \([^)]*\))?/g, 'ORIGIN'));
}

describe('graphs that are described and read again', () => {
  it.each(['double', 'single'] as const)('are the same to the last byte of C, with %s rounding', (rounding) => {
    for (let seed = 1; seed <= 60; seed += 1) {
      const { graph } = randomGraph(seed, rounding);
      expect(sources(readBack(describeGraph(graph)), rounding), `seed ${seed}`).toEqual(sources(graph, rounding));
      const explicit = explicitGraph(graph, rounding);
      expect(sources(readBack(describeGraph(explicit)), rounding), `seed ${seed}`).toEqual(sources(explicit, rounding));
    }
  });
});
