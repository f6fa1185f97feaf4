import { setImmediate as nextTurn } from 'node:timers/promises';
import { diagnostic, success, type Diagnostic, type Result } from '../diagnostics/diagnostic.js';
import type { EmittedPackage } from '../emit/package.js';
import { tensorOf, type Graph } from '../ir/graph.js';
import { bytesOf, elementCount, formatShape, type TensorId, type TensorValues } from '../ir/tensor.js';
import type { Rounding } from '../numerics/rounding.js';
import {
  assembleTensors,
  type RunnableModel,
  type Runner,
  type RunnerName,
  type RunOutcome,
} from '../runners/runner.js';
import { createSimulator, type Simulator } from '../simulator/simulate.js';
import { bisectRun, describeVerdict, type Verdict } from './bisect.js';
import type { VerifyCase } from './cases.js';
import { compareTensor, describeTensorName, type TensorDifference } from './compare.js';
import { describeMaker } from './makers.js';

export interface VerifyOptions {
  readonly rounding: Rounding;
  readonly runner: Runner;
  readonly cases: readonly VerifyCase[];
  /** Leave out the cases after the first that differs. */
  readonly stopAtFirst?: boolean;
  /** Find out which operator is to blame for the first difference. */
  readonly bisect?: boolean;
  /** Called after each case. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** A case that differs: its tensors that do, in the order in which they were made. */
export interface CaseDifference {
  readonly case: string;
  readonly index: number;
  readonly tensors: readonly TensorDifference[];
}

/** What was compared and what came out. Plain data. */
export interface VerifyReport {
  readonly model: string;
  readonly runner: RunnerName;
  readonly rounding: Rounding;
  readonly equal: boolean;
  readonly cases: number;
  readonly casesRun: number;
  /** Over all cases that were run: inputs, intermediates and outputs. */
  readonly tensorsCompared: number;
  readonly valuesCompared: number;
  readonly differences: readonly CaseDifference[];
  /** Who is to blame for the first difference, where that was asked for. */
  readonly verdict: Verdict | null;
}

/**
 * Holds the emitted C against the simulator: every tensor of every case, bit for bit, and the outputs once more as the
 * package's interface hands them out. Errors: the runner cannot compile or run the package. A difference is no error
 * but the result.
 */
export async function verifyModel(
  graph: Graph,
  pkg: EmittedPackage,
  options: VerifyOptions,
): Promise<Result<VerifyReport>> {
  const prepared = await options.runner.prepare(pkg);
  if (!prepared.ok) return prepared;
  try {
    return await verifyRunnable(graph, pkg.name, prepared.value, options);
  } finally {
    await prepared.value.close();
  }
}

/** The same for a model that a runner has prepared already; it stays open. */
export async function verifyRunnable(
  graph: Graph,
  name: string,
  model: RunnableModel,
  options: VerifyOptions,
): Promise<Result<VerifyReport>> {
  const { rounding, runner, cases } = options;
  const simulator = createSimulator(graph, rounding);
  const differences: CaseDifference[] = [];
  let [casesRun, tensorsCompared, valuesCompared] = [0, 0, 0];
  let verdict: Verdict | null = null;
  for (const [index, verifyCase] of cases.entries()) {
    const inputs = verifyCase.inputs();
    const expected = simulate(simulator, inputs);
    const run = await model.run(inputs.map(bytesOf));
    if (!run.ok) return { ok: false, diagnostics: run.diagnostics.map((item) => inCase(item, verifyCase.name)) };
    casesRun += 1;
    tensorsCompared += expected.size;
    for (const id of expected.keys()) valuesCompared += elementCount(tensorOf(graph.tensors, id).shape);
    const tensors = compareRun(graph, expected, run.value);
    options.onProgress?.(casesRun, cases.length);
    // Lets signals and the terminal have a turn.
    await nextTurn();
    const [first] = tensors;
    if (first === undefined) continue;
    if (options.bisect === true && verdict === null) {
      const simulated = { inputs: inputs.map(bytesOf), expected, records: run.value.records };
      const blamed = await bisectRun(graph, model, simulated, first.tensor);
      if (!blamed.ok) return blamed;
      verdict = blamed.value;
    }
    differences.push({ case: verifyCase.name, index, tensors });
    if (options.stopAtFirst === true) break;
  }
  const equal = differences.length === 0;
  return success({
    model: name,
    runner: runner.name,
    rounding,
    equal,
    cases: cases.length,
    casesRun,
    tensorsCompared,
    valuesCompared,
    differences,
    verdict,
  });
}

/** Bytes of every tensor of an inference, in the order in which they are made. */
function simulate(simulator: Simulator, inputs: readonly TensorValues[]): Map<TensorId, Uint8Array> {
  const tensors = new Map<TensorId, Uint8Array>();
  simulator.run(inputs, ({ id }, values) => tensors.set(id, bytesOf(values)));
  return tensors;
}

function compareRun(graph: Graph, expected: ReadonlyMap<TensorId, Uint8Array>, run: RunOutcome): TensorDifference[] {
  const traced = assembleTensors(run.records);
  const differences: TensorDifference[] = [];
  const compare = (
    id: TensorId,
    wanted: Uint8Array,
    got: Uint8Array | undefined,
    when: TensorDifference['when'],
  ): void => {
    const difference = compareTensor(graph, id, wanted, got, when);
    if (difference !== null) differences.push(difference);
  };
  for (const [id, wanted] of expected) compare(id, wanted, traced.get(id), 'made');
  graph.outputs.forEach((id, index) => {
    const wanted = expected.get(id);
    if (wanted !== undefined) compare(id, wanted, run.outputs[index], 'output');
  });
  return differences;
}

function inCase(item: Diagnostic, name: string): Diagnostic {
  return { ...item, details: [`case "${name}"`, ...item.details] };
}

const shownTensors = 8;

/** The first difference of a report as an error for people to read; none when all is equal. */
export function differenceDiagnostics(graph: Graph, report: VerifyReport): Diagnostic[] {
  const [failed] = report.differences;
  const first = failed?.tensors[0];
  if (failed === undefined || first === undefined) return [];
  const tensor = tensorOf(graph.tensors, first.tensor);
  const { index, coordinates, expected, got } = first.first;
  const later = failed.tensors.slice(1, 1 + shownTensors);
  return [
    diagnostic('I8C5201', {
      message: `the emitted C must compute what the simulator computes (${report.runner}, ${report.rounding} rounding)`,
      origin: tensor.origin,
      details: [
        `case      ${failed.index} "${failed.case}"; ${report.differences.length} of ${report.casesRun} cases differ`,
        `operator  ${describeMaker(first.maker)}`,
        `tensor    ${describeTensorName(tensor)}   ${tensor.dtype} ${formatShape(tensor.shape)}${first.when === 'output' ? ', read after the run' : ''}`,
        `index     ${index}   at ${formatShape(coordinates)}`,
        `expected  ${formatValue(expected)}`,
        `got       ${got === null ? 'nothing' : formatValue(got)}`,
        differenceLine(first),
        ...later.map(
          (other) => `then      ${describeMaker(other.maker)}, tensor ${other.tensor}: ${differenceLine(other).trim()}`,
        ),
        ...(failed.tensors.length > 1 + shownTensors
          ? [`then      ${failed.tensors.length - 1 - shownTensors} more tensors`]
          : []),
        ...(report.verdict === null ? [] : [`bisect    ${describeVerdict(graph, report.verdict)}`]),
      ],
      why: 'one of the two is wrong: this is a fault of int8c, or the package was edited',
      help: 'run again with --bisect to learn which operator is to blame, and report it with the model',
    }),
  ];
}

function differenceLine({ differing, elements, maxAbsDifference }: TensorDifference): string {
  return `          ${differing} of ${elements} values differ, by at most ${formatValue(maxAbsDifference)}`;
}

/** -0 is not 0 here. */
function formatValue(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value);
}
