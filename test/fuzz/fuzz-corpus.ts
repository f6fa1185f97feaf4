import { readdirSync } from 'node:fs';

import { goldenDirectory, readGolden } from '../support/golden.js';
import { convolutionGraph, everyOperatorGraph } from '../support/tflite-graphs.js';
import { writeTflite } from '../../src/formats/tflite/write-tflite.js';

export interface CorpusFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Files above this size spend most mutations on weights, where nothing can break. */
const largestBytes = 120_000;

/** Small written models, and the recorded ones where they are present. Always in the same order. */
export function loadCorpus(): readonly CorpusFile[] {
  const written = [convolutionGraph(), everyOperatorGraph()].map((graph) => ({
    name: graph.name,
    bytes: writeTflite(graph),
  }));
  const folder = goldenDirectory();
  if (folder === null) return written;
  const recorded = readdirSync(folder)
    .sort()
    .map((name) => ({ name, bytes: readGolden(folder, name, 'model.tflite') }));
  return [...written, ...recorded.filter((file) => file.bytes.length <= largestBytes)];
}

/** The mutants of a run are numbered; each number stands for one file and one seed. */
export function mutantOf(corpus: readonly CorpusFile[], seed: number): CorpusFile {
  const file = corpus[seed % corpus.length];
  if (file === undefined) throw new Error('the corpus is empty');
  return file;
}
