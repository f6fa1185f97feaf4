import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { compare, waves } from '../../examples/per-channel-stem/compare.js';
import { readSourceDescription } from '../../src/formats/description/read-source.js';
import type { Graph } from '../../src/ir/graph.js';
import { npyBytes } from '../../src/formats/arrays/write-npy.js';
import { affordable } from '../../src/simulator/work.js';
import { temporaryFolder } from '../support/command-line.js';
import { blocksOf } from '../support/document-blocks.js';
import { int8cProgram, repository, runChecked } from '../support/tools.js';
import { valueOf } from '../support/verify-samples.js';

const folder = join(repository, 'examples', 'per-channel-stem');

async function wholeBatch(name: string): Promise<Graph> {
  const read = (path: string) => ({ text: readFileSync(path, 'utf8') });
  const load = () => ({ problem: 'it has no data files', help: '' });
  return valueOf(await readSourceDescription(join(folder, name), read, load));
}

describe.each(['stem.ts', 'stem-per-layer.ts'])('%s', (name) => {
  it('is the layer with its whole batch, which the simulator takes on', async () => {
    const graph = await wholeBatch(name);
    expect(affordable(graph).ok).toBe(true);
    const shapes = [...graph.tensors.values()].map(({ shape }) => shape);
    expect(shapes).toEqual([[500, 80, 64, 1], [96, 9, 5, 1], [96], [500, 72, 60, 96]]);
    expect(graph.nodes).toMatchObject([{ op: 'conv2d', attributes: { padding: 'valid', strides: [1, 1] } }]);
  });

  it('has weights with as many scales as it says', async () => {
    const graph = await wholeBatch(name);
    const weights = graph.tensors.get(graph.nodes[0]?.inputs[1] ?? -1);
    const kind = name === 'stem.ts' ? 'perChannel' : 'perTensor';
    expect(weights?.quantization?.kind).toBe(kind);
    if (weights?.quantization?.kind === 'perChannel')
      expect(new Set(weights.quantization.scales).size).toBeGreaterThan(80);
  });
});

it('one scale for all costs precision where weights are small, and none where they are large', async () => {
  const [small, large] = await compare(1);
  expect(small).toMatchObject({ kind: 'waves' });
  expect(small?.perLayer).toBeGreaterThan(2 * (small?.perChannel ?? NaN));
  expect(large?.perLayer).toBeCloseTo(large?.perChannel ?? NaN, 6);
  // Rounding to the output's scale alone is a uniform error of 1/64.
  expect(small?.perChannel).toBeLessThan((1.2 / 64) * Math.sqrt(1 / 12));
});

const blocks = blocksOf('examples/per-channel-stem/README.md').flatMap(({ key, text }) =>
  text
    .split(/^\$ /m)
    .slice(1)
    .map((shown) => ({ key, shown })),
);
const place = temporaryFolder();

/** The example under the names by which its page calls things, with a batch of 2 where it says so. */
beforeAll(() => {
  for (const [name, batch] of [
    ['whole', 500],
    ['two', 2],
  ] as const) {
    const copy = join(place, 'examples', name);
    cpSync(folder, copy, { recursive: true });
    const text = readFileSync(join(folder, 'batch.ts'), 'utf8');
    expect(text).toContain('batch = 500;');
    writeFileSync(join(copy, 'batch.ts'), text.replace('batch = 500', `batch = ${batch}`));
  }
  writeFileSync(join(place, 'examples', 'two', 'waves.npy'), npyBytes('int8', [2, 80, 64, 1], waves(2)));
});

describe('README.md of the example', () => {
  it.each(blocks)('shows what is printed: $shown', ({ key, shown }) => {
    const [command = '', ...lines] = shown.trimEnd().split('\n');
    const [program = '', ...args] = command.replace(/^npx int8c/, int8cProgram).split(' ');
    const isScript = program === 'node';
    const cwd = isScript ? folder : join(place, 'examples', key === 'The whole batch 2' ? 'two' : 'whole');
    const output = runChecked(process.execPath, isScript ? args : [program, ...args], { cwd });
    // Lines that are left out stand as three dots.
    let rest = `\n${output}`;
    for (const part of lines.join('\n').split(/^…$/m)) {
      const text = part.replace(/^\n|\n$/g, '');
      expect(rest).toContain(text);
      rest = rest.slice(rest.indexOf(text) + text.length);
    }
  });
});
