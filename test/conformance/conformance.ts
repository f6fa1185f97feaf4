import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Diagnostic, Result } from '../../src/diagnostics/diagnostic.js';
import type { EmittedPackage } from '../../src/emit/package.js';
import { tensorOf, type Graph } from '../../src/ir/graph.js';
import { decodeValues, tensorBytes } from '../../src/ir/tensor.js';
import type { Rounding } from '../../src/numerics/rounding.js';
import type { Runner, RunnerName } from '../../src/runners/runner.js';
import { simulateBatch } from '../../src/simulator/batch.js';
import { createSimulator } from '../../src/simulator/simulate.js';
import { extremeCases, randomCases } from '../../src/verify/cases.js';
import {
  checkCase,
  executeModel,
  executeSimulator,
  simulateRecord,
  type Execute,
  type RecordDifference,
} from './check-cases.js';
import { readGoldenRecord, type GoldenCase } from './golden-record.js';

export interface CompiledModel {
  readonly graph: Graph;
  readonly pkg: EmittedPackage;
}

export interface ConformanceOptions {
  readonly rounding: Rounding;
  readonly runners: readonly Runner[];
  /** Reads and compiles a model; what it refuses is a result, not a failure. */
  compile(bytes: Uint8Array, file: string): Result<CompiledModel>;
  /** Threads for the labelled inputs. */
  readonly workers?: number;
  /** Called with each model as it is done. */
  readonly onModel?: (model: ModelConformance) => void;
}

export type CheckedBy = 'simulator' | RunnerName;

/** What the simulator or one runner made of a model. */
export interface RunnerConformance {
  readonly runner: CheckedBy;
  /** `failed`: it could not compile or run the model. `absent`: its compiler is not installed. */
  readonly result: 'same' | 'different' | 'failed' | 'absent';
  readonly tensorsCompared: number;
  readonly outputsCompared: number;
  readonly tensorsUnknown: number;
  /** Labelled inputs of `acc/` whose outputs were compared; null where they were not run. */
  readonly samplesCompared: number | null;
  /** The first few. */
  readonly differences: readonly RecordDifference[];
  readonly diagnostics: readonly Diagnostic[];
  readonly milliseconds: number;
}

export interface ModelConformance {
  readonly model: string;
  readonly result: 'same' | 'different' | 'failed' | 'refused';
  /** Null for a model that was refused before its operators were known. */
  readonly operators: number | null;
  readonly cases: number;
  readonly frames: number;
  /** `simulator` where the model has no usable record: then it only says that simulator and C agree. */
  readonly reference: 'recorded' | 'simulator' | null;
  readonly checks: readonly RunnerConformance[];
  /** Why the model was refused. */
  readonly diagnostics: readonly Diagnostic[];
  /** Which parts of its record cannot be used. */
  readonly recordProblems: readonly string[];
}

export interface ConformanceReport {
  readonly rounding: Rounding;
  /** Nothing differs and nothing failed; refusals are honest answers. */
  readonly passed: boolean;
  readonly models: readonly ModelConformance[];
}

const keptDifferences = 5;
const generatedRandomCases = 3;

/** Runs every model of a folder of folders against its record, in the simulator and in every runner. */
export async function runConformance(directory: string, options: ConformanceOptions): Promise<ConformanceReport> {
  const models: ModelConformance[] = [];
  for (const entry of (await readdir(directory, { withFileTypes: true })).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (!entry.isDirectory() && !entry.isSymbolicLink()) continue;
    const folder = join(directory, entry.name);
    const file = (await readdir(folder).catch((): string[] => [])).sort().find((name) => name.endsWith('.tflite'));
    if (file === undefined) continue;
    const model = await checkModelFolder(folder, entry.name, file, options);
    models.push(model);
    options.onModel?.(model);
  }
  const passed = models.every(({ result }) => result === 'same' || result === 'refused');
  return { rounding: options.rounding, passed, models };
}

async function checkModelFolder(
  folder: string,
  name: string,
  file: string,
  options: ConformanceOptions,
): Promise<ModelConformance> {
  const compiled = options.compile(new Uint8Array(await readFile(join(folder, file))), file);
  if (!compiled.ok)
    return {
      model: name,
      result: 'refused',
      operators: null,
      cases: 0,
      frames: 0,
      reference: null,
      checks: [],
      diagnostics: compiled.diagnostics,
      recordProblems: [],
    };
  const { graph } = compiled.value;
  const record = await readGoldenRecord(folder, graph);
  const simulate = executeSimulator(createSimulator(graph, options.rounding));
  const recorded = record.cases.length > 0;
  const cases = recorded
    ? record.cases
    : await simulateRecord(simulate, [...extremeCases(graph), ...randomCases(graph, generatedRandomCases, 1)]);
  const labelled = await readLabelled(folder, graph);
  const checks = [await checkSimulator(graph, cases, labelled, simulate, options)];
  for (const runner of options.runners) checks.push(await checkRunner(compiled.value, cases, labelled, runner));
  return {
    model: name,
    result: checks.some(({ result }) => result === 'different')
      ? 'different'
      : checks.some(({ result }) => result === 'failed')
        ? 'failed'
        : 'same',
    operators: graph.nodes.length,
    cases: cases.length,
    frames: cases.reduce((sum, { frames }) => sum + frames.length, 0),
    reference: recorded ? 'recorded' : 'simulator',
    checks,
    diagnostics: [],
    recordProblems: record.problems,
  };
}

async function checkSimulator(
  graph: Graph,
  cases: readonly GoldenCase[],
  labelled: GoldenCase | null,
  execute: Execute,
  options: ConformanceOptions,
): Promise<RunnerConformance> {
  const start = performance.now();
  const checked = await checkCases(graph, cases, execute);
  const samples = labelled === null ? null : await checkBatch(graph, labelled, options);
  return summary('simulator', [checked, ...(samples === null ? [] : [samples])], labelled, start);
}

