import { describe, expect, test } from 'vitest';

import { readTflite } from '../../src/frontends/tflite/read-tflite.js';
import { brokenPromise } from '../support/check-graph.js';
import { goldenDirectory, readGolden } from '../support/golden.js';
import { mutateTflite } from '../support/mutate-tflite.js';
import { convolutionGraph, everyOperatorGraph } from '../support/tflite-graphs.js';
import { writeTflite } from '../support/tflite-writer.js';

const mutants = 1_500;
const slowestMilliseconds = 2_000;

/** Reads mutants of a file one after another and says what went wrong, with the seed that shows it again. */
function failures(name: string, original: Uint8Array, count: number): readonly string[] {
  const found: string[] = [];
  for (let seed = 0; seed < count; seed += 1) {
    const bytes = mutateTflite(original, seed);
    const started = performance.now();
    const trouble = readingTrouble(bytes);
    const milliseconds = performance.now() - started;
    if (trouble !== null) found.push(`${name}, seed ${seed}: ${trouble}`);
    if (milliseconds > slowestMilliseconds) found.push(`${name}, seed ${seed}: took ${Math.round(milliseconds)} ms`);
  }
  return found;
}

function readingTrouble(bytes: Uint8Array): string | null {
  try {
    return brokenPromise(readTflite(bytes, 'mutant.tflite'));
  } catch (error) {
    return `threw ${String(error)}`;
  }
}

describe('damaged files end in a diagnostic or a sound graph', () => {
  const written = [convolutionGraph(), everyOperatorGraph()].map((graph) => [graph.name, writeTflite(graph)] as const);
  const folder = goldenDirectory();
  const recorded = folder === null ? [] : ['hello_world_int8', 'kws_ref_model', 'seanet_conv0'].map((name) => [name, readGolden(folder, name, 'model.tflite')] as const);

  test.each([...written, ...recorded])('%s', (name, bytes) => {
    expect(failures(name, bytes, mutants)).toEqual([]);
  });

  test('every truncation of a small model', () => {
    const bytes = writeTflite(convolutionGraph());
    const wrong = Array.from(bytes, (_, length) => readingTrouble(bytes.subarray(0, length))).filter((trouble) => trouble !== null);
    expect(wrong).toEqual([]);
  });

  test('every word of a small model overwritten by extreme values', () => {
    const original = writeTflite(convolutionGraph());
    for (const value of [0, 1, 0x7fffffff, 0x80000000, 0xffffffff]) {
      for (let at = 0; at + 4 <= original.length; at += 4) {
        const bytes = original.slice();
        new DataView(bytes.buffer).setUint32(at, value, true);
        expect([at, value, readingTrouble(bytes)]).toEqual([at, value, null]);
      }
    }
  });
});
