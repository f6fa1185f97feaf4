/**
 * Runs the layer both ways on the same inputs, and says how far the channels are from the real convolution.
 *
 *     node --import ./test/support/run-typescript.js examples/per-channel-stem/compare.ts [batch]
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { createSimulator, readSourceDescription, renderDiagnostics, tensorOf } from '../../src/index.js';
import { biases, channels, isSharp, kernels } from './kernels.js';
import { inputScale } from './layer.js';

const [rows, columns] = [80, 64];
const [outputRows, outputColumns] = [72, 60];

/** Waves at angles and frequencies of their own, as int8. */
export function waves(batch: number): Int8Array {
  return Int8Array.from({ length: batch * rows * columns }, (_, index) => {
    const [item, y, x] = [Math.floor(index / (rows * columns)), Math.floor(index / columns) % rows, index % columns];
    return Math.round(100 * Math.cos(item + (0.3 + (item % 7) / 5) * (y * Math.cos(item) + x * Math.sin(item))));
  });
}

/** Real outputs of the quantized layer: what the simulator, and the C, compute. */
async function quantized(name: string, batch: number, input: Int8Array): Promise<{ at(index: number): number }> {
  const file = fileURLToPath(new URL(name, import.meta.url));
  const text = (path: string): string =>
    path.endsWith('batch.ts') ? `export const batch = ${batch};` : readFileSync(path, 'utf8');
  const graph = await readSourceDescription(
    file,
    (path) => ({ text: text(path) }),
    () => ({ problem: 'there are no data files', help: '' }),
  );
  if (!graph.ok) throw new Error(renderDiagnostics(graph.diagnostics));
  const [values] = createSimulator(graph.value, 'double').run([input]);
  const { quantization } = tensorOf(graph.value.tensors, graph.value.outputs[0] ?? -1);
  const scale = quantization?.kind === 'perTensor' ? quantization.scale : NaN;
  return { at: (index) => scale * (values?.[index] ?? NaN) };
}

/** The convolution in real numbers, at one place of the output. */
function exact(input: Int8Array, item: number, y: number, x: number, channel: number): number {
  return (kernels[channel] ?? []).reduce((sum, row, ky) => {
    const start = (item * rows + y + ky) * columns + x;
    return row.reduce((partial, weight, kx) => partial + weight * inputScale * (input[start + kx] ?? NaN), sum);
  }, biases[channel] ?? NaN);
}

export interface Comparison {
  readonly kind: string;
  readonly perChannel: number;
  readonly perLayer: number;
}

/** Root mean squares of the errors of both kinds of channels, on every fifth row and column of the output. */
export async function compare(batch: number): Promise<readonly Comparison[]> {
  const input = waves(batch);
  const ways = [await quantized('stem.ts', batch, input), await quantized('stem-per-layer.ts', batch, input)];
  const errors = { waves: [0, 0, 0], sharp: [0, 0, 0] };
  for (let place = 0; place < batch * outputRows * outputColumns; place += 1) {
    const [y, x] = [Math.floor(place / outputColumns) % outputRows, place % outputColumns];
    if (y % 5 !== 0 || x % 5 !== 0) continue;
    const item = Math.floor(place / (outputRows * outputColumns));
    for (let channel = 0; channel < channels; channel += 1) {
      const real = exact(input, item, y, x, channel);
      const squares = ways.map((values) => (values.at(place * channels + channel) - real) ** 2);
      const kind = isSharp(channel) ? 'sharp' : 'waves';
      errors[kind] = [...squares, 1].map((term, index) => term + (errors[kind][index] ?? 0));
    }
  }
  return Object.entries(errors).map(([kind, [perChannel = 0, perLayer = 0, count = 0]]) => ({
    kind,
    perChannel: Math.sqrt(perChannel / count),
    perLayer: Math.sqrt(perLayer / count),
  }));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  console.log('channels  error per channel  error per layer');
  for (const { kind, perChannel, perLayer } of await compare(Number(process.argv[2] ?? 2)))
    console.log(`${kind.padEnd(8)}  ${perChannel.toFixed(4).padStart(17)}  ${perLayer.toFixed(4).padStart(15)}`);
}
