import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { shortName } from '../../src/text/visible.js';
import { tensorOf, type Graph } from '../../src/ir/graph.js';
import { tensorBytes, type TensorId } from '../../src/ir/tensor.js';

/** One recorded case: frames that ran one after the other. */
export interface GoldenCase {
  readonly name: string;
  /** Bytes of each input, for each frame. */
  readonly frames: readonly (readonly Uint8Array[])[];
  /** Recorded outputs of all frames one after the other; null where none were kept. */
  readonly outputs: readonly (Uint8Array | null)[];
  /** sha256 of tensors after the last frame, by their index in the model's file. */
  readonly tensors: ReadonlyMap<TensorId, string>;
}

export interface GoldenRecord {
  readonly cases: readonly GoldenCase[];
  /** What could not be used, a line each. */
  readonly problems: readonly string[];
}

type Json = Readonly<Record<string, unknown>>;

/**
 * Reads the cases beside a model. Records come from many hands: whatever is missing is left out, whatever is wrong is
 * named.
 */
export async function readGoldenRecord(folder: string, graph: Graph): Promise<GoldenRecord> {
  const meta = await readJson(join(folder, 'meta.json'));
  if (meta === null) return { cases: [], problems: ['meta.json is missing or no JSON object'] };
  const inputOrder = recordedOrder(meta['inputs'], graph.inputs);
  const outputOrder = recordedOrder(meta['outputs'], graph.outputs);
  const cases: GoldenCase[] = [];
  const problems: string[] = [];
  for (const [index, entry] of objects(meta['cases']).entries()) {
    const name = shortName(`case ${index}${typeof entry['kind'] === 'string' ? ` ${entry['kind']}` : ''}`);
    const read = await readCase(folder, graph, entry, { name, inputOrder, outputOrder });
    if (typeof read === 'string') problems.push(`${name}: ${read}`);
    else cases.push(read);
  }
  if (cases.length === 0 && problems.length === 0) problems.push('meta.json has no cases');
  return { cases, problems };
}

interface CaseContext {
  readonly name: string;
  readonly inputOrder: readonly number[];
  readonly outputOrder: readonly number[];
}

async function readCase(
  folder: string,
  graph: Graph,
  entry: Json,
  { name, inputOrder, outputOrder }: CaseContext,
): Promise<GoldenCase | string> {
  const inputs = await readPorts(folder, entry['inputs'], inputOrder);
  if (typeof inputs === 'string') return inputs;
  const frames = splitInputs(graph, inputs, entry['frames']);
  if (typeof frames === 'string') return frames;
  const outputs =
    entry['outputs'] === undefined
      ? graph.outputs.map(() => null)
      : await readPorts(folder, entry['outputs'], outputOrder);
  if (typeof outputs === 'string') return outputs;
  const short = graph.outputs.find((id, index) => {
    const bytes = outputs[index];
    return bytes !== null && bytes?.length !== frames.length * tensorBytes(tensorOf(graph.tensors, id));
  });
  if (short !== undefined) return `the recorded output tensor ${short} has not the size of ${frames.length} frames`;
  return { name, frames, outputs, tensors: tensorHashes(entry['tensors_sha256']) };
}

/** Files of all inputs or outputs, in the order of the graph. */
async function readPorts(folder: string, entries: unknown, order: readonly number[]): Promise<Uint8Array[] | string> {
  const files = objects(entries).map((entry) => entry['file']);
  if (files.length !== order.length) return `${files.length} files for ${order.length} tensors`;
  const contents: Uint8Array[] = [];
  for (const position of order) {
    const file = files[position];
    if (typeof file !== 'string' || /[\\/]/.test(file)) return 'a file has no usable name';
    const bytes = await readFile(join(folder, file)).catch(() => null);
    if (bytes === null) return `${shortName(file)} cannot be read`;
    contents.push(new Uint8Array(bytes));
  }
  return contents;
}

/** Frames of equal size; a count in the record must agree with the files. */
function splitInputs(graph: Graph, inputs: readonly Uint8Array[], recorded: unknown): Uint8Array[][] | string {
  const sizes = graph.inputs.map((id) => tensorBytes(tensorOf(graph.tensors, id)));
  const counts = inputs.map((bytes, index) => bytes.length / (sizes[index] ?? 1));
  const [count = 0] = counts;
  if (!Number.isInteger(count) || count < 1 || counts.some((other) => other !== count))
    return `inputs of ${inputs.map(({ length }) => length).join(', ')} bytes, one frame takes ${sizes.join(', ')}`;
  if (typeof recorded === 'number' && recorded !== count)
    return `meta.json says ${recorded} frames, the files hold ${count}`;
  return Array.from({ length: count }, (_, frame) =>
    inputs.map((bytes, index) => bytes.subarray(frame * (sizes[index] ?? 0), (frame + 1) * (sizes[index] ?? 0))),
  );
}

/**
 * Position in the record of each of the graph's tensors: by tensor index where the record has them, else as they stand.
 */
function recordedOrder(entries: unknown, ids: readonly TensorId[]): number[] {
  const indices = objects(entries).map((entry) => entry['index']);
  const order = ids.map((id) => indices.indexOf(id));
  return order.every((position) => position >= 0) ? order : ids.map((_id, position) => position);
}

function tensorHashes(entry: unknown): Map<TensorId, string> {
  const hashes = new Map<TensorId, string>();
  if (!isObject(entry)) return hashes;
  for (const [key, hash] of Object.entries(entry))
    if (/^\d+$/.test(key) && typeof hash === 'string') hashes.set(Number(key), hash.toLowerCase());
  return hashes;
}

async function readJson(path: string): Promise<Json | null> {
  try {
    const value: unknown = JSON.parse(await readFile(path, 'utf8'));
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function objects(value: unknown): Json[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}
