import { createHash } from 'node:crypto';
import { success, type Diagnostic, type Result } from '../../src/diagnostics/diagnostic.js';
import { tensorOf, type Graph } from '../../src/ir/graph.js';
import { bytesOf, decodeValues, type TensorId, type TensorValues } from '../../src/ir/tensor.js';
import { assembleTensors, type RunnableModel } from '../../src/runners/runner.js';
import type { Simulator } from '../../src/simulator/simulate.js';
import { compareTensor } from '../../src/verify/compare.js';
import type { GoldenCase } from './golden-record.js';
import { describeMaker, makerOf } from '../../src/verify/makers.js';

/** One inference by the simulator or a runner: outputs, and every tensor where `traced`. */
export type Execute = (inputs: readonly Uint8Array[], traced: boolean) => Promise<Result<Execution>>;

export interface Execution {
  readonly tensors: ReadonlyMap<TensorId, Uint8Array>;
  readonly outputs: readonly Uint8Array[];
}

/** A place where a run differs from its record. */
export interface RecordDifference {
  readonly case: string;
  readonly tensor: TensorId;
  /** `op02 conv2d`. */
  readonly maker: string;
  /** The first differing element of an output; a hash says only that the tensor differs. */
  readonly first: {
    readonly frame: number;
    readonly index: number;
    readonly expected: number;
    readonly got: number | null;
  } | null;
}

export interface CaseCheck {
  /** Tensors held against a recorded hash. */
  readonly tensorsCompared: number;
  /** Output tensors held against recorded bytes, one per frame and output. */
  readonly outputsCompared: number;
  /** Recorded tensors that the compiled graph does not compute. */
  readonly tensorsUnknown: number;
  readonly differences: readonly RecordDifference[];
}

export function executeSimulator(simulator: Simulator): Execute {
  const { graph } = simulator;
  return (inputs, traced) => {
    const tensors = new Map<TensorId, Uint8Array>();
    const values = graph.inputs.map((id, index) =>
      decodeValues(tensorOf(graph.tensors, id).dtype, inputs[index] ?? new Uint8Array()),
    );
    const outputs = simulator.run(values, traced ? ({ id }, made) => tensors.set(id, bytesOf(made)) : undefined);
    return Promise.resolve(success({ tensors, outputs: outputs.map(bytesOf) }));
  };
}

export function executeModel(model: RunnableModel): Execute {
  return async (inputs, traced) => {
    const run = await model.run(inputs, { traced });
    return run.ok ? success({ tensors: assembleTensors(run.value.records), outputs: run.value.outputs }) : run;
  };
}

/** Runs all frames of a case; outputs of each are compared, tensors after the last. */
export async function checkCase(graph: Graph, golden: GoldenCase, execute: Execute): Promise<Result<CaseCheck>> {
  const differences: RecordDifference[] = [];
  let outputsCompared = 0;
  let tensors: Execution['tensors'] = new Map();
  const diagnostics: Diagnostic[] = [];
  for (const [frame, inputs] of golden.frames.entries()) {
    const run = await execute(inputs, frame === golden.frames.length - 1);
    if (!run.ok) return run;
    diagnostics.push(...run.diagnostics);
    tensors = run.value.tensors;
    graph.outputs.forEach((id, index) => {
      const recorded = golden.outputs[index];
      if (recorded === null || recorded === undefined) return;
      outputsCompared += 1;
      const bytes = recorded.length / golden.frames.length;
      const found = compareTensor(
        graph,
        id,
        recorded.subarray(frame * bytes, (frame + 1) * bytes),
        run.value.outputs[index],
        'output',
      );
      if (found === null) return;
      const { index: element, expected, got } = found.first;
      differences.push({
        case: golden.name,
        tensor: id,
        maker: describeMaker(found.maker),
        first: { frame, index: element, expected, got },
      });
    });
  }
  const hashes = checkHashes(graph, golden, tensors);
  return success({ ...hashes, outputsCompared, differences: [...hashes.differences, ...differences] }, diagnostics);
}

/** In the order in which the tensors are made, so that the first difference is the first wrong operator. */
function checkHashes(
  graph: Graph,
  golden: GoldenCase,
  tensors: Execution['tensors'],
): Omit<CaseCheck, 'outputsCompared'> {
  const differences: RecordDifference[] = [];
  const made = [...graph.inputs, ...graph.nodes.flatMap(({ outputs }) => outputs)];
  const known = made.filter((id) => golden.tensors.has(id));
  for (const id of known) {
    const bytes = tensors.get(id);
    if (bytes !== undefined && sha256(bytes) === golden.tensors.get(id)) continue;
    differences.push({ case: golden.name, tensor: id, maker: describeMaker(makerOf(graph, id)), first: null });
  }
  return { tensorsCompared: known.length, tensorsUnknown: golden.tensors.size - known.length, differences };
}

/** Records of a model that has none, made by the simulator: they hold the runners against it. */
export async function simulateRecord(
  execute: Execute,
  cases: readonly { readonly name: string; inputs(): TensorValues[] }[],
): Promise<GoldenCase[]> {
  const records: GoldenCase[] = [];
  for (const { name, inputs } of cases) {
    const bytes = inputs().map(bytesOf);
    const run = await execute(bytes, true);
    if (!run.ok) throw new Error(`int8c bug: the simulator refuses case ${name}`);
    const tensors = new Map([...run.value.tensors].map(([id, values]) => [id, sha256(values)]));
    records.push({ name, frames: [bytes], outputs: run.value.outputs, tensors });
  }
  return records;
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
