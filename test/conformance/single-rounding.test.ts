import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readTflite } from '../../src/formats/tflite/read-tflite.js';
import { createSimulator } from '../../src/simulator/simulate.js';
import { goldenDirectory } from '../support/golden.js';

/**
 * How far the outputs of the kernels built with single rounding are from those with double rounding, as it was
 * recorded.
 */
interface RecordedVariant {
  readonly cases: readonly { readonly index: number; readonly n_diff: number; readonly max_abs_diff: number }[];
}

interface Meta {
  readonly cases: readonly {
    readonly index: number;
    readonly frames: number;
    readonly inputs: readonly { readonly file: string }[];
    readonly outputs: readonly { readonly file: string }[];
  }[];
  readonly variants?: { readonly tflm_run_single?: RecordedVariant };
}

const directory = goldenDirectory();

function int8File(folder: string, file: string): Int8Array {
  return new Int8Array(readFileSync(join(folder, file)));
}

function differences(
  folder: string,
  { inputs, outputs, frames }: Meta['cases'][number],
): { count: number; largest: number } {
  const read = readTflite(new Uint8Array(readFileSync(join(folder, 'model.tflite'))), 'model.tflite');
  if (!read.ok) throw new Error('the model is refused');
  const simulator = createSimulator(read.value, 'single');
  const input = int8File(folder, inputs[0]?.file ?? '');
  const recorded = int8File(folder, outputs[0]?.file ?? '');
  const size = input.length / frames;
  const made = Array.from({ length: frames }, (_, frame) => [
    ...(simulator.run([input.slice(frame * size, (frame + 1) * size)])[0] ?? []),
  ]).flat();
  const distances = made.map((value, index) => Math.abs(value - (recorded[index] ?? 0)));
  return { count: distances.filter((distance) => distance > 0).length, largest: Math.max(...distances) };
}

/** Recorded models that int8c compiles and whose single-rounding variant was recorded. */
const models = ['hello_world_int8', 'kws_ref_model', 'person_detect', 'pretrainedResnet_quant'];

describe.skipIf(directory === null)('single rounding', () => {
  it.each(models)('%s moves exactly as many outputs, exactly as far, as the reference kernels do', (name) => {
    const folder = join(directory ?? '', name);
    const meta = JSON.parse(readFileSync(join(folder, 'meta.json'), 'utf8')) as Meta;
    const recorded = meta.variants?.tflm_run_single?.cases ?? [];
    expect(recorded.length).toBe(meta.cases.length);
    for (const example of meta.cases) {
      const { n_diff, max_abs_diff } = recorded.find(({ index }) => index === example.index) ?? {
        n_diff: -1,
        max_abs_diff: -1,
      };
      expect({ index: example.index, ...differences(folder, example) }).toEqual({
        index: example.index,
        count: n_diff,
        largest: max_abs_diff,
      });
    }
  });
});