async function checkRunner(
  { graph, pkg }: CompiledModel,
  cases: readonly GoldenCase[],
  labelled: GoldenCase | null,
  runner: Runner,
): Promise<RunnerConformance> {
  const start = performance.now();
  const prepared = await runner.prepare(pkg);
  if (!prepared.ok) return summary(runner.name, [{ ...nothing, diagnostics: prepared.diagnostics }], null, start);
  const execute = executeModel(prepared.value);
  try {
    const checked = await checkCases(graph, cases, execute);
    // Compiled for this machine, the labelled inputs take seconds.
    if (runner.name !== 'host' || labelled === null) return summary(runner.name, [checked], null, start);
    return summary(runner.name, [checked, await checkCases(graph, [labelled], execute)], labelled, start);
  } finally {
    await prepared.value.close();
  }
}

interface Checked {
  readonly tensorsCompared: number;
  readonly outputsCompared: number;
  readonly tensorsUnknown: number;
  readonly differences: readonly RecordDifference[];
  readonly diagnostics: readonly Diagnostic[];
}

const nothing: Checked = {
  tensorsCompared: 0,
  outputsCompared: 0,
  tensorsUnknown: 0,
  differences: [],
  diagnostics: [],
};

function addChecked(a: Checked, b: Omit<Checked, 'diagnostics'>, diagnostics: readonly Diagnostic[]): Checked {
  return {
    tensorsCompared: a.tensorsCompared + b.tensorsCompared,
    outputsCompared: a.outputsCompared + b.outputsCompared,
    tensorsUnknown: a.tensorsUnknown + b.tensorsUnknown,
    differences: [...a.differences, ...b.differences],
    diagnostics: [...a.diagnostics, ...diagnostics],
  };
}

async function checkCases(graph: Graph, cases: readonly GoldenCase[], execute: Execute): Promise<Checked> {
  let total = nothing;
  for (const golden of cases) {
    const checked = await checkCase(graph, golden, execute);
    if (!checked.ok) return addChecked(total, nothing, checked.diagnostics);
    total = addChecked(total, checked.value, []);
  }
  return total;
}

/**
 * The labelled inputs of `acc/` as one long case without hashes; null where there are none, or not as many as outputs.
 */
async function readLabelled(folder: string, graph: Graph): Promise<GoldenCase | null> {
  const read = async (names: readonly string[]): Promise<Uint8Array[] | null> => {
    const contents = await Promise.all(names.map((name) => readFile(join(folder, 'acc', name)).catch(() => null)));
    return contents.every((bytes) => bytes !== null) ? contents.map((bytes) => new Uint8Array(bytes)) : null;
  };
  const inputs = await read(graph.inputs.map((_id, index) => `in_${index}.bin`));
  const outputs = await read(graph.outputs.map((_id, index) => `tflm_out_${index}.bin`));
  if (inputs === null || outputs === null) return null;
  const frameBytes = (id: number): number => tensorBytes(tensorOf(graph.tensors, id));
  const [count = 0] = graph.inputs.map((id, index) => (inputs[index]?.length ?? 0) / frameBytes(id));
  const fits = (files: readonly Uint8Array[], ids: readonly number[]): boolean =>
    files.every(({ length }, index) => length === count * frameBytes(ids[index] ?? 0));
  if (!Number.isInteger(count) || count < 1 || !fits(inputs, graph.inputs) || !fits(outputs, graph.outputs))
    return null;
  const frames = Array.from({ length: count }, (_, frame) =>
    graph.inputs.map((id, index) =>
      (inputs[index] ?? new Uint8Array()).subarray(frame * frameBytes(id), (frame + 1) * frameBytes(id)),
    ),
  );
  return { name: 'acc', frames, outputs, tensors: new Map() };
}

async function checkBatch(
  graph: Graph,
  labelled: GoldenCase,
  { rounding, workers }: ConformanceOptions,
): Promise<Checked> {
  const frames = labelled.frames.map((inputs) =>
    graph.inputs.map((id, index) => decodeValues(tensorOf(graph.tensors, id).dtype, inputs[index] ?? new Uint8Array())),
  );
  const batch = await simulateBatch(graph, rounding, frames, workers === undefined ? {} : { workers });
  if (!batch.ok) return { ...nothing, diagnostics: batch.diagnostics };
  let next = 0;
  const replay: Execute = () => {
    const outputs = (batch.value[next++] ?? []).map(
      ({ buffer, byteOffset, byteLength }) => new Uint8Array(buffer, byteOffset, byteLength),
    );
    return Promise.resolve({ ok: true, value: { tensors: new Map(), outputs }, diagnostics: [] });
  };
  return checkCases(graph, [labelled], replay);
}

function summary(
  runner: CheckedBy,
  parts: readonly Checked[],
  labelled: GoldenCase | null,
  start: number,
): RunnerConformance {
  const total = parts.reduce((sum, part) => addChecked(sum, part, part.diagnostics), nothing);
  const absent = total.diagnostics.some(({ code }) => code === 'I8C5101');
  const failed = total.diagnostics.some(({ severity }) => severity === 'error');
  return {
    runner,
    result: absent ? 'absent' : total.differences.length > 0 ? 'different' : failed ? 'failed' : 'same',
    tensorsCompared: total.tensorsCompared,
    outputsCompared: total.outputsCompared,
    tensorsUnknown: total.tensorsUnknown,
    samplesCompared: labelled?.frames.length ?? null,
    differences: total.differences.slice(0, keptDifferences),
    diagnostics: total.diagnostics,
    milliseconds: Math.round(performance.now() - start),
  };
}
