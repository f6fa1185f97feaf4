import { expect, test } from 'vitest';
import { checkModel } from '../../../src/analysis/check-model.js';
import { compile } from '../../../src/compiler.js';
import { hasErrors, type Diagnostic } from '../../../src/diagnostics/diagnostic.js';
import { describeGraph } from '../../../src/formats/description/describe-graph.js';
import { printJson } from '../../../src/formats/description/print-description.js';
import { readJsonDescription } from '../../../src/formats/description/read-json.js';
import type { DescriptionSource } from '../../../src/formats/description/source-context.js';
import type { Graph } from '../../../src/ir/graph.js';
import { decodeValues } from '../../../src/ir/tensor.js';
import { npyBytes } from '../../../src/formats/arrays/write-npy.js';
import { loadTarget } from '../../../src/targets/load-target.js';
import { loadSample, sampleText } from '../../support/description-samples.js';
import { explicitGraph } from '../../support/explicit-graph.js';
import { mutateJson } from '../../support/mutate-json.js';
import { randomGraph } from '../../support/random-graph.js';
import { valueOf } from '../../support/verify-samples.js';

const mutants = 5_000;
/** Of processor time: reading and compiling one takes a few thousandths of it. */
const slowestMilliseconds = 20_000;
const target = valueOf(loadTarget('host'));

interface Original {
  readonly text: string;
  readonly load: DescriptionSource['load'];
}

function described(graph: Graph): Original {
  const model = describeGraph(graph);
  const files = new Map(
    model.data.map(({ path, dtype, shape, data }) => [path, npyBytes(dtype, shape, decodeValues(dtype, data))]),
  );
  return { text: printJson(model), load: (path) => files.get(path) ?? loadSample(path) };
}

/** The sample, and random graphs with scales and with numbers instead of them. */
const originals: readonly Original[] = [
  { text: sampleText, load: loadSample },
  ...Array.from({ length: 12 }, (_, index) => {
    const { graph } = randomGraph(index + 1, 'double');
    return described(index % 2 === 0 ? graph : explicitGraph(graph, 'double'));
  }),
];

type Outcome = 'compiled' | 'refused' | { readonly broken: string };

/** Reads a description and takes it as far as it goes. */
function outcomeOf(text: string, load: DescriptionSource['load']): Outcome {
  const read = readJsonDescription(Buffer.from(text), 'model.json', load);
  if (!read.ok) return soundRefusal(read.diagnostics);
  const problems = checkModel(read.value, 'double');
  if (hasErrors(problems)) return soundRefusal(problems);
  const made = compile(
    read.value,
    { file: 'model.json', sha256: '0' },
    { name: 'm', target, selfTest: false, rounding: 'double' },
  );
  return made.ok ? 'compiled' : soundRefusal(made.diagnostics);
}

function soundRefusal(diagnostics: readonly Diagnostic[]): Outcome {
  if (!hasErrors(diagnostics)) return { broken: 'refused without an error' };
  const odd = diagnostics.find(({ message, origin }) => message === '' || origin === null);
  return odd === undefined ? 'refused' : { broken: `odd diagnostic ${odd.code}: ${odd.message}` };
}

function tried(original: Original, text: string): Outcome {
  const before = process.cpuUsage();
  try {
    return outcomeOf(text, original.load);
  } catch (error) {
    return { broken: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  } finally {
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1000, text).toBeLessThan(slowestMilliseconds);
  }
}

test('the originals compile', () => {
  expect(originals.map((original) => tried(original, original.text))).toEqual(originals.map(() => 'compiled'));
});

test(`${mutants} descriptions with faults end in diagnostics or C`, () => {
  const counts = { compiled: 0, refused: 0 };
  const trouble: string[] = [];
  for (let seed = 0; seed < mutants && trouble.length < 20; seed += 1) {
    const original = originals[seed % originals.length] ?? expect.fail('no original');
    const text = mutateJson(original.text, seed);
    const outcome = tried(original, text);
    if (typeof outcome === 'object') trouble.push(`seed ${seed}: ${outcome.broken}\n${text.slice(0, 20_000)}`);
    else counts[outcome] += 1;
  }
  expect(trouble).toEqual([]);
  // Neither all of them are broken nor none.
  expect(counts.compiled).toBeGreaterThan(mutants / 50);
  expect(counts.refused).toBeGreaterThan(mutants / 2);
});
