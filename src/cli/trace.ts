import { setImmediate as nextTurn } from 'node:timers/promises';
import { success, type Result } from '../diagnostics/diagnostic.js';
import { readOwnedFiles, type FolderKind, type FolderList } from '../files/folder-kind.js';
import { sha256, type OwnedFile } from '../files/look.js';
import { writeFolder, type WriteOptions } from '../files/owned-folder.js';
import type { WriteFile } from '../files/stage.js';
import type { Graph } from '../ir/graph.js';
import { affineOf, type Tensor, type TensorId, type TensorValues } from '../ir/tensor.js';
import { npyBytes } from '../formats/arrays/write-npy.js';
import { extremes } from '../report/outputs.js';
import type { Frame } from '../simulator/batch.js';
import type { Simulator } from '../simulator/simulate.js';
import { jsonText } from '../text/json.js';
import { packageVersion } from '../version.js';

/** A tensor of a traced inference and the file that holds its values. */
export interface TracedTensor {
  /** Path in the trace folder: `frame-0/op02_conv2d.npy`. */
  readonly file: string;
  readonly frame: number;
  readonly tensor: TensorId;
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly scale: number | null;
  readonly zeroPoint: number | null;
  readonly min: number;
  readonly max: number;
}

export interface Trace {
  readonly outputs: readonly Frame[];
  readonly tensors: readonly TracedTensor[];
}

type Keep = (traced: TracedTensor, bytes: Uint8Array) => void;

/** Runs frames one after the other and hands every tensor over, inputs first. */
export async function traceFrames(simulator: Simulator, frames: readonly Frame[], keep: Keep): Promise<Trace> {
  const labels = tensorLabels(simulator.graph);
  const tensors: TracedTensor[] = [];
  const outputs: Frame[] = [];
  for (const [frame, inputs] of frames.entries()) {
    const output = simulator.run(inputs, (tensor, values) => {
      const traced = describe(tensor, values, frame, labels.get(tensor.id) ?? `tensor_${tensor.id}`);
      tensors.push(traced);
      keep(traced, npyBytes(tensor.dtype, tensor.shape, values));
    });
    outputs.push(output);
    // Lets signals have a turn.
    await nextTurn();
  }
  return { outputs, tensors };
}

/** What `writeTrace` does not compute. */
export interface TraceDestination extends WriteOptions {
  readonly directory: string;
}

/**
 * Writes every tensor of every frame as .npy, and `index.json` that says which is which and lists the files. All or
 * nothing; see `writeFolder`.
 */
export async function writeTrace(
  simulator: Simulator,
  frames: readonly Frame[],
  { directory, ...options }: TraceDestination,
): Promise<Result<Trace>> {
  let trace: Trace = { outputs: [], tensors: [] };
  const { graph, rounding } = simulator;
  const fill = async (write: WriteFile): Promise<void> => {
    const files: OwnedFile[] = [];
    trace = await traceFrames(simulator, frames, ({ file }, bytes) => {
      write(file, bytes);
      files.push({ path: file, sha256: sha256(bytes) });
    });
    const index = {
      int8cTrace: packageVersion(),
      schemaVersion,
      model: graph.name,
      rounding,
      frames: frames.length,
      tensors: trace.tensors,
      files,
    };
    write(traceKind.listFile, Buffer.from(`${jsonText(index)}\n`));
  };
  const written = await writeFolder(
    directory,
    { kind: traceKind, subject: subjectOf(graph.name), known: [], fill },
    options,
  );
  return written.ok ? success(trace, written.diagnostics) : written;
}

const schemaVersion = 1;

/** A folder that `simulate --trace` has written: its index lists the files. */
const traceKind: FolderKind = Object.freeze({
  noun: 'trace',
  option: '--trace',
  listFile: 'index.json',
  readList: readIndex,
});

/** A trace of another model is another trace. */
function subjectOf(model: string): string {
  return `of ${model}`;
}

const tracePath = /^frame-\d{1,9}\/[a-z0-9_]+\.npy$/;

/** The index may be a stranger's: the files that it lists are of the shape that a trace has, or it is none. */
function readIndex({ int8cTrace, model, files }: Readonly<Record<string, unknown>>): FolderList | null {
  if (typeof int8cTrace !== 'string' || typeof model !== 'string') return null;
  const owned = readOwnedFiles(files, (path) => tracePath.test(path));
  return owned === undefined ? null : { subject: subjectOf(model), files: owned };
}

function describe(tensor: Tensor, values: TensorValues, frame: number, label: string): TracedTensor {
  const { id, name, dtype, shape } = tensor;
  const { scale, zeroPoint } = affineOf(tensor);
  return {
    file: `frame-${frame}/${label}.npy`,
    frame,
    tensor: id,
    name,
    dtype,
    shape,
    scale,
    zeroPoint,
    ...extremes(values),
  };
}

/** `input_0`, `op02_conv2d`: the grep key of a tensor's operator. */
function tensorLabels(graph: Graph): Map<TensorId, string> {
  const labels = new Map<TensorId, string>(graph.inputs.map((id, index) => [id, `input_${index}`]));
  for (const node of graph.nodes) {
    for (const id of node.outputs) labels.set(id, `${node.key}_${node.op.replaceAll('-', '_')}`);
  }
  return labels;
}
