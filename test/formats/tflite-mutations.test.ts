import { describe, expect, test } from 'vitest';

import { readTflite } from '../../src/formats/tflite/read-tflite.js';
import { brokenPromise } from '../support/check-graph.js';
import { goldenDirectory, readGolden } from '../support/golden.js';
import { processorTime } from '../support/limits.js';
import { mutateTflite } from '../support/mutate-tflite.js';
import { complaints, editedFile } from '../support/tflite-edit.js';
import type { TableValues } from '../../src/formats/tflite/encode-model.js';
import { convolutionGraph, everyOperatorGraph } from '../support/tflite-graphs.js';
import { writeTflite } from '../../src/formats/tflite/write-tflite.js';

const mutants = 1_500;
/**
 * Of processor time, not of the clock: reading takes a tenth of it, anything that grows with the square of a file much
 * more.
 */
const slowestMilliseconds = 2_000;

/** Reads mutants of a file one after another and says what went wrong, with the seed that shows it again. */
function failures(name: string, original: Uint8Array, count: number): readonly string[] {
  const found: string[] = [];
  for (let seed = 0; seed < count; seed += 1) {
    const bytes = mutateTflite(original, seed);
    const { value: trouble, milliseconds } = processorTime(() => readingTrouble(bytes));
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
  const recorded =
    folder === null
      ? []
      : ['hello_world_int8', 'kws_ref_model', 'seanet_conv0'].map(
          (name) => [name, readGolden(folder, name, 'model.tflite')] as const,
        );

  test.each([...written, ...recorded])('%s', (name, bytes) => {
    expect(failures(name, bytes, mutants)).toEqual([]);
  });

  test('every truncation of a small model', () => {
    const bytes = writeTflite(convolutionGraph());
    const wrong = Array.from(bytes, (_, length) => readingTrouble(bytes.subarray(0, length))).filter(
      (trouble) => trouble !== null,
    );
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

describe('files that unfold', () => {
  /** The convolution model with the same tensor table listed many times. */
  function repeated(count: number, values: TableValues): Uint8Array {
    return editedFile(convolutionGraph(), (_, main) => {
      const tensor = { shape: [1], type: 9, ...values };
      main.tensors = [...main.tensors, ...Array.from({ length: count }, () => tensor)];
    });
  }

  test.each([
    ['scales', { quantization: { scale: Array.from({ length: 50_000 }, () => 1) } }],
    ['shapes', { shape: Array.from({ length: 50_000 }, () => 1) }],
    ['names', { name: 'n'.repeat(50_000) }],
  ])('%s that thousands of tensors share', (_, values) => {
    const bytes = repeated(50_000, values);
    const { value, milliseconds } = processorTime(() => complaints(bytes));
    expect(value).toContain('vectors unfold to many times the size of the file');
    expect(milliseconds).toBeLessThan(slowestMilliseconds);
  });

  test('a model as large as the limits allow is read in time', () => {
    const bytes = repeated(90_000, { name: 'a' });
    const { value, milliseconds } = processorTime(() => complaints(bytes));
    expect(value).toBe('');
    expect(milliseconds).toBeLessThan(slowestMilliseconds);
  });

  test('a table that is its own child ends at the depth of the schema', () => {
    const bytes = writeTflite(convolutionGraph());
    const view = new DataView(bytes.buffer);
    // Every offset field of the root points back at the root.
    const root = view.getUint32(0, true);
    const vtable = root - view.getInt32(root, true);
    for (let slot = vtable + 6; slot < vtable + view.getUint16(vtable, true); slot += 2) {
      const field = view.getUint16(slot, true);
      if (field !== 0) view.setInt32(root + field, -field, true);
    }
    expect(readingTrouble(bytes)).toBeNull();
    expect(complaints(bytes)).toContain('I8C100');
  });
});
