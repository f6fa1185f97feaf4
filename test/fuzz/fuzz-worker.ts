import type { Graph } from '../../src/ir/graph.js';
import type { Target } from '../../src/targets/target.js';
import { readTflite } from '../../src/formats/tflite/read-tflite.js';
import { brokenPromise } from '../support/check-graph.js';
import { mutateTflite } from '../support/mutate-tflite.js';
import { loadCorpus, mutantOf } from './fuzz-corpus.js';

/** Answer to one mutant. `trouble` is null when all went as promised. */
export interface FuzzAnswer {
  readonly seed: number;
  readonly outcome: 'read' | 'refused' | 'later';
  readonly trouble: string | null;
  /** Largest memory of this process so far. */
  readonly peakBytes: number;
}

const corpus = loadCorpus();
const target: Target = {
  name: 'fuzz',
  description: 'a core with more memory than any',
  core: 'cortex-m4',
  features: ['dsp'],
  memories: [{ name: 'ram', bytes: 512 * 1024 }],
  tensorAlignmentBytes: 16,
  compilerFlags: [],
};

type Stage = 'read' | 'plan' | 'compile';
type AfterReading = (graph: Graph) => boolean;

/** What follows reading, loaded only when asked for: true when it went through, false when it was refused. */
async function afterReading(stage: Stage): Promise<AfterReading> {
  if (stage === 'read') return () => true;
  const { compile, planProgram } = await import('../../src/compiler.js');
  const options = { name: 'fuzz', target, rounding: 'double' } as const;
  const source = { file: 'mutant.tflite', sha256: '' };
  return stage === 'plan' ? (graph) => planProgram(graph, options).ok : (graph) => compile(graph, source, options).ok;
}

function examine(seed: number, later: AfterReading): FuzzAnswer {
  const bytes = mutateTflite(mutantOf(corpus, seed).bytes, seed);
  let outcome: FuzzAnswer['outcome'] = 'refused';
  let trouble: string | null;
  try {
    const result = readTflite(bytes, 'mutant.tflite');
    trouble = brokenPromise(result);
    if (result.ok) outcome = later(result.value) ? 'read' : 'later';
  } catch (error) {
    trouble = `threw ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
  }
  return { seed, outcome, trouble, peakBytes: process.resourceUsage().maxRSS * 1024 };
}

const later = await afterReading((process.argv[2] ?? 'read') as Stage);
process.on('message', (seed: number) => process.send?.(examine(seed, later)));
process.send?.('ready');
