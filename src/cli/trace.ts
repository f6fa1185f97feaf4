import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fail, success, type Result } from '../diagnostics/diagnostic.js';
import type { Graph } from '../ir/graph.js';
import type { Tensor, TensorId, TensorValues } from '../ir/tensor.js';
import type { Frame } from '../simulator/batch.js';
import type { Simulator } from '../simulator/simulate.js';
import type { Api } from './command.js';
import { cannotWrite, createFolder } from './output-folder.js';

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

/** Runs frames one after the other and hands every tensor over, inputs first. */
export function traceFrames(api: Api, simulator: Simulator, frames: readonly Frame[], keep: (traced: TracedTensor, bytes: Uint8Array) => void): Trace {
  const labels = tensorLabels(api, simulator.graph);
  const tensors: TracedTensor[] = [];
  const outputs = frames.map((inputs, frame) =>
    simulator.run(inputs, (tensor, values) => {
      const traced = describe(api, tensor, values, frame, labels.get(tensor.id) ?? `tensor_${tensor.id}`);
      tensors.push(traced);
      keep(traced, api.npyBytes(tensor.dtype, tensor.shape, values));
    }),
  );
  return { outputs, tensors };
}

/** Writes every tensor of every frame as .npy, and `index.json` that says which is which. The folder appears when it is complete. */
export function writeTrace(api: Api, simulator: Simulator, frames: readonly Frame[], destination: string): Result<Trace> {
  const directory = resolve(destination);
  if (existsSync(directory) && !isEmptyOrTrace(directory)) {
    const origin = { kind: 'file', file: destination } as const;
    return fail('I8C6203', { message: 'the trace folder must be new, empty, or an earlier trace', origin, help: 'give --trace the path of a new folder' });
  }
  let trace: Trace = { outputs: [], tensors: [] };
  const fill = (temporary: string): void => {
    frames.forEach((_inputs, frame) => mkdirSync(join(temporary, `frame-${frame}`)));
    trace = traceFrames(api, simulator, frames, ({ file }, bytes) => writeFileSync(join(temporary, file), bytes));
    const index = { int8cTrace: api.packageVersion(), model: simulator.graph.name, rounding: simulator.rounding, frames: frames.length, tensors: trace.tensors };
    writeFileSync(join(temporary, indexFile), `${api.jsonText(index)}\n`);
  };
  try {
    createFolder(directory, fill, () => rmSync(directory, { recursive: true, force: true }));
    return success(trace);
  } catch (error) {
    return cannotWrite(destination, error);
  }
}

const indexFile = 'index.json';

function isEmptyOrTrace(directory: string): boolean {
  try {
    return readdirSync(directory).length === 0 || /^\{\s*"int8cTrace"/.test(readFileSync(join(directory, indexFile), 'utf8'));
  } catch {
    return false;
  }
}

function describe(api: Api, tensor: Tensor, values: TensorValues, frame: number, label: string): TracedTensor {
  const { id, name, dtype, shape, quantization } = tensor;
  const affine = quantization?.kind === 'perTensor' ? quantization : null;
  return {
    file: `frame-${frame}/${label}.npy`,
    frame,
    tensor: id,
    name,
    dtype,
    shape,
    scale: affine?.scale ?? null,
    zeroPoint: affine?.zeroPoint ?? null,
    ...api.extremes(values),
  };
}

/** `input_0`, `op02_conv2d`: the grep key of a tensor's operator. */
function tensorLabels(api: Api, graph: Graph): Map<TensorId, string> {
  const labels = new Map<TensorId, string>(graph.inputs.map((id, index) => [id, `input_${index}`]));
  for (const node of graph.nodes) for (const id of node.outputs) labels.set(id, `${api.nodeKey(graph, node)}_${node.op.replaceAll('-', '_')}`);
  return labels;
}
